"""Sources keep their line numbers, in either format."""

from pathlib import Path

import jupytext
import nbformat
import pytest

from emgrade.errors import AuthorError
from emgrade.lint import lint
from emgrade.project import Project
from emgrade.source import read_assignment, read_cells

from .conftest import TINY, make_project


def test_every_cell_knows_the_line_of_its_text(project: Project) -> None:
    path = project.source("tiny")
    rows = path.read_text().splitlines()
    for cell in read_cells(path):
        assert rows[cell.line - 1] == cell.source.splitlines()[0]


def test_questions_cases_and_points(project: Project) -> None:
    assignment = read_assignment(project.source("tiny"))
    q1, q2 = assignment.questions
    assert (q1.name, q1.points, q1.manual) == ("q1", 3, False)
    assert [(c.name, c.hidden, c.points) for c in q1.cases] == [
        ("test_public", False, 0),
        ("test_hidden", True, 3),
    ]
    assert (q2.name, q2.points, q2.manual) == ("q2", 2, True)
    assert assignment.points == 3
    rows = assignment.path.read_text().splitlines()
    assert all(rows[c.line - 1].startswith(f"def {c.name}") for c in q1.cases)
    assert lint(assignment) == []


def test_a_master_notebook_reads_the_same(tmp_path: Path, project: Project) -> None:
    script = read_assignment(project.source("tiny"))
    other = make_project(tmp_path / "notebook")
    path = other.source("tiny")
    book = jupytext.reads(TINY, fmt="py:percent")
    config = next(c for c in book.cells if "ASSIGNMENT CONFIG" in c.source)
    config.source += "\ntests: {ok_format: false, files: true}"
    nbformat.write(book, path.with_suffix(".ipynb"))
    path.unlink()
    notebook = read_assignment(other.source("tiny"))

    def outline(assignment):
        return [
            (q.name, q.points, [(c.name, c.source, c.hidden, c.points) for c in q.cases])
            for q in assignment.questions
        ]

    assert outline(notebook) == outline(script)
    rows = notebook.path.read_text().splitlines()
    assert all('"source":' in rows[cell.line - 1] for cell in notebook.cells)


def test_the_stamp_follows_the_source_and_its_files(project: Project, tmp_path: Path) -> None:
    path = project.source("tiny")
    before = read_assignment(path).stamp
    assert read_assignment(make_project(tmp_path / "elsewhere").source("tiny")).stamp == before
    (path.parent / "data" / "numbers.csv").write_text("x\n3\n")
    after_data = read_assignment(path).stamp
    path.write_text(TINY + "\n")
    assert len({before, after_data, read_assignment(path).stamp}) == 3


def test_unknown_assignment_names_the_known_ones(project: Project) -> None:
    with pytest.raises(Exception, match=r"no assignment 'tiney'\. Known: tiny"):
        project.source("tiney")


def test_two_sources_in_one_folder(project: Project) -> None:
    book = nbformat.v4.new_notebook()
    nbformat.write(book, project.assignments / "tiny" / "other.ipynb")
    assert project.source("tiny").name == "tiny.py"  # a notebook that is no master does no harm
    book.cells = [nbformat.v4.new_raw_cell("# ASSIGNMENT CONFIG")]
    nbformat.write(book, project.assignments / "tiny" / "other.ipynb")
    with pytest.raises(AuthorError, match=r"one source; found tiny/tiny\.py, tiny/other\.ipynb"):
        project.source("tiny")
