"""The wheel of the project itself, which the Gradescope zip carries."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import emgrade
import emkit

from ..errors import EngineError
from .otter import Files, read_tree, zip_bytes

_WHEEL = b"Wheel-Version: 1.0\nGenerator: emgrade\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@cache
def project_wheel() -> tuple[str, bytes]:
    """Return the wheel's file name and bytes: the two packages as they are installed here, from a wheel or a checkout.

    The form is the one of "Binary distribution format" in the Python Packaging User Guide.

    Raises
    ------
    EngineError
        When the project runs without being installed, so that nobody knows its name and version.
    """
    try:
        installed = distribution("em-course-kit")
    except PackageNotFoundError:
        raise EngineError("em-course-kit is not installed here; `pip install` it.") from None
    name = f"em_course_kit-{installed.version}"
    files: Files = {}
    for package in (emgrade, emkit):
        folder = Path(str(package.__file__)).parent
        files |= {f"{folder.name}/{inside}": data for inside, data in read_tree(folder).items()}
    for path in installed.files or ():
        inside = path.as_posix().partition(".dist-info/")[2]
        if inside in ("METADATA", "entry_points.txt") or inside.startswith("licenses/"):
            files[f"{name}.dist-info/{inside}"] = path.read_binary()
    files[f"{name}.dist-info/WHEEL"] = _WHEEL
    record = [f"{path},sha256={_hash(data)},{len(data)}" for path, data in sorted(files.items())]
    record.append(f"{name}.dist-info/RECORD,,")
    files[f"{name}.dist-info/RECORD"] = "\n".join([*record, ""]).encode()
    return f"{name}-py3-none-any.whl", zip_bytes(files)


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
