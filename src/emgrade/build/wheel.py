"""The wheel of the project itself, which the Gradescope zip carries."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from ..errors import EngineError

CHECKOUT = Path(__file__).resolve().parents[3]


@cache
def project_wheel() -> tuple[str, bytes]:
    """Return the wheel's file name and bytes, the same for the same sources.

    Raises
    ------
    EngineError
        When the project is not run from a checkout, or hatchling cannot build it.
    """
    if not (CHECKOUT / "pyproject.toml").is_file():
        raise EngineError(
            "The Gradescope zip carries this project's wheel; build it from a checkout of the project."
        )
    with tempfile.TemporaryDirectory(prefix="emgrade-wheel-") as scratch:
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", scratch]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}
        done = subprocess.run(
            command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
        )
        wheels = list(Path(scratch).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            raise EngineError(f"hatchling could not build the wheel: {done.stderr.strip().splitlines()[-1:]}")
        return wheels[0].name, wheels[0].read_bytes()
