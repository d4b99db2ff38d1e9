"""The sample class: the same for the same seed, made of the answers on file."""

import json

from emgrade.classroom.intake import collect
from emgrade.classroom.sample import make_class

ANSWERS = """
[[q1.wrong]]
slip = "off by one"
score = 0
code = '''
def f(x):
    return x + 1
'''

[[q1.variant]]
style = "lambda"
code = "f = lambda x: x"

[[q2.wrong]]
slip = "sign"
score = 0
value = "-3"
"""


def book(f, number):
    sources = [f, 'grader.check("q1")', "figure = 1", number, 'grader.check("q2")']
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def make(root, name, **options):
    (root / "toy.ipynb").write_text(book("def f(x):\n    return x", "x = 3  # SOLUTION"))
    (root / "untouched.ipynb").write_text(book("def f(x):\n    ...", "x = ..."))
    (root / "answers.toml").write_text(ANSWERS)
    return make_class(
        root / "toy.ipynb", root / "untouched.ipynb", root / "answers.toml", root / name, **options
    )


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_class(tmp_path):
    first, again, other = make(tmp_path, "a"), make(tmp_path, "b"), make(tmp_path, "c", seed=2)
    assert files(first) == files(again) != files(other)


def test_it_is_made_of_the_known_answers(tmp_path):
    folder = make(tmp_path, "class", size=200)
    answers = {"f": set(), "x": set()}
    broken = 0
    for path in folder.glob("*/*.ipynb"):
        try:
            cells = json.loads(path.read_text())["cells"]
        except ValueError:
            broken += 1
            continue
        answers["f"].add(cells[0]["source"].strip())
        answers["x"].add(cells[3]["source"])
        assert cells[2]["source"] == "figure = 1"
    f = {"def f(x):\n    return x", "def f(x):\n    ...", "def f(x):\n    return x + 1", "f = lambda x: x"}
    assert answers == {"f": f, "x": {"x = 3  # SOLUTION", "x = ...", "x = -3"}}
    assert broken == 4


def test_it_reads_as_a_gradescope_export(tmp_path):
    intake = collect([make(tmp_path, "class", size=60)], "toy")
    counted = [entry for entry in intake.entries if entry.state == "counts"]
    assert len(counted) == 60
    assert all(entry.students[0].identified_by == "Gradescope metadata" for entry in counted)
    assert len({entry.students[0].key for entry in counted}) == 60
    assert all(entry.submitted_at.startswith("2025-03-") for entry in counted)
