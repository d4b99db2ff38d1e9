"""One open grader for all tests that can share it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from emgrade.grade import Grader, open_grader
from emgrade.model import Result

from .tiny import save, write_bundle


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bundle(tmp_path_factory.mktemp("bundle") / "tiny")


@pytest.fixture(scope="session")
def grader(tiny_bundle: Path) -> Iterator[Grader]:
    with open_grader(tiny_bundle) as found:
        assert isinstance(found, Grader)
        yield found


@pytest.fixture
def graded(grader: Grader, tmp_path: Path) -> Callable[[Sequence[str]], Result]:
    """Grade a notebook given by its cells."""

    def grade(cells: Sequence[str]) -> Result:
        return grader.grade(save(tmp_path / "tiny.ipynb", cells))

    return grade


def scores(result: Result) -> dict[str, float]:
    assert not result.error, result.error
    return {question.name: question.score for question in result.questions}
