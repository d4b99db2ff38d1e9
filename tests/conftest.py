"""One browser for all tests of pages, and an order in which several processes end together."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import launch


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each process begin with some of the longest tests, which have a time limit of their own.

    Processes get equal parts of the list, and who is done takes over from the end of another's: that should be short
    tests. What stands in one file shares what it sets up, so it stays together.
    """
    count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
    long = [item for item in items if item.get_closest_marker("timeout")]
    short = [item for item in items if not item.get_closest_marker("timeout")]
    files = list(dict.fromkeys(item.path for item in long))
    size = -(-len(items) // count)
    items.clear()
    for number in range(count):
        mine = [item for item in long if files.index(item.path) % count == number]
        fill = max(0, size - len(mine))
        items += mine + short[:fill]
        short = short[fill:]
    items += short


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    yield from launch()
