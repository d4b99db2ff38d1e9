"""What an autograder folder asks: its questions, and a fingerprint of each, so that a changed test is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from emgrade import bundle
from emgrade.bundle import Profile, QuestionInfo


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """An autograder folder, read once.

    Attributes
    ----------
    fingerprints : dict
        Per automatic question a hash of its tests, points and observed names.
    shared : str
        A hash of everything else that can change a score: data files, settings, limits, this program's version.
    """

    folder: Path
    assignment: str
    title: str
    stamp: str
    questions: tuple[QuestionInfo, ...]
    fingerprints: dict[str, str]
    shared: str

    def changed(self, earlier: Mapping[str, str], shared: str) -> tuple[str, ...]:
        """Return the questions whose score may differ from one given under earlier fingerprints."""
        if shared != self.shared:
            return tuple(self.fingerprints)
        return tuple(name for name, print_ in self.fingerprints.items() if earlier.get(name) != print_)


def read_bundle(folder: Path) -> BundleFacts:
    """Read `profile.json` and hash the rest.

    Raises
    ------
    EmgradeError
        When the folder is no autograder.
    """
    profile = bundle.read_profile(folder / bundle.PROFILE)
    prints = {one.name: _fingerprint(folder, profile, one) for one in profile.automatic}
    shared = _shared(folder, profile)
    title = profile.title or profile.assignment
    return BundleFacts(folder, profile.assignment, title, profile.stamp, profile.questions, prints, shared)


def _fingerprint(folder: Path, profile: Profile, question: QuestionInfo) -> str:
    test = folder / "tests" / f"{question.name}.py"
    about = json.dumps([question.points, profile.reads.get(question.name)], sort_keys=True).encode()
    return hashlib.sha256((test.read_bytes() if test.is_file() else b"") + about).hexdigest()


def _shared(folder: Path, profile: Profile) -> str:
    total = hashlib.sha256(_version().encode())
    total.update(msgspec.structs.replace(profile, stamp="", title="", questions=(), reads={}).to_json())
    for inside, path in bundle.walk(folder).items():
        if not (inside.startswith("tests/") or inside == bundle.PROFILE or path.suffix in (".zip", ".whl")):
            total.update(inside.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _version() -> str:
    try:
        return version("em-course-kit")
    except PackageNotFoundError:
        return ""
