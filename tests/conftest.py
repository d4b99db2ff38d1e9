"""One browser for all tests of pages, and the order in which two processes end together."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import launch


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, which have a time limit of their own: no process then waits for one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    yield from launch()
