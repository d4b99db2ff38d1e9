"""What other people's Otter courses test: one construct each, graded as `otter run` grades it.

Each question has an answer that passes and a wrong one, and a test that Otter itself decides about.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from emgrade.bundle import PROFILE
from emgrade.grade import Grader
from emgrade.grade.otter_runner import run_otter
from emgrade.imports import imports_of
from emgrade.model import Result

from .tiny import LIMITS, save

OPEN = """import otter
grader = otter.Notebook()
import hashlib, collections, functools, datetime, decimal
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from otter.export import export_notebook
from email import *
from scipy import optimize, sparse, stats
from sklearn.pipeline import make_pipeline
from sklearn.linear_model import LinearRegression
from sklearn.datasets import load_iris
import old_printing
from own_types import Circle
def get_hash(value):
    return hashlib.md5(str(value).encode()).hexdigest()
table = pd.DataFrame({"a": [1, 1, 2], "b": ["x", "y", "x"], "c": [1.0, 2.0, 3.0]})
"""
FILES = {
    "old_printing.py": "import numpy as np\nnp.set_printoptions(legacy='1.13')\n",
    "own_types.py": "class Circle:\n    def __init__(self, r): self.r = float(r)\n    def area(self): return 3 * self.r ** 2\n"
    "ADAPTERS = {'own_types.Circle': (lambda c: (c.r,), lambda kind, r: kind(r))}\n",
    "data.txt": "1 2 3\n",
}

# name: (right answer, wrong answer, the lines of a doctest)
DOCTESTS: dict[str, tuple[str, str, str]] = {
    "type_hash": ("v1 = 3", "v1 = ...", """
        >>> get_hash(type(v1)) != '14e736438b115821cbb9b7ac0ba79034'
        True
        >>> get_hash(type(v1)) == get_hash("<class 'int'>")
        True"""),
    "module": ("v2 = 0.1 + 0.2", "v2 = 0.3001", """
        >>> np.isclose(v2, 0.3)
        True"""),
    "frame_type": ("v3 = table.head(1)", "v3 = 'table'", """
        >>> type(v3) == pd.DataFrame
        True
        >>> isinstance(v3, pd.core.frame.DataFrame)
        True"""),
    "index_name": ("v4 = table.groupby('a').sum()", "v4 = table.groupby('a').sum().reset_index()", """
        >>> v4.index.name
        'a'"""),
    "reset_index": ("v5 = table.groupby('a').size().reset_index()", "v5 = table.groupby('a').size()", """
        >>> list(v5.columns) == ['a', 0] and v5.index.name is None
        True"""),
    "several_levels": ("v6 = table.groupby(['a', 'b']).c.sum()", "v6 = table.groupby(['a']).c.sum()", """
        >>> v6.index.nlevels, list(v6.index.names), v6.loc[(1, 'y')] == 2
        (2, ['a', 'b'], True)"""),
    "category": ("v7 = table.b.astype('category')", "v7 = table.b", """
        >>> str(v7.dtype)
        'category'
        >>> v7.dtype == 'category', list(v7.cat.categories)
        (True, ['x', 'y'])"""),
    "dates": ("v8 = pd.Timestamp('2024-02-29', tz='UTC')", "v8 = pd.Timestamp('2024-02-29')", """
        >>> v8 == pd.Timestamp('2024-02-29', tz='UTC')
        True
        >>> v8.year, str(v8.tz)
        (2024, 'UTC')"""),
    "dtypes": ("v9 = table.dtypes", "v9 = table.astype({'a': float}).dtypes", """
        >>> v9.equals(table.dtypes)
        True
        >>> v9['a'] == np.dtype('int64')
        True"""),
    "printed_number": ("v10 = np.float64(2.5)", "v10 = np.float64(2.25)", """
        >>> v10
        2.5"""),
    "printed_array": ("v11 = np.array([1.0, 2.0])", "v11 = np.array([1, 2])", """
        >>> v11
        array([ 1.,  2.])
        >>> v11[0] > 0
        True"""),
    "counter": ("v12 = collections.Counter('aab')", "v12 = {'a': 2, 'b': 1}", """
        >>> v12.most_common(1)
        [('a', 2)]
        >>> type(v12).__name__
        'Counter'"""),
    "named_tuple": ("Pair = collections.namedtuple('Pair', 'x y')\\nv13 = Pair(1, 2)", "v13 = (1, 2)", """
        >>> v13.x + v13.y
        3
        >>> v13
        Pair(x=1, y=2)"""),
    "generator": ("def gen():\\n    yield from (1, 4, 9)\\nv14 = gen()", "v14 = [1, 4, 9]", """
        >>> next(v14)
        1
        >>> list(v14)
        [4, 9]"""),
    "figure": ("fig, ax = plt.subplots()\\nv15 = ax.plot([1, 2], [3, 4])\\nax.set_title('Rain')", "fig, ax = plt.subplots()", """
        >>> ax.get_title(), len(ax.lines), len(fig.axes)
        ('Rain', 1, 1)
        >>> list(ax.get_lines()[0].get_ydata())
        [3, 4]
        >>> isinstance(fig, plt.Figure), type(fig) == plt.Figure
        (True, True)
        >>> isinstance(ax, plt.Axes)
        True"""),
    "estimator": ("v16 = LinearRegression().fit([[0.0], [1.0]], [1.0, 3.0])", "v16 = LinearRegression().fit([[0.0], [1.0]], [1.0, 4.0])", """
        >>> round(float(v16.coef_[0]), 6), v16.fit_intercept
        (2.0, True)
        >>> round(float(v16.predict([[2.0]])[0]), 6)
        5.0"""),
    "own_type": ("v17 = Circle(2)", "v17 = Circle(3)", """
        >>> v17.area(), v17.r
        (12.0, 2.0)"""),
    "type_as_an_answer": ("v18 = int", "v18 = float", """
        >>> v18 == int
        True
        >>> v18 is type(3)
        True"""),
    "polynomial": ("v19 = np.poly1d([1, 0])", "v19 = lambda x: x + 1", """
        >>> v19(3) == 3
        True"""),
    "callable_object": ("class Double:\\n    def __call__(self, x): return 2 * x\\nv20 = Double()", "v20 = lambda x: x", """
        >>> v20(3)
        6"""),
    "sparse_matrix": ("v21 = sparse.csr_matrix([[0, 1], [2, 0]])", "v21 = [[0, 1], [2, 0]]", """
        >>> v21.nnz, sparse.issparse(v21), v21.toarray().tolist()
        (2, True, [[0, 1], [2, 0]])"""),
    "partial": ("v22 = functools.partial(max, 3)", "v22 = 3", """
        >>> v22(1), v22(5)
        (3, 5)"""),
    "missing": ("v23 = pd.Series([1, None], dtype='Int64')", "v23 = pd.Series([1, None])", """
        >>> v23[1] is pd.NA, str(v23.dtype)
        (True, 'Int64')"""),
    "class_of_the_notebook": ("class Dog:\\n    pass\\nv24 = Dog()", "v24 = 3", """
        >>> type(v24).__name__
        'Dog'"""),
    "set_of_types": ("v25 = {type(x) for x in (1, 'a', 2.0)}", "v25 = {'int'}", """
        >>> v25 == {int, str, float}
        True"""),
    "decimal": ("v26 = decimal.Decimal('1.10')", "v26 = 1.1", """
        >>> v26 + 1 == decimal.Decimal('2.10'), str(v26)
        (True, '1.10')"""),
    "written_file": ("table.to_csv('out.csv', index=False)", "pass", """
        >>> pd.read_csv('out.csv').shape
        (3, 3)
        >>> open("data.txt").read().split()
        ['1', '2', '3']"""),
    "time_index": ("v28 = pd.Series([1, 2], index=pd.date_range('2024', periods=2, freq='MS'))", "v28 = pd.Series([1, 2])", """
        >>> v28.index.freqstr
        'MS'"""),
    "named_result": ("v29 = stats.ttest_ind([1, 2, 3], [2, 3, 5])", "v29 = (1, 2)", """
        >>> v29.pvalue > 0.05
        True"""),
    "source": ("def v30(x):\\n    return [i for i in range(x)]", "def v30(x):\\n    return list(range(x))", """
        >>> import inspect
        >>> 'for' in inspect.getsource(v30)
        True"""),
    "signature": ("def v31(x, y=3, *, z):\\n    'Add.'\\n    return x + y + z", "def v31(x): return x", """
        >>> import inspect, types
        >>> str(inspect.signature(v31)), v31.__doc__
        ('(x, y=3, *, z)', 'Add.')
        >>> isinstance(v31, types.FunctionType), type(v31) == types.FunctionType
        (True, True)"""),
    "many_texts": ("v32 = pd.DataFrame({'t': [f'text {i}' * 20 for i in range(30000)]})", "v32 = table", """
        >>> v32.shape, v32.t.iloc[-1][:10]
        ((30000, 1), 'text 29999')"""),
    "bunch": ("v33 = load_iris()", "v33 = {}", """
        >>> v33.data.shape, v33['target'].shape
        ((150, 4), (150,))"""),
    "printed": ("def v34(x):\\n    print('x is', x)\\n    return 3", "def v34(x): return 3", """
        >>> v34(2)
        x is 2
        3
        >>> import contextlib, io
        >>> with contextlib.redirect_stdout(io.StringIO()) as shown:
        ...     _ = v34(5)
        >>> shown.getvalue()
        'x is 5\\n'"""),
    "warned": ("def v35():\\n    import sys\\n    print('no', file=sys.stderr)\\n    return 1", "def v35(): print(1)", """
        >>> v35() + 1
        2"""),
    "seeded": ("def v36():\\n    return np.random.randint(100)", "def v36(): return 3", """
        >>> np.random.seed(3)
        >>> v36(), v36()
        (24, 3)"""),
    "seeded_elsewhere": ("import random\\ndef v37():\\n    return random.randint(1, 100)", "def v37(): return 3", """
        >>> import random
        >>> random.seed(1)
        >>> v37()
        18"""),
    "named_in_dir": ("def v38(): return 1", "pass", """
        >>> 'v38' in dir(), 'v38' in globals(), 'v38' in list(globals())
        (True, True, True)"""),
    "changed_in_place": ("def v39(numbers, names, array):\\n    numbers.sort()\\n    names['a'] = 1\\n    array[0] = 9", "def v39(*them): pass", """
        >>> numbers, names, array = [2, 1], {}, np.array([1, 2])
        >>> v39(numbers, names, array)
        >>> numbers, names, int(array[0])
        ([1, 2], {'a': 1}, 9)"""),
    "traceback": ("def v40(x):\\n    raise ValueError('below 0')", "def v40(x): raise TypeError('below 0')", """
        >>> v40(-1)
        Traceback (most recent call last):
        ...
        ValueError: below 0"""),
    "names_of_types": ("def v41(): pass\\nclass Cat: pass\\nv41b = Cat()", "v41, v41b = 1, 2", """
        >>> type(v41).__name__, str(type(v41)), str(type(v41b))
        ('function', "<class 'function'>", "<class '__main__.Cat'>")"""),
    "part_of_a_package": ("v42 = charset.BASE64", "v42 = 3", """
        >>> v42 == charset.BASE64
        True"""),
    "frozen": ("v43 = stats.norm(1, 2)", "v43 = stats.norm(0, 2)", """
        >>> round(float(v43.cdf(1)), 6)
        0.5"""),
    "minimum": ("v44 = optimize.minimize(lambda x: (x - 2) ** 2, 0.0)", "v44 = 2.0", """
        >>> v44.success, round(float(v44.x[0]), 3)
        (True, 2.0)"""),
    "pipeline": ("v45 = make_pipeline(LinearRegression()).fit([[0.0], [1.0]], [1.0, 3.0])", "v45 = make_pipeline(LinearRegression())", """
        >>> round(float(v45.named_steps['linearregression'].coef_[0]), 6)
        2.0"""),
    "pieces": ("def half(x): return None\\ndef v46(x): return half(x) + 1", "def v46(x): return half(x)", """
        >>> from emkit.check import with_pieces
        >>> with_pieces(v46, half=lambda x: x / 2)(6)
        4.0
        >>> try:
        ...     v46(6)
        ... except TypeError:
        ...     print("its own again")
        its own again"""),
    "redefined": ("def sum(a, b):\\n    return a + b", "def sum(a, b): return a * b", """
        >>> sum(1, 2), len('four')
        (3, 4)"""),
    # The last one: it holds for what is printed after it.
    "printing": ("np.set_printoptions(legacy=False, precision=3)\\nv99 = np.array([1 / 3, 2.0])", "v99 = np.array([1 / 3, 2.0])", """
        >>> v99
        array([0.333, 2.   ])"""),
}  # fmt: skip

HEAD = "OK_FORMAT = True\n\ntest = {test!r}\n"


def write_course(folder: Path) -> Path:
    """Write a bundle whose profile comes from the solved notebook, as build makes it."""
    (folder / "tests").mkdir(parents=True)
    (folder / "files").mkdir()
    for name, text in FILES.items():
        (folder / "files" / name).write_text(text)
    for name, (_, _, code) in DOCTESTS.items():
        cases = [{"code": textwrap.dedent(code).strip(), "hidden": False, "locked": False}]
        test = {"name": name, "points": 1, "suites": [{"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}]}  # fmt: skip
        (folder / "tests" / f"{name}.py").write_text(HEAD.format(test=test))
    (folder / "otter_config.json").write_text("{}")
    profile: dict[str, Any] = {
        "assignment": "foreign",
        "engine": "isolated",
        "visibility": "visible",
        "limits": {
            **LIMITS,
            "cell_seconds": 30,
            "call_seconds": 10,
            "submission_seconds": 120,
            "memory_mb": 2000,
        },
        "questions": [{"name": name, "points": 1, "manual": False} for name in DOCTESTS],
        "imports": imports_of([OPEN]),
        "adapters": ["own_types"],
        "redefined": ["sum"],
    }
    (folder / PROFILE).write_text(json.dumps(profile))
    with Grader(folder) as grader:
        _, reads = grader.observe(save(folder.parent / "solved.ipynb", cells(0)))
    (folder / PROFILE).write_text(json.dumps({**profile, "reads": reads}))
    return folder


def cells(which: int) -> list[str]:
    answers = [(name, parts[which].replace("\\n", "\n")) for name, parts in DOCTESTS.items()]
    return [OPEN, *(cell for name, code in answers for cell in (code, f"grader.check({name!r})"))]


def passed(result: Result) -> dict[str, bool]:
    assert not result.error, result.error
    return {question.name: question.score == question.possible for question in result.questions}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_constructs_of_other_courses(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    right, wrong = (save(tmp_path / f"{n}.ipynb", cells(n)) for n in (0, 1))
    with Grader(course) as grader:
        ours = [grader.grade(path) for path in (right, wrong)]
    assert {name for name, good in passed(ours[0]).items() if not good} == set()
    assert {name for name, good in passed(ours[1]).items() if good} == set()
    for path, found in zip((right, wrong), ours, strict=True):
        assert passed(run_otter(course, path)) == passed(found)
