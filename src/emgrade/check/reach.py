"""Which cells and tests depend on which: through the names that they take from each other."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..answers import Answer
from ..notebook import Notebook


def reaches(notebook: Notebook, reads: Mapping[str, Mapping[str, str]], answer: Answer) -> bool:
    """Return whether a later question's test reads a name that depends on an answer.

    Parameters
    ----------
    notebook : Notebook
        The reference.
    reads : mapping
        Question -> the names that its tests read, as the build has seen them; a question that is not there may read
        anything.
    answer : Answer
        What takes the place of its question's answer cell.
    """
    cells = [cell["source"] for cell in notebook.cells if cell["cell_type"] == "code"]
    names = [used for source in (*cells, answer.code) if (used := _names(source)) is not None]
    own = [_names(text) for text in (answer.code, notebook.answer(answer.question))]
    touched = {name for used in own if used for name in used[0]}
    grown = True
    while grown:  # a cell that loads a touched name may change whatever it stores
        stored = {name for stores, loads in names if loads & touched for name in stores}
        grown = not stored <= touched
        touched |= stored
    check = notebook.places[answer.question].check
    later = [name for name, place in notebook.places.items() if place.check > check]
    return any(name not in reads or touched & set(reads[name]) for name in later)


def without_displays(notebook: Notebook, reads: Mapping[str, Mapping[str, str]]) -> Notebook:
    """Return the notebook without the code that no answer and no test depends on: what only prints and draws."""
    kept = {index for place in notebook.places.values() for index in (*place.answer, place.check)}
    wanted = {name for names in reads.values() for name in names}
    cells = list(notebook.cells)
    for index in range(len(cells) - 1, -1, -1):
        used = _names(cells[index]["source"]) if cells[index]["cell_type"] == "code" else None
        if used and (index in kept or used[0] & wanted):
            wanted |= used[1]
        elif used and used[1]:
            cells[index] = {**cells[index], "source": ""}
    return Notebook({**notebook.content, "cells": cells}, notebook.places)


def _names(source: str) -> tuple[set[str], set[str]] | None:
    """The names that a cell stores or defines, and those that it loads; None for what is not Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return None
    stores = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    stores |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    stores |= {(n.asname or n.name).split(".")[0] for n in nodes if isinstance(n, ast.alias)}
    for node in nodes:  # x[0] = 1 and x.flag = 1 change x
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            stores |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    return stores, {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
