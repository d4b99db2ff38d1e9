"""The wheel in an environment of its own, far from the checkout, and the guide followed there word for word."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "authoring.md"
STEP = re.compile(r"^```(console|diff)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
VARIES = [
    (re.compile(r"\b[0-9a-f]{12}\b"), "<version>"),
    (re.compile(r"\b\d+(\.\d+)? s\b"), "<seconds>"),
    (re.compile(r"\b\d+ files written"), "<some> files written"),
    (re.compile(r" +$", re.MULTILINE), ""),
]


def done(command: list[str], folder: Path, **added: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    ended = subprocess.run(
        command, cwd=folder, env=kept | added, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )  # fmt: skip
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it is built from the unpacked source archive."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t"]
    done([*build, "sdist"], ROOT)
    shutil.unpack_archive(next(folder.glob("*.tar.gz")), folder / "unpacked")
    done([*build, "wheel"], next((folder / "unpacked").iterdir()))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    """A fresh environment with the wheel in it, or why there is none."""
    place = tmp_path_factory.mktemp("fresh") / "environment"
    uv = [sys.executable, "-m", "uv"]
    done([*uv, "venv", "--quiet", "--python", sys.executable, str(place)], ROOT)
    install = [*uv, "pip", "install", "--quiet", "--python", str(place), "--constraint", "requirements.lock"]
    said = done([*install, "-r", "pyproject.toml"], ROOT, UV_HTTP_TIMEOUT="20", UV_HTTP_RETRIES="0")
    if not (place / "bin" / "otter").exists():
        return f"packages cannot be had here: {said.strip()[-300:]}"
    # All that the wheel needs is what was installed.
    assert done([*install, "--offline", "--no-index", str(wheel)], ROOT) == ""
    return place


def test_the_source_archive_gives_a_wheel_that_holds_everything(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert held == {name for name in files if "__pycache__" not in name}
    assert {"emgrade/py.typed", "emkit/py.typed"} < held


@pytest.mark.slow
def test_the_wheel_is_all_that_is_needed(environment: Path | str, tmp_path: Path) -> None:
    if isinstance(environment, str):
        pytest.skip(environment)
    where = "import emgrade, emkit; print(emgrade.__file__, emkit.__file__)"
    found = done([str(environment / "bin" / "python"), "-c", where], tmp_path).split()
    assert len(found) == 2
    assert all(Path(path).is_relative_to(environment) for path in found)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_guide_is_true(environment: Path | str, tmp_path: Path) -> None:
    """Every command prints what the guide shows, from an empty folder to a rehearsed zip."""
    home = Path(sys.prefix) if isinstance(environment, str) else environment
    folder = tmp_path
    for kind, text in STEP.findall(GUIDE.read_text("utf-8")):
        if kind == "diff":
            edit(folder, text)
            continue
        for command, _, shown in (step.partition("\n") for step in re.split(r"^\$ ", text, flags=re.M)[1:]):
            program, *rest = shlex.split(command)
            if program == "cd":
                folder /= rest[0]
                continue
            if rest[0] == "rehearse":  # The fresh environment stands for the one that setup.sh makes.
                rest += ["--environment", str(home)]
            where = home / "bin" / program
            printed = done([str(where) if where.exists() else program, *rest], folder, COLUMNS="200")
            if not re.fullmatch(pattern(shown), same(printed)):
                pytest.fail(f"The guide shows\n{shown}\n$ {command}\n{printed}")


def same(text: str) -> str:
    for varies, word in VARIES:
        text = varies.sub(word, text)
    return text.rstrip() + "\n"


def pattern(shown: str) -> str:
    """What a command has to print; a line of three dots stands for any lines."""
    return "".join(
        r"(?:.*\n)*?" if row == "..." else re.escape(row) + "\n" for row in same(shown).splitlines()
    )


def edit(folder: Path, text: str) -> None:
    """Make the change that a diff shows; its place must be the only one."""
    head, *rows = text.splitlines()
    path = folder / head.removeprefix("--- ")
    before = "".join(f"{row[1:]}\n" for row in rows if row[:1] in " -")
    after = "".join(f"{row[1:]}\n" for row in rows if row[:1] in " +")
    source = path.read_text("utf-8")
    assert source.count(before) == 1, text
    path.write_text(source.replace(before, after), "utf-8")
