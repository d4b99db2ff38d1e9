"""The solution notebook with some of its answer cells replaced."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell

from .model import Assignment

CHECK = re.compile(r"^\s*grader\.check\(\s*[\"'](\w+)[\"']", re.MULTILINE)
_TAG = "otter_assign_solution_cell"


@dataclass(frozen=True)
class Place:
    """Where a question lies in a notebook: the indices of its answer cells and of its check cell."""

    answer: tuple[int, ...]
    check: int


@dataclass(frozen=True)
class Book:
    """A solution notebook that knows its answer cells.

    Attributes
    ----------
    notebook : NotebookNode
        As built.
    places : dict
        Question -> place, in the order of the notebook.
    lines : tuple of int
        For each cell the line of the source where it stands; 0 for the cells that Otter adds.
    """

    notebook: nbformat.NotebookNode
    places: dict[str, Place]
    lines: tuple[int, ...] = field(repr=False)

    @classmethod
    def read(cls, assignment: Assignment, data: bytes) -> Book:
        """Read a built solution notebook."""
        notebook = nbformat.reads(data.decode(), as_version=4)
        return cls(notebook, _places(notebook), _lines(assignment, notebook))

    def reference(self, question: str) -> str:
        """Return the text of a question's answer cells."""
        return "\n\n".join(self.notebook.cells[i].source for i in self.places[question].answer)

    def with_answer(self, question: str, code: str) -> nbformat.NotebookNode:
        """Return the notebook with another answer, put right again after that question's check."""
        return self.with_answers({question: code})

    def with_answers(self, answers: Mapping[str, str]) -> nbformat.NotebookNode:
        """Return the notebook with other answers, each put right again after its question's check."""
        return self._composed({name: [code] for name, code in answers.items()}, before=False)

    def with_all(self, answers: Mapping[str, Sequence[str]]) -> nbformat.NotebookNode:
        """Return the notebook with every question's answers in a row before the right one."""
        return self._composed(answers, before=True)

    def _composed(self, answers: Mapping[str, Sequence[str]], before: bool) -> nbformat.NotebookNode:
        """Put answers before a question's own; or in its place, and its own after the check."""
        found = copy.deepcopy(self.notebook)
        cells = list(found.cells)
        for question in reversed(self.places):
            place = self.places[question]
            given = [_cell(code) for code in answers.get(question, ())]
            if not given or not place.answer:
                continue
            if before:
                cells[place.answer[0] : place.answer[0]] = given
                continue
            own = [cells[i] for i in place.answer]
            cells[place.check + 1 : place.check + 1] = [_cell(cell.source) for cell in own]
            for i in reversed(place.answer):
                del cells[i]
            cells[place.answer[0] : place.answer[0]] = given
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number:04d}"
        found["cells"] = cells
        return found


def _cell(source: str) -> nbformat.NotebookNode:
    cell: nbformat.NotebookNode = new_code_cell(source)
    return cell


def _places(notebook: nbformat.NotebookNode) -> dict[str, Place]:
    places: dict[str, Place] = {}
    answer: list[int] = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        if _TAG in cell.metadata.get("tags", []):
            answer.append(index)
        elif match := CHECK.search(cell.source):
            places[match[1]] = Place(tuple(answer), index)
            answer = []
    return places


def _lines(assignment: Assignment, notebook: nbformat.NotebookNode) -> tuple[int, ...]:
    """Find each cell in the source by its text; equal cells in their order."""
    known: dict[str, list[int]] = {}
    for cell in assignment.cells:
        if cell.kind == "code":
            known.setdefault(cell.source.strip(), []).append(cell.line)
    found = []
    for cell in notebook.cells:
        lines = known.get(cell.source.strip(), [])
        found.append(lines.pop(0) if lines else 0)
    return tuple(found)
