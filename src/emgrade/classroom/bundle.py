"""A fingerprint of everything that can change a score, so that a result is known to hold or not."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

import emkit
from emgrade import bundle as bundles
from emgrade import grade, imports, model, notebook
from emgrade.bundle import PROFILE, Attempts, Bundle, Profile, walk


def fingerprint(bundle: Bundle) -> str:
    """Return a hash of tests, data files, settings, limits and the engine itself; not of what students read."""
    facts = {name: getattr(bundle, name) for name in Profile.__struct_fields__}
    rest = msgspec.structs.replace(Profile(**facts), stamp="", title="", sources=(), attempts=Attempts())
    total = hashlib.sha256(engine_hash().encode() + rest.to_json())
    for inside, path in walk(bundle.path).items():
        if inside != PROFILE and path.suffix not in (".zip", ".whl"):
            total.update(inside.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def package_hash() -> str:
    """Return a hash of everything that this package is made of: what is written from a run depends on it."""
    whole = walk(Path(model.__file__).parent).values()
    return _hash(engine_hash(), (path for path in whole if path.suffix in (".py", ".j2", ".css")))


@cache
def engine_hash() -> str:
    """Return a hash of the code that grades: this package's, `emkit`'s, and the versions of what they stand on.

    The version number of this project stays the same from one commit to the next, so it says nothing.
    """
    versions = sys.version
    for name in ("otter-grader", "numpy", "scipy", "pandas", "ipython"):
        with contextlib.suppress(PackageNotFoundError):
            versions += f"{name} {version(name)}"
    modules = [Path(str(module.__file__)) for module in (bundles, imports, model, notebook)]
    folders = [Path(str(module.__file__)).parent for module in (grade, emkit)]
    return _hash(versions, sorted([*modules, *(path for folder in folders for path in folder.rglob("*.py"))]))


def _hash(text: str, paths: Iterable[Path]) -> str:
    total = hashlib.sha256(text.encode())
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
