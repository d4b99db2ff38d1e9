"""Functions that wait until the notebook has ended are what they were at their check; all others are copied then.

The truth is a grader that copies every process at its check.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from emgrade.grade.lasting import Lasting

from .tiny import answered, save

HELPER = "def half(x): return x / 2\nfactor = 4\ndef double(x): return factor * half(x)"


@pytest.mark.parametrize(
    "before",
    [
        "def f(x): return x + 1",
        "import numpy as np\nC = -2.5\ndef g(x): return np.exp(C * x)\ndef f(x): return g(x) + len(x)",
        "f = lambda x: x",
        "def f(x, n=3):\n    def inner(y): return y * n\n    return [inner(one) for one in x]",
        "import numpy as np\ndef f(x):\n    r = np.zeros(3)\n    r[0] = x\n    return r",
    ],
)
def test_a_function_of_its_arguments_lasts(before: str) -> None:
    after = ["f(1)", "r = f(2)\nprint(r)", "import numpy as np", "def other(f): return f"]
    assert Lasting([before, "check()", *after]).until_the_end(["f"], 1)


@pytest.mark.parametrize(
    "after",
    [
        "def f(x): return 2",
        "f = 3",
        "f.calls = 1",
        "del f",
        "for f in (1, 2): pass",
        "with open('a') as f: pass",
        "try: 1 / 0\nexcept ZeroDivisionError as f: pass",
        "(f := 2)",
        "from math import sqrt as f",
        "[np, f] = 1, 2",
        "C += 1",
        "table[0] = 3",
        "np.exp = abs",
        "import math as np",
        "len = 3",
        "globals()['f'] = 1",
        "exec('f = 1')",
        "from numpy import *",
        "import threading",
        "%run other.py",
        "def later():\n    global C\n    C = 2",
        "class g: pass",
        "match 1:\n    case f: pass",
        "import sys\nsys.modules['__main__'].f = 1",
        "get_ipython().push({'f': 1})",
        "np.seterr(all='raise')",
    ],
)
def test_what_a_later_cell_may_change_does_not(after: str) -> None:
    before = (
        "import numpy as np\nC = 2\nrow = 1\ndef g(x): return np.exp(C) + len(x)\ndef f(x): return g(x) + row"
    )
    uses = before if "table" not in after else "table = [1]\ndef f(x): return table[0]"
    assert not Lasting([uses, "check()", after]).until_the_end(["f"], 1)
    if "table" not in after:
        assert Lasting([before, "check()", "x = 1"]).until_the_end(["f"], 1)


@pytest.mark.parametrize(
    "source",
    [
        "data = [1]\ndef f(x): return x + data[0]",
        "def f(x, memory=[]): return memory",
        "import numpy as np\ndef f(x): return np.random.rand()",
        "from random import random\ndef f(x): return random()",
        "@cache\ndef f(x): return x",
        "import numpy as np\nf = np.vectorize(abs)",
        "def f(x): return open('a').read()",
        "def f(x):\n    f.seen = x\n    return x",
        "table = {}\ndef g(x): table[0] = x\ndef f(x): return table",
        "async def f(x): return x",
        "def f(x): return missing(x)",
        "def f(x):\n    global n\n    n = 1\n    return n",
        "if True:\n    def f(x): return y\ny = [2]",
    ],
)
def test_what_depends_on_more_than_its_arguments_does_not(source: str) -> None:
    assert not Lasting([source, "check()"]).until_the_end(["f"], 1)


def test_a_cell_that_checks_what_it_defines() -> None:
    assert not Lasting(["def f(x): return 1\ncheck()\ndef f(x): return 2"]).until_the_end(["f"], 0)


# In a process of its own, as a judge wants; prints the scores of each notebook with and without waiting, and the copies.
BOTH = """
import json, sys
from pathlib import Path
from emgrade.bundle import read_bundle
from emgrade.grade import judge
from emgrade.grade.remote.session import Session
from emgrade.grade.sandbox.process import Sandbox

copies, copy = [], Session.copy
Session.copy = lambda session: copies.append(1) or copy(session)
bundle = read_bundle(Path(sys.argv[1]))
one = judge.Judge(bundle, Sandbox(bundle))
for path in sys.argv[2:]:
    found = []
    for judge.WAITS_SECONDS in (10.0, -1.0):
        copies.clear()
        result = one.grade(Path(path))
        found.append([result.status, {q.name: q.score for q in result.questions}, len(copies)])
    print(json.dumps(found), flush=True)
one.close()
"""


CASES = {
    "plain": ([], {}),
    "redefined": (["def double(x): return 0"], {}),
    "helper": (["def half(x): return x"], {"q1": HELPER}),
    "number": (["factor = 1"], {"q1": HELPER}),
    "list": (["rate[0] = 0"], {"q1": "rate = [2]\ndef double(x): return rate[0] * x"}),
    "by itself": ([], {"q1": "n = [0]\ndef double(x):\n    n[0] += 1\n    return 2 * x if n[0] < 3 else 0"}),
    "default": ([], {"q1": "def double(x, n=[]):\n    n.append(1)\n    return 2 * x if len(n) < 3 else 0"}),
    "outside": (["globals()['double'] = None"], {}),
    "magic": (["%reset -f"], {}),
    "cleared": (["del double"], {}),
    "ended": (["import sys", "exec('import os; os._exit(0)')"], {}),
    "ended twice": (["raise SystemExit", "().__class__.__base__.__subclasses__", "import os\nos.abort()"], {}),
    "unordered": (["answer = 1", "values = None", "total = None", "double = None"], {}),
    "never returns": ([], {"q1": "def double(x):\n    while x > 3:\n        try:\n            while True: pass\n        except BaseException: pass\n    return 2 * x"}),
    "dies": ([], {"q4": "import ctypes\ndef total(f, xs):\n    return sum(f(x) for x in xs) if len(xs) < 3 else ctypes.string_at(0)"}),
}  # fmt: skip


@pytest.mark.slow
def test_waiting_changes_no_score(tiny_bundle: Path, tmp_path: Path) -> None:
    paths = [
        save(tmp_path / f"{name}.ipynb", [*answered(**answers), *after])
        for name, (after, answers) in CASES.items()
    ]
    command = [sys.executable, "-c", BOTH, str(tiny_bundle), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = dict(zip(CASES, map(json.loads, done.stdout.splitlines()), strict=True))
    for name, (late, now) in found.items():
        assert late[:2] == now[:2], name
        assert late[0] == "graded"
    full = {"q1": 2.0, "q2": 3.0, "q3": 1.0, "q4": 4.0}
    assert found["plain"] == [["graded", full, 1], ["graded", full, 2]]
    assert found["redefined"][0][1] == full
    assert found["never returns"][0][1] == full | {"q1": 0.0, "q4": 4.0}
    assert found["dies"][0][1] == full | {"q4": 0.0}
