"""One browser for all tests of pages."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import launch


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    yield from launch()
