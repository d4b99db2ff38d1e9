"""Where a notebook is answered and where it is checked. Imports no notebook library: the engine uses this too."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .model import Assignment

Cell = dict[str, Any]
_CHECK = re.compile(r"#.*|\.check\(\s*([\"'])(.+?)\1")
ANSWER_TAGS = {"otter_assign_solution_cell", "otter_answer_cell"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question lies: the indices of its answer cells, none or several, and of the cell that checks it."""

    answer: tuple[int, ...]
    check: int


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook that knows its answer cells and checks.

    Attributes
    ----------
    content : dict
        The notebook as JSON, version 4, every source one text.
    places : dict
        Question -> place in `cells`, in the order of the notebook.
    """

    content: dict[str, Any]
    places: dict[str, Place]

    @classmethod
    def read(cls, data: bytes) -> Notebook:
        """Read a built notebook."""
        return cls.of(json.loads(data))

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Notebook:
        """Take a notebook as JSON; it is not copied unless a source is a list of lines."""
        cells = [
            cell if isinstance(cell["source"], str) else {**cell, "source": "".join(cell["source"])}
            for cell in content["cells"]
        ]
        code: list[int] = []
        answers: list[int] = []
        by_person = False
        for index, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                # The answer to a question for a person is followed by no check; it belongs to no question behind it.
                if ANSWER_TAGS.intersection(cell["metadata"].get("tags", [])) and not by_person:
                    answers.append(len(code))
                code.append(index)
            elif marks := re.findall(r"<!-- (BEGIN|END) QUESTION -->", cell["source"]):
                by_person = marks[-1] == "BEGIN"
        found = find_places([cells[i]["source"] for i in code], answers)
        places = {q: Place(tuple(code[k] for k in p.answer), code[p.check]) for q, p in found.items()}
        return cls({**content, "cells": cells}, places)

    @property
    def cells(self) -> list[Cell]:
        """Every cell."""
        cells: list[Cell] = self.content["cells"]
        return cells

    @property
    def data(self) -> bytes:
        """The notebook as a file."""
        return (json.dumps(self.content, ensure_ascii=False, indent=1) + "\n").encode()

    def answer(self, question: str) -> str:
        """Return the text of a question's answer cells."""
        return "\n\n".join(self.cells[i]["source"] for i in self.places[question].answer)

    def with_answers(self, answers: Mapping[str, str], *, mended: bool = False) -> Notebook:
        """Return the notebook with other answers.

        With `mended`, the notebook's own answer stands behind the check again, so that later cells see it.
        """
        cells = list(self.cells)
        for question in reversed(self.places):  # from the end, so that indices in front stay true
            place = self.places[question]
            if question not in answers or not place.answer:
                continue
            own = [cells[i]["source"] for i in place.answer]
            cells[place.check + 1 : place.check + 1] = [_code(source) for source in own] if mended else []
            for i in reversed(place.answer):
                del cells[i]
            cells.insert(place.answer[0], _code(answers[question], answer=True))
        return self._with(cells)

    def with_all(self, answers: Mapping[str, Sequence[str]]) -> Notebook:
        """Return the notebook with every question's answers in a row before its own."""
        cells = list(self.cells)
        for question in reversed(self.places):
            place = self.places[question]
            if place.answer:
                first = place.answer[0]
                cells[first:first] = [_code(code) for code in answers.get(question, ())]
        return self._with(cells)

    def up_to(self, question: str) -> Notebook:
        """Return the notebook as far as the cell that checks a question."""
        return self._with(self.cells[: self.places[question].check + 1])

    def lines(self, assignment: Assignment) -> tuple[int, ...]:
        """Return for each cell the line of its text in the source; 0 for the cells that Otter adds.

        A cell is found by its text, equal cells in their order.
        """
        known: dict[str, list[int]] = {}
        for cell in assignment.cells:
            if cell.kind == "code":
                known.setdefault(cell.source.strip(), []).append(cell.line)
        rows = (known.get(cell["source"].strip(), []) for cell in self.cells)
        return tuple(lines.pop(0) if lines else 0 for lines in rows)

    def _with(self, cells: Sequence[Cell]) -> Notebook:
        return Notebook.of(
            {**self.content, "cells": [{**c, "id": f"cell-{i:04d}"} for i, c in enumerate(cells)]}
        )


def find_places(
    sources: Sequence[str], answers: Collection[int] = (), tests: Sequence[Sequence[str]] = ()
) -> dict[str, Place]:
    """Return where each question lies in a list of code cells.

    Parameters
    ----------
    sources : sequence of str
        The text of each code cell.
    answers : collection of int
        The cells that are marked as answers. Where none is marked between two checks, the cell before the check is
        taken.
    tests : sequence of sequences of str
        For each cell the questions that it checks by its metadata.

    Returns
    -------
    dict
        Question -> place, in the order of the notebook; of two checks of a question the first.
    """
    found: dict[str, Place] = {}
    start = 0
    for number, source in enumerate(sources):
        checked = [name for _, name in _CHECK.findall(source) if name] + list(tests[number] if tests else ())
        if checked:
            marked = tuple(i for i in range(start, number) if i in answers)
            before = (number - 1,) if number > start else ()
            for question in checked:
                found.setdefault(question, Place(marked or before, number))
            start = number + 1
    return found


def _code(source: str, *, answer: bool = False) -> Cell:
    metadata = {"tags": ["otter_assign_solution_cell"]} if answer else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }
