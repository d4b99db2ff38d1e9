"""A made-up class: mixtures of the known wrong answers and the correct variants, the same for the same seed."""

from __future__ import annotations

import ast
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

from emgrade.classroom.gradescope import METADATA
from emgrade.errors import EmgradeError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_CHECK = re.compile(r"grader\.check\(['\"](\w+)['\"]\)")
_FIRST = (
    "Ada",
    "Blaise",
    "Carl",
    "Daphne",
    "Emmy",
    "Felix",
    "Grace",
    "Hypatia",
    "Ismail",
    "Joan",
    "Karl",
    "Maryam",
)
_LAST = (
    "Abel",
    "Bayes",
    "Cantor",
    "Euler",
    "Fisher",
    "Gauss",
    "Hilbert",
    "Ito",
    "Jensen",
    "Markov",
    "O'Neil",
)
_ODD = ("Zoë Ångström", "李 小龍", "=SUM(A1:A9)", "Jean-Luc d'Alembert, Jr.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What can stand in a question's answer cell: the most common slip first."""

    cell: int
    untouched: str
    wrong: tuple[str, ...]
    variants: tuple[str, ...]


def make_class(
    solution: Path, student: Path, answers: Path, target: Path, size: int = 60, seed: int = 1977
) -> Path:
    """Write a class as Gradescope exports it: a folder for each submission and the metadata file.

    Parameters
    ----------
    solution, student : Path
        The two notebooks of the assignment, cell for cell alike.
    answers : Path
        Its `answers.toml`.
    target : Path
        The folder to make.
    size, seed : int
        How many students, and what decides on their answers.

    Returns
    -------
    Path
        `target`.
    """
    draw = random.Random(seed)
    book = _read(solution)
    choices = _choices(book, _read(student), answers)
    target.mkdir(parents=True)
    metadata: dict[str, Any] = {}
    for number, name in enumerate(_names(size, draw), start=1):
        folder = f"submission_{100_000 + number}"
        metadata[folder] = _metadata(name, number, draw)
        (target / folder).mkdir()
        path = target / folder / solution.name
        path.write_text(_submission(book, choices, number, draw), encoding="utf-8")
    (target / METADATA).write_text(
        yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    return target


def _submission(
    book: Mapping[str, Any], choices: Mapping[str, Choices], number: int, draw: random.Random
) -> str:
    """Return one student's notebook. One in thirty is untouched, one in fifty is no notebook at all."""
    ability = draw.betavariate(5, 1.2)
    started = draw.random() >= 1 / 30
    reach = len(choices) if draw.random() < 0.85 else draw.randrange(len(choices) + 1)
    sources: dict[int, str] = {}
    for place, one in enumerate(choices.values()):
        answer = _answer(one, ability - 0.01 * place, draw) if started and place < reach else one.untouched
        if answer:
            sources[one.cell] = answer
    text = json.dumps(
        {**book, "cells": [_with_source(i, cell, sources) for i, cell in enumerate(book["cells"])]}
    )
    return text[: len(text) // 2] if number % 50 == 0 else text


def _answer(one: Choices, chance: float, draw: random.Random) -> str:
    """Return a right answer (empty: the solution's own), a wrong one, or the untouched cell."""
    if draw.random() < chance:
        return draw.choice(one.variants) if one.variants and draw.random() < 0.5 else ""
    if not one.wrong or draw.random() < 0.1:
        return one.untouched
    weights = [1 / (1 + place) for place in range(len(one.wrong))]
    return draw.choices(one.wrong, weights)[0]


def _with_source(index: int, cell: Mapping[str, Any], sources: Mapping[int, str]) -> dict[str, Any]:
    empty: dict[str, Any] = {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return {**cell, **empty, "source": sources.get(index, cell["source"])}


def _choices(book: Mapping[str, Any], untouched: Mapping[str, Any], answers: Path) -> dict[str, Choices]:
    known = tomllib.loads(answers.read_text("utf-8")) if answers.is_file() else {}
    blank = {name: _text(cell) for name, _, cell in _answer_cells(untouched)}
    found = {}
    for name, index, cell in _answer_cells(book):
        kinds = known.get(name, {})
        wrong, variants = (
            tuple(_code(one, _text(cell)) for one in kinds.get(kind, ())) for kind in ("wrong", "variant")
        )
        found[name] = Choices(index, blank.get(name, ""), wrong, variants)
    return found


def _answer_cells(book: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Yield each question with its answer cell: the last code cell before the check."""
    last: tuple[int, Mapping[str, Any]] | None = None
    for index, cell in enumerate(book["cells"]):
        if cell["cell_type"] != "code":
            continue
        checks = _CHECK.findall(_text(cell))
        if checks and last is not None:
            yield checks[0], *last
        last = None if checks else (index, cell)


def _code(answer: Mapping[str, Any], solution: str) -> str:
    """Return the code of a known answer; a value is given the name that the solution assigns."""
    if "code" in answer:
        return str(answer["code"])
    targets = [node.targets[0] for node in ast.parse(solution).body if isinstance(node, ast.Assign)]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return f"{names[-1] if names else '_'} = {answer.get('value', '...')}"


def _names(size: int, draw: random.Random) -> list[str]:
    pairs = [f"{first} {last}" for first in _FIRST for last in _LAST]
    draw.shuffle(pairs)
    many = [
        f"{pairs[i % len(pairs)]}{f' {i // len(pairs) + 1}' if i >= len(pairs) else ''}" for i in range(size)
    ]
    return [*_ODD, *many][:size]


def _metadata(name: str, number: int, draw: random.Random) -> dict[str, Any]:
    student = {":name": name, ":sid": f"{30_000_000 + number}", ":email": f"student{number}@example.edu"}
    time = datetime(
        2025, 3, draw.randrange(1, 15), draw.randrange(24), draw.randrange(60), tzinfo=timezone.utc
    )
    return {":submitters": [student], ":created_at": time, ":score": 0.0}


def _text(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def _read(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EmgradeError(f"{path} cannot be read ({error}). Run `emgrade build` first.") from None
    return data
