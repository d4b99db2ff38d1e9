"""The hand-in: every way to hand in a broken notebook ends in a sentence for the student and a right row for the teacher."""

from __future__ import annotations

import csv
import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from emgrade.build.bundle import compile_bundle
from emgrade.build.otter import write_tree
from emgrade.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import load_run, open_session
from emgrade.errors import SubmissionError
from emgrade.grade import open_grader
from emgrade.grade.pool import Grader
from emgrade.grade.submission import accept, read_submission
from emgrade.report import tables
from emgrade.source import read_assignment
from emgrade.written import written_answers
from emkit.notebook import handin
from emkit.notebook.card import Card
from emkit.notebook.student import StudentNotebook

from ..emgrade.conftest import make_project

RIGHT = "def mean(x):\n    return float(np.sum(x) / len(x))"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders `student` and `autograder` of a tiny assignment."""
    project = make_project(tmp_path_factory.mktemp("course"))
    versions = compile_bundle(read_assignment(project.source("tiny")), project.course())
    write_tree(versions.student, project.root / "student")
    write_tree(versions.autograder, project.root / "autograder")
    return project.root


@pytest.fixture(scope="module")
def grades(built: Path) -> Iterator[Grader]:
    """One grader for all that is handed in."""
    with Grader(built / "autograder") as grader:
        yield grader


class Session:
    """A handout in a folder of its own, and a kernel as far as the checks see it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "tiny.ipynb"
        self.names: dict[str, Any] = {}
        self.hooks: list[Callable[[Any], None]] = []
        events = SimpleNamespace(register=lambda name, hook: self.hooks.append(hook))
        self.names["get_ipython"] = lambda: SimpleNamespace(events=events)

    def open(self) -> StudentNotebook:
        self.grader = StudentNotebook("tiny.ipynb", "./tests", self.names)
        return self.grader

    @property
    def book(self) -> dict[str, Any]:
        return json.loads(self.path.read_text())

    def save(self, book: dict[str, Any], seconds_ago: float = 0) -> None:
        self.path.write_text(json.dumps(book))
        when = time.time() - seconds_ago
        os.utime(self.path, (when, when))

    def with_answer(self, code: str = RIGHT) -> dict[str, Any]:
        book = self.book
        for cell in book["cells"]:
            if "def mean(x)" in "".join(cell["source"]):
                cell["source"] = code
        return book

    def hook(self, code: str, **info: object) -> None:
        """Tell the watches that a cell runs."""
        for hook in self.hooks:
            hook(SimpleNamespace(raw_cell=code, cell_id=None, **info))

    def run(self, book: dict[str, Any], skip: str = "no cell") -> None:
        """Run the cells of a notebook, saved or not."""
        for cell in book["cells"]:
            source = cell["source"]
            if cell["cell_type"] != "code" or skip in source:
                continue
            for hook in self.hooks:
                hook(SimpleNamespace(raw_cell=source, cell_id=cell["id"]))
            if "grader." in source:
                self.names["grader"] = self.grader
            if "export" not in source and "Notebook" not in source:
                exec(source, self.names)


@pytest.fixture
def session(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    shutil.copytree(built / "student", tmp_path / "tiny")
    monkeypatch.chdir(tmp_path / "tiny")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return Session(tmp_path / "tiny")


def test_saved_and_run(session: Session, grades: Grader) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    grader = session.open()
    session.run(session.book)
    card = grader.export(run_tests=True)
    said = repr(card)
    (path,) = session.folder.glob("*.zip")
    assert card is not None
    assert card.title == "Your zip is ready"
    assert f"Hand in `{path.name}`. It holds `tiny.ipynb` as of" in said
    assert "1 of 1 answered, 1 check passes." in said
    assert '1 written answer is still "Type your answer here" in the saved file.' in said
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["__zip_filename__", "receipt.json", "tiny.ipynb"]
        assert archive.read("tiny.ipynb") == session.path.read_bytes()
    receipt = next(line for line in said.splitlines() if "Receipt" in line).strip()
    graded = grades.grade(path)
    assert graded.score == 3
    assert [note.text for note in graded.notes if note.kind == "receipt"] == [receipt]
    assert receipt in graded.gradescope["output"]


@pytest.mark.parametrize("how", ["notebook", "receipt", "torn", "odd"])
def test_changed_after_the_receipt(session: Session, grades: Grader, how: str) -> None:
    """It is said and costs nothing; whatever a receipt holds, the notebook is graded."""
    session.save(session.with_answer(), seconds_ago=60)
    session.open().export()
    (path,) = session.folder.glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    code = handin.Receipt(**json.loads(inside["receipt.json"])).code
    inside |= {
        "notebook": {"tiny.ipynb": inside["tiny.ipynb"] + b"\n"},
        "receipt": {
            "receipt.json": json.dumps({**json.loads(inside["receipt.json"]), "sha256": "0" * 64}).encode()
        },
        "torn": {"receipt.json": inside["receipt.json"][:40]},
        "odd": {"receipt.json": b'{"sha256": 7}'},
    }[how]
    # As Gradescope unpacks it.
    folder = session.folder / "unpacked"
    folder.mkdir()
    for name, data in inside.items():
        (folder / name).write_bytes(data)
    graded = grades.grade(folder)
    assert graded.score == 3
    (said,) = [note.text for note in graded.notes if note.kind == "changed"]
    if how in ("notebook", "receipt"):
        assert said.startswith(f"Receipt {code if how == 'notebook' else '0000-0000-0000'}: tiny, version ")
        assert said.endswith("The notebook handed in is not the one that was exported then.")
    else:
        assert said == "The zip's receipt.json cannot be read."


def test_unsaved(session: Session) -> None:
    session.save(session.book, seconds_ago=60)
    grader = session.open()
    session.run(session.with_answer())
    said = repr(grader.export())
    assert "No zip was written" in said
    assert "Code cell 3 (`def mean(x):`) ran at" in said
    assert "is not saved." in said
    assert "The file `tiny.ipynb` on the disk is from" in said
    assert list(session.folder.glob("*.zip")) == []
    session.save(session.with_answer())
    assert "Your zip is ready" in repr(grader.export())


def test_a_cell_that_was_run_and_deleted_is_no_hindrance(session: Session) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    grader = session.open()
    extra = session.book
    extra["cells"].insert(3, {"cell_type": "code", "source": "print(1)", "id": "scratch", "metadata": {}})
    session.run(extra)
    assert "A cell (`print(1)`) ran at" in repr(grader.export())
    session.save(session.with_answer())
    assert "Your zip is ready" in repr(grader.export())


def test_what_an_editor_runs_unseen_is_no_cell(session: Session) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    grader = session.open()
    session.hook("_rwho_ls = %who_ls", store_history=False)
    session.hook("grader.export()", store_history=True)
    assert "Your zip is ready" in repr(grader.export())


def test_the_first_cell_again_forgets_nothing(session: Session) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    session.open()
    session.run(session.book)
    session.grader.check("q1", session.names)
    session.names["grader"] = session.open()
    session.hook("grader.export()")
    assert len(session.hooks) == 1
    said = repr(session.grader.export())
    assert "1 of 1 answered, 1 check passes." in said
    assert "not run" not in said


def test_renamed_after_the_first_cell(session: Session) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    grader = session.open()
    session.path.rename(session.folder / "my homework.ipynb")
    assert "It holds `my homework.ipynb` as of" in repr(grader.export())


def test_another_working_folder(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    session.names["np"] = __import__("numpy")
    grader = session.open()
    exec(RIGHT, session.names)
    (session.folder / "elsewhere").mkdir()
    monkeypatch.chdir(session.folder / "elsewhere")
    assert grader.check("q1", session.names).title == "q1: passed"
    said = repr(grader.export(run_tests=True))
    (path,) = session.folder.glob("*.zip")
    assert f"Hand in `{path.name}`." in said
    assert "1 of 1 answered, 1 check passes." in said


def test_a_file_that_is_not_there_is_told(session: Session) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    (session.folder / "mine.csv").write_text("1")
    said = repr(session.open().export(files=["mine.csv", "yours.csv"]))
    assert "`yours.csv` is not there, so it is not in the zip." in said
    assert "mine.csv" not in said
    with zipfile.ZipFile(next(session.folder.glob("*.zip"))) as archive:
        assert "mine.csv" in archive.namelist()


def test_check_all_runs_all(session: Session) -> None:
    session.names["np"] = __import__("numpy")
    session.names["grader"] = session.open()
    assert eval("grader.check_all()", session.names).rows[1][1] != "passed"
    exec(RIGHT, session.names)
    assert eval("grader.check_all()", session.names).rows[1][1] == "passed"


def test_checks_that_did_not_run_are_no_answers(session: Session) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    grader = session.open()
    session.run(session.book, skip="grader.check")
    session.hook("grader.export()")
    said = repr(grader.export())
    assert "0 of 1 answered, 0 checks pass." in said
    assert "not run" not in said


def test_an_answer_for_a_person_is_no_part_of_the_next_question() -> None:
    tagged = {"tags": ["otter_answer_cell"]}
    cells = [
        {"cell_type": "code", "source": "draw()", "metadata": tagged},
        {"cell_type": "markdown", "source": "<!-- END QUESTION -->", "metadata": {}},
        {"cell_type": "code", "source": "x = 1", "metadata": tagged},
        {"cell_type": "code", "source": 'grader.check("q2")', "metadata": {}},
    ]
    questions = [{"name": "q1", "manual": True}, {"name": "q2", "manual": False}]
    ran = {"b": ("x = 1", 1.0)}
    assert handin.warnings({"cells": cells}, ran, questions) == []
    cells[2]["source"] = "x = 2"
    assert handin.warnings({"cells": cells}, ran, questions) == [
        "1 question is not run since the last change: q2."
    ]


def test_a_run_from_the_top_prints_any_character(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")  # as a pipe is on Windows
    book = session.with_answer()
    book["cells"].insert(2, {"cell_type": "code", "source": "print('σ²')", "id": "s", "metadata": {}})
    session.save(book, seconds_ago=60)
    assert "Run from the top" not in repr(session.open().export(run_tests=True))


def test_not_run(session: Session, grades: Grader) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    grader = session.open()
    session.run(session.book, skip="def mean")
    assert "1 question is not run since the last change: q1." in repr(grader.export())
    assert grades.grade(next(session.folder.glob("*.zip"))).score == 3


def test_changed_after_it_ran(session: Session) -> None:
    session.save(session.book, seconds_ago=60)
    grader = session.open()
    session.run(session.book)
    session.save(session.with_answer())
    said = repr(grader.export(run_tests=True))
    assert "1 question is not run since the last change: q1." in said
    assert "q1: not as in this window when the notebook runs from the top." in said


def test_renamed(session: Session, grades: Grader) -> None:
    session.save(session.with_answer(), seconds_ago=60)
    session.path.rename(session.folder / "my homework.ipynb")
    session.open()
    said = repr(session.grader.export())
    (path,) = session.folder.glob("*.zip")
    assert "It holds `my homework.ipynb` as of" in said
    assert path.name.startswith("tiny_")
    assert grades.grade(path).score == 3


def test_wrong_folder(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = session.folder.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(session.path, elsewhere)
    monkeypatch.chdir(elsewhere)
    session.open()
    said = capsys.readouterr().out
    assert "This machine is not ready" in said
    assert "open the notebook inside of its folder" in said
    monkeypatch.setenv("JPY_SESSION_NAME", str(session.path))
    session.open()
    assert (
        f"Python works in `{elsewhere}`, the notebook lies in `{session.folder}`." in capsys.readouterr().out
    )


@pytest.mark.parametrize("size", [0, 700])
def test_half_a_file(session: Session, size: int) -> None:
    grader = session.open()
    session.path.write_bytes(session.path.read_bytes()[:size])
    said = repr(grader.export())
    assert ("holds half a notebook" if size else "is empty") in said
    assert "Save the notebook and run this cell again." in said
    with pytest.raises(SubmissionError, match="the file is not JSON" if size else "the file is empty"):
        accept(session.path, "tiny")


def test_other_version(session: Session, grades: Grader, capsys: pytest.CaptureFixture[str]) -> None:
    book = session.with_answer()
    book["metadata"]["emgrade"]["stamp"] = "000000000000"
    session.save(book, seconds_ago=60)
    session.open()
    assert "The notebook is version 000000000000, the files beside it are version" in capsys.readouterr().out
    session.grader.export()
    graded = grades.grade(next(session.folder.glob("*.zip")))
    assert [note.kind for note in graded.notes if note.kind == "version"] == ["version"]


def test_other_assignment(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    book = session.book
    book["metadata"]["emgrade"]["assignment"] = "other"
    session.save(book)
    session.open()
    assert "belong to the assignment tiny, the notebook to other." in capsys.readouterr().out
    assert "is a notebook of other, not of tiny." in repr(session.grader.export())
    with pytest.raises(SubmissionError, match="a notebook of the assignment other, not of tiny"):
        accept(session.path, "tiny")


def test_deleted_check_cells(session: Session, grades: Grader) -> None:
    book = session.with_answer()
    book["cells"] = [cell for cell in book["cells"] if "grader.check" not in cell["source"]]
    session.save(book, seconds_ago=60)
    session.open()
    assert "The check cells of q1 are missing; these are graded after the last cell." in repr(
        session.grader.export()
    )
    assert grades.grade(next(session.folder.glob("*.zip"))).score == 3


def as_vs_code_saves(book: dict[str, Any]) -> dict[str, Any]:
    """A notebook as VS Code's `ipynb` extension writes it: texts in lines, languages of cells, neither ids nor kernel."""
    cells = []
    for cell in book["cells"]:
        kept = {key: value for key, value in sorted(cell.items()) if key != "id"}
        lines = cell["source"].splitlines(keepends=True)
        cells.append(
            {**kept, "source": lines, "metadata": {**cell["metadata"], "vscode": {"languageId": "python"}}}
        )
        if cell["cell_type"] == "code":
            cells[-1]["outputs"] = [
                {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.code.x": {"a": 1}}},
                {"output_type": "error", "ename": "", "evalue": "", "traceback": []},
            ]
    cells.insert(1, {"cell_type": "raw", "metadata": {"vscode": {"languageId": "raw"}}, "source": ["note"]})
    text = {"execution_count": None, "outputs": [], "metadata": {"vscode": {"languageId": "plaintext"}}}
    cells.append({"cell_type": "code", "source": ["what I thought about"], **text})
    kept = {key: value for key, value in book["metadata"].items() if key == "emgrade"}
    return {
        "cells": cells,
        "metadata": {**kept, "language_info": {"name": "python"}, "orig_nbformat": 4},
        "nbformat": 4,
        "nbformat_minor": 2,
    }


def test_the_format_of_vs_code(session: Session, built: Path, grades: Grader) -> None:
    plain = session.with_answer()
    for cell in plain["cells"]:
        if cell["cell_type"] == "markdown" and handin.PLACEHOLDER in cell["source"]:
            cell["source"] = "Since $x^2 > 0$."
    session.save(as_vs_code_saves(plain), seconds_ago=60)
    session.names["__vsc_ipynb_file__"] = str(session.path)
    session.open()
    for number, cell in enumerate(plain["cells"]):
        cell["id"] = f"vscode-notebook-cell:/work/tiny.ipynb#W{number}sZmlsZQ%3D%3D"
    session.run(plain)
    assert session.grader.check("q1", session.names).title == "q1: passed"
    said = repr(session.grader.export())
    assert "1 of 1 answered, 1 check passes." in said
    assert "not run" not in said
    assert "Type your answer" not in said
    (path,) = session.folder.glob("*.zip")
    graded = grades.grade(path)
    assert (graded.score, [note.kind for note in graded.notes]) == (3, ["receipt", "cell error"])
    questions = read_bundle(built / "autograder").questions
    (written,) = written_answers(read_submission(path).notebook, questions)
    assert "<math" in written.html
    for cell in plain["cells"]:
        cell["source"] = cell["source"].replace("len(x)", "x.size")
    session.run(plain)
    assert "A cell (`def mean(x):`) ran at" in repr(session.grader.export())


def test_the_rows_of_the_teacher(session: Session, built: Path) -> None:
    """What each of these ways looks like in `found.csv`: nobody is lost, and where to look is said."""
    untouched, right = session.path.read_bytes(), session.with_answer()
    no_checks = [cell for cell in right["cells"] if "grader.check" not in cell["source"]]
    other = {key: {**right["metadata"]["emgrade"], key: "other"} for key in ("stamp", "assignment")}
    handed_in = {
        "unsaved.ipynb": (untouched, "graded", "0", ""),
        "not run, renamed, wrong folder.ipynb": (right, "graded", "3", ""),
        "half.ipynb": (untouched[:700], "not graded", "", "the file is not JSON"),
        "other version.ipynb": (
            {**right, "metadata": {"emgrade": other["stamp"]}},
            "graded",
            "3",
            "This notebook is of version other; it was",
        ),
        "other assignment.ipynb": (
            {**right, "metadata": {"emgrade": other["assignment"]}},
            "not graded",
            "",
            "of the assignment other, not of tiny",
        ),
        "no checks.ipynb": ({**right, "cells": no_checks}, "graded", "3", ""),
    }
    folder = session.folder / "class"
    folder.mkdir()
    for name, (book, *_) in handed_in.items():
        (folder / name).write_bytes(book if isinstance(book, bytes) else json.dumps(book).encode())
    session.save(right, seconds_ago=60)
    session.open().export(export_path="class/exported.zip")
    with (
        zipfile.ZipFile(folder / "exported.zip") as good,
        zipfile.ZipFile(folder / "changed.zip", "w") as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, good.read(name).replace(b"np.sum(x)", b"np.sum(+x)"))
    handed_in |= {
        "exported.zip": (b"", "graded", "3", ""),
        "changed.zip": (b"", "graded", "3", "The notebook handed in is not the one that was exported then."),
    }
    bundle = read_bundle(built / "autograder")
    with open_session(session.folder / "runs", bundle, collect([folder], "tiny"), [folder]) as grading:
        list(grading.grade(lambda bundle, count: open_grader(bundle, workers=1)))
        rows = {
            Path(row["file"]).name: row
            for row in csv.DictReader(tables.found(load_run(grading.folder)).splitlines())
        }
    for name, (_, state, score, reason) in handed_in.items():
        row = rows[name]
        assert (row["state"], row["score"]) == (state, score), row
        assert reason in row["reason"] if reason else not row["reason"], row


def test_a_broken_run_from_the_top_is_told(session: Session) -> None:
    book = session.with_answer()
    book["cells"] = [cell for cell in book["cells"] if "import numpy" not in cell["source"]]
    session.save(book, seconds_ago=60)
    session.names["np"] = __import__("numpy")
    grader = session.open()
    session.run(book)
    said = repr(grader.export(run_tests=True))
    assert "q1: not as in this window when the notebook runs from the top." in said


def test_a_folder_where_nothing_can_be_written(session: Session) -> None:
    grader = session.open()
    said = repr(grader.export(export_path="nowhere/out.zip"))
    assert "No zip was written" in said
    assert "could not be written" in said


def test_check_all_counts_points(session: Session) -> None:
    session.names["np"] = __import__("numpy")
    grader = session.open()
    exec(RIGHT, session.names)
    assert grader.check("q1", session.names) == Card(
        "passed", "q1: passed", ["3 points are decided when it is graded."]
    )
    session.names["grader"] = grader
    table = eval("grader.check_all()", session.names)
    assert table.rows == [
        ("question", "check", "points checked here", "points decided later"),
        ("q1", "passed", "", "3"),
        ("q2", "graded by a person", "", "2"),
        ("all", "1 of 1 answered, 1 check passes", "0 of 0", "5"),
    ]
    assert "<table" in table._repr_html_()


FORM = """
from otter.test_files import test_case
OK_FORMAT, name, points = False, "q1", None

@test_case(points={points}, hidden=False, success_message="Readable. Whether it is right is decided when it is graded.")
def test_form(answer):
    assert answer in "ABC"
"""


@pytest.mark.parametrize(("points", "title"), [(0, "q1: Readable"), (3, "q1: passed")])
def test_a_check_that_gives_no_point_says_what_it_looked_at(
    session: Session, points: int, title: str
) -> None:
    (session.folder / "tests" / "q1.py").write_text(FORM.format(points=points))
    handout = json.loads((session.folder / "handout.json").read_text())
    handout["questions"][0]["here"] = [points]
    (session.folder / "handout.json").write_text(json.dumps(handout))
    grader = session.open()
    card = grader.check("q1", {"answer": "B"})
    assert card.title == title
    assert "Whether it is right is decided when it is graded." in repr(card)
    assert "passed" not in repr(card) or points
    rows = grader._table(grader.states({})).rows
    assert rows[1][1] == ("passed" if points else "readable")
    assert rows[-1][1] == (
        "1 of 1 answered, 1 check passes" if points else "1 of 1 answered, 0 checks pass, 1 readable"
    )
    assert grader.check("q1", {"answer": "Z"}).title == "q1: not right yet"


def test_an_unknown_question(session: Session) -> None:
    with pytest.raises(FileNotFoundError, match="Test q9 does not exist"):
        session.open().check("q9")
