"""Where answers and checks are: in lists of code cells, in notebooks, and in notebooks with other answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from emgrade.notebook import Notebook, Place, find_places

ROOT = Path(__file__).parents[2]
NAMES = ["em_exercise", "em_bound", "gmm_lab", "general_em"]


@pytest.mark.parametrize(
    ("sources", "answers", "found"),
    [
        (["import x", "a = 1", 'grader.check("q1")'], (), {"q1": Place((1,), 2)}),
        (["a = 1", "b = 2", "plot(b)", "grader.check('q1')"], (0, 1), {"q1": Place((0, 1), 3)}),
        (["a", 'g.check("q1")', "b", 'g.check( "q2" )'], (0,), {"q1": Place((0,), 1), "q2": Place((2,), 3)}),
        (["a", 'grader.check("q1")', 'grader.check("q2")'], (), {"q1": Place((0,), 1), "q2": Place((), 2)}),
        (["a", 'grader.check("q1")', "b", 'grader.check("q1")'], (), {"q1": Place((0,), 1)}),
        (['# grader.check("q1")', 'grader.check("q2")'], (), {"q2": Place((0,), 1)}),
        (
            ["a", 'x = 1\ngrader.check("q1"); grader.check("q2")'],
            (),
            {"q1": Place((0,), 1), "q2": Place((0,), 1)},
        ),
        ([], (), {}),
    ],
)
def test_places_in_code_cells(sources: list[str], answers: tuple[int, ...], found: dict[str, Place]) -> None:
    assert find_places(sources, answers) == found


def test_a_cell_can_ask_for_tests_in_its_metadata() -> None:
    assert find_places(["a", "b"], tests=[(), ("q1",)]) == {"q1": Place((0,), 1)}


def book(*cells: nbformat.NotebookNode) -> Notebook:
    return Notebook.read(nbformat.writes(new_notebook(cells=list(cells))).encode())


def answer(source: str) -> nbformat.NotebookNode:
    return new_code_cell(source, metadata={"tags": ["otter_answer_cell"]})


def test_an_answer_for_a_person_belongs_to_no_other_question() -> None:
    found = book(
        new_markdown_cell("<!-- BEGIN QUESTION -->\n\n### Question 1"),
        answer("plot()"),
        new_markdown_cell("<!-- END QUESTION -->\n\n### Question 2"),
        answer("b = 2"),
        new_code_cell('grader.check("q2")'),
    )
    assert found.places == {"q2": Place((3,), 4)}
    assert found.answer("q2") == "b = 2"


def small() -> Notebook:
    cells = [
        answer("a = 1"),
        answer("aa = 1"),
        new_code_cell('grader.check("q1")'),
        new_code_cell("print(a)"),
    ]
    return book(new_markdown_cell("# Title"), *cells, answer("b = 2"), new_code_cell('grader.check("q2")'))


def texts(notebook: Notebook) -> list[str]:
    nbformat.validate(nbformat.reads(notebook.data.decode(), as_version=4))
    return [cell["source"] for cell in notebook.cells[1:]]


def test_another_answer_takes_the_place_of_all_answer_cells() -> None:
    one, two = 'grader.check("q1")', 'grader.check("q2")'
    changed = small().with_answers({"q1": "a = 9", "q2": "b = 8"})
    assert texts(changed) == ["a = 9", one, "print(a)", "b = 8", two]
    assert texts(small().with_answers({"q1": "a = 9"}, mended=True)) == [
        *["a = 9", one, "a = 1", "aa = 1", "print(a)", "b = 2", two]
    ]
    assert changed.places == {"q1": Place((1,), 2), "q2": Place((4,), 5)}
    assert texts(small().with_all({"q2": ["b = 7", "b = 6"]}))[4:] == ["b = 7", "b = 6", "b = 2", two]
    assert texts(small().up_to("q1")) == ["a = 1", "aa = 1", one]


@pytest.mark.parametrize("name", NAMES)
def test_the_student_notebook_has_the_same_places(name: str) -> None:
    solution, student = (
        Notebook.read((ROOT / folder / name / f"{name}.ipynb").read_bytes())
        for folder in ("solutions", "student")
    )
    assert list(solution.places) == list(student.places)
    assert all(place.answer for place in (*solution.places.values(), *student.places.values()))


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, emgrade.notebook; print({'nbformat', 'jupytext', 'numpy', 'yaml'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"
    )
