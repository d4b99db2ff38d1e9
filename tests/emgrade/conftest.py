"""A tiny course in a temporary folder, and ways to break its one assignment on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from emgrade.project import Project

TINY = '''\
# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: Tiny
files: [data/numbers.csv]
"""

# %% [markdown]
r"""
# Tiny

## Questions
"""

# %%
import numpy as np

# %% [raw]
r"""
# BEGIN QUESTION
name: q1
points: 3
"""

# %% [markdown]
r"""
### Question 1 · The mean `3 points`

**Given** `x (n,)`. **Return** its mean.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
def mean(x):
    """Mean of a sample."""
    # BEGIN SOLUTION
    return float(np.sum(x) / len(x))
    # END SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG
def test_public(mean):
    import numpy as np
    from emkit.check import call, close

    slips = [(6.0, "Divide by the number of points.")]
    close("mean", call("mean", mean, np.array([1.0, 2.0, 3.0])), 2.0, slips=slips)

# %%
""" # BEGIN TEST CONFIG
points: 3
hidden: true
"""  # END TEST CONFIG
def test_hidden(mean):
    import numpy as np
    from emkit.check import call, close

    close("mean", call("mean", mean, np.array([4.25, 8.5, 19.75, 7.0])), 9.875)

# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q2
points: 2
manual: true
"""

# %% [markdown]
r"""
### Question 2 · Why? `2 points`
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %% [markdown]
r"""
Because the squared distances are smallest there.
"""

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""
'''

COURSE = """\
[grading]
engine = "isolated"
seed = 7
visibility = "visible"
cell_seconds = 10
call_seconds = 5
submission_seconds = 60
memory_mb = 600
output_kb = 100
processes = 64
file_mb = 16
"""


def make_project(root: Path, source: str = TINY) -> Project:
    """Write a course with the one assignment `tiny` below `root`."""
    folder = root / "assignments" / "tiny"
    (folder / "data").mkdir(parents=True)
    (root / "assignments" / "course.toml").write_text(COURSE)
    (folder / "data" / "numbers.csv").write_text("x\n1\n2\n")
    (folder / "tiny.py").write_text(source)
    return Project(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A course whose assignment `tiny` is in order."""
    return make_project(tmp_path)


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str], Path]:
    """Make `tiny` with one text replaced; returns the path of its source."""

    def make(old: str, new: str) -> Path:
        assert TINY.count(old) >= 1, old
        return make_project(tmp_path, TINY.replace(old, new, 1)).source("tiny")

    return make
