"""Honest oddities are read; everything malformed ends in one clear sentence."""

from __future__ import annotations

import atexit
import errno
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emgrade.errors import SubmissionError
from emgrade.grade import submission as module
from emgrade.grade.submission import read_submission

from .tiny import answered, cell, notebook, save


def test_byte_order_mark_odd_kernel_and_lists_of_lines(tmp_path: Path) -> None:
    book: dict[str, Any] = notebook(["x = 1"], kernelspec={"name": "no such kernel"}, odd=[1, {"a": None}])
    book["cells"] += [cell("a\nb") | {"source": ["a\n", "b"], "metadata": []}]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8-sig")
    assert [c.source for c in read_submission(path).code_cells] == ["x = 1", "a\nb"]


@pytest.mark.slow
def test_old_format(tmp_path: Path) -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [
            {"cells": [{"cell_type": "code", "input": "x = 1", "language": "python", "outputs": []}]}
        ],
    }
    (tmp_path / "a.ipynb").write_text(json.dumps(old))
    assert [c.source for c in read_submission(tmp_path / "a.ipynb").code_cells] == ["x = 1"]


@pytest.mark.slow
def test_large_outputs(tmp_path: Path) -> None:
    book: dict[str, Any] = notebook(["x = 1"])
    book["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 30_000_000}]
    (tmp_path / "a.ipynb").write_text(json.dumps(book))
    assert read_submission(tmp_path / "a.ipynb").code_cells[0].source == "x = 1"


BROKEN: dict[str, bytes | str] = {
    "a.ipynb empty": b"",
    "a.ipynb not json": "{",
    "a.ipynb not utf-8": b"\xff\xfe\x00",
    "a.ipynb a list": "[]",
    "a.ipynb no format": "{}",
    "a.ipynb bool format": '{"nbformat": true}',
    "a.ipynb future": '{"nbformat": 5, "cells": []}',
    "a.ipynb no cells": '{"nbformat": 4}',
    "a.ipynb cells no list": '{"nbformat": 4, "cells": {}}',
    "a.ipynb a cell no object": '{"nbformat": 4, "cells": [1]}',
    "a.ipynb source a number": '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}',
    "a.ipynb unknown cell": '{"nbformat": 4, "cells": [{"cell_type": "x", "source": ""}]}',
    "a.ipynb deep": "[" * 200_000,
    "a.ipynb old and broken": '{"nbformat": 3, "worksheets": 3}',
    "a.zip not a zip": b"PK",
    "a.py not utf-8": b"\xff\xff",
    "a.docx other": b"x",
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_files(tmp_path: Path, what: str) -> None:
    data = BROKEN[what]
    path = tmp_path / what.split()[0]
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(SubmissionError, match=path.name):
        read_submission(path)


@pytest.mark.parametrize("head", ["s: !!set {a, b}", "d: 2024-01-01", "b: !!binary aGVsbG8=", "a: &a [*a]"])
def test_a_script_with_a_head_of_odd_types(tmp_path: Path, head: str) -> None:
    (tmp_path / "a.py").write_text(f"# ---\n# jupyter:\n#   {head}\n# ---\n\n# %%\nx = 1\n")
    with pytest.raises(SubmissionError, match=r"a\.py"):
        read_submission(tmp_path / "a.py")


def test_a_folder_too_deep_to_be_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    save(tmp_path / "in" / "a.ipynb", answered())
    here = Path.cwd()
    try:
        os.chdir(tmp_path / "in")
        for _ in range(3000):
            os.mkdir("d")  # noqa: PTH102
            os.chdir("d")
    finally:
        os.chdir(here)
    try:
        assert len(read_submission(tmp_path / "in").code_cells) == 10
    except SubmissionError as error:  # where Python's walk is a recursion
        assert "too deep" in str(error)
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "in"], check=True)


@pytest.mark.slow
def test_reading_stays_within_the_judges_memory(tmp_path: Path) -> None:
    """Three bytes of JSON make an empty list, which takes 64."""
    (tmp_path / "a.ipynb").write_text('{"nbformat": 4, "cells": [], "x": [' + "[]," * 8_000_000 + "1]}")
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from emgrade.errors import SubmissionError\nfrom emgrade.grade.sandbox import mapped\n"
        "from emgrade.grade.submission import read_submission\n"
        "resource.setrlimit(resource.RLIMIT_AS, (mapped() + (300 << 20),) * 2)\n"
        "try: read_submission(Path(sys.argv[1]))\nexcept SubmissionError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.ipynb")],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.stdout == "a.ipynb: too large or too deep to be read\n", done.stderr


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.ipynb", tmp_path, tmp_path / "a\0b.ipynb"):
        with pytest.raises(SubmissionError):
            read_submission(path)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_zips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = json.dumps(notebook(answered())).encode()
    both = zipped(tmp_path / "two.zip", {"a.ipynb": book, "b.ipynb": book})
    none = zipped(tmp_path / "none.zip", {"a.txt": b""})
    monkeypatch.setattr(module, "MAX_BYTES", 10_000_000)
    bomb = zipped(tmp_path / "bomb.zip", {"a.ipynb": book, "zeros": bytes(12_000_000)})
    for path in (both, none, bomb):
        with pytest.raises(SubmissionError, match=path.name):
            read_submission(path)


def test_a_size_that_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1_000_000)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", bytes(5_000_000))
    raw = data.getvalue().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "a.zip").write_bytes(raw)
    with pytest.raises(SubmissionError):
        read_submission(tmp_path / "a.zip")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["code", "markdown", "otter_ignore", "otter", "tests"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["cells", "cell_type", "source", "metadata", "nbformat", "otter", "tests", "tags", "emgrade",
                         "worksheets", "assignment", "stamp", "ignore", "input"]) | st.text(max_size=4),
        inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


FOLDER = Path(tempfile.mkdtemp(prefix="emgrade-fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def read_or_refuse(name: str, data: bytes) -> None:
    """Read a file; the only exception is the one sentence. What was read can be used."""
    path = FOLDER / name
    path.write_bytes(data)
    try:
        found = read_submission(path)
    except SubmissionError as error:
        assert name in str(error)
        return
    assert all(isinstance(c.source, str) for c in found.code_cells)
    assert found.label is not None
    json.dumps(found.notebook)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.sampled_from([2, 3, 4, 4, 4, 5]), json_values)
def test_malformed_notebooks(version: int, value: Any) -> None:
    book = {"nbformat": version, **(value if isinstance(value, dict) else {"cells": value})}
    read_or_refuse("a.ipynb", json.dumps(book).encode())


@pytest.mark.slow
def test_damaged_notebooks_and_zips(tmp_path: Path) -> None:
    """Bytes changed, cut and doubled in a good notebook and in a good zip."""
    rng = random.Random(1977)
    book = save(tmp_path / "a.ipynb", answered()).read_bytes()
    archive = zipped(tmp_path / "a.zip", {"a.ipynb": book, "b.txt": b"x" * 100}).read_bytes()
    for number in range(6000):
        name, good = (("a.ipynb", book), ("a.zip", archive))[number % 2]
        data = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(data))
            data[place : place + rng.choice((0, 1, 1, 40))] = rng.randbytes(rng.choice((0, 1, 1, 3)))
        read_or_refuse(name, bytes(data))


KEYS = [
    "cells",
    "cell_type",
    "source",
    "metadata",
    "nbformat",
    "otter",
    "tests",
    "tags",
    "emgrade",
    "ignore",
    "input",
]
LEAVES = [None, True, 4, -1, 1.5, "code", "markdown", "x = 1", "otter_ignore", "\ud800", ""]


def random_json(rng: random.Random, depth: int = 0) -> Any:
    kind = rng.random()
    if depth > 6 or kind < 0.3:
        return rng.choice(LEAVES)
    if kind < 0.6:
        return [random_json(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(KEYS): random_json(rng, depth + 1) for _ in range(rng.randrange(6))}


@pytest.mark.slow
def test_five_thousand_odd_notebooks() -> None:
    rng = random.Random(1977)
    for _ in range(5_000):
        found = random_json(rng)
        cells = [{"cell_type": "code", "source": "x", **c} for c in [random_json(rng)] if isinstance(c, dict)]
        book = {"nbformat": 4, "cells": cells, **(found if isinstance(found, dict) else {})}
        read_or_refuse("a.ipynb", json.dumps(book).encode())


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_malformed_scripts(text: str) -> None:
    read_or_refuse("a.py", text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", ["hw/hw.ipynb", "hw/lab.zip", "checkpoint_1.ipynb", "HW.IPYNB"])
def test_a_notebook_is_found_where_a_student_put_it(tmp_path: Path, name: str) -> None:
    book = json.dumps(notebook(["x = 1"])).encode()
    inside = {name: book, "hw/data.csv": b"1", "__MACOSX/hw/._hw.ipynb": b"no", "._hw.ipynb": b"no"}
    if name.endswith(".zip"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("checkpoint_1.ipynb", book)
            archive.writestr("old-checkpoint.ipynb", b"no")
        inside[name] = stream.getvalue()
    for path, data in inside.items():
        (tmp_path / "handed_in" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "handed_in" / path).write_bytes(data)
    found = read_submission(tmp_path / "handed_in")
    assert [c.source for c in found.code_cells] == ["x = 1"]
    assert ("data.csv" if name.startswith("hw/") else "hw/data.csv") in found.extra
    assert not [path for path in found.extra if "._" in path]
    if not name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
            archive.writestr(f"hw/{Path(name).name}", book)
            archive.writestr("hw/data.csv", b"1")
            archive.writestr("hw.csv", b"2")
        packed = read_submission(tmp_path / "export.zip")
        assert [c.source for c in packed.code_cells] == ["x = 1"]
        assert packed.extra == {"data.csv": b"1", "hw.csv": b"2"}


def test_modules_below_are_no_submission(tmp_path: Path) -> None:
    (tmp_path / "emkit").mkdir()
    (tmp_path / "emkit" / "check.py").write_text("x = 1")
    with pytest.raises(SubmissionError, match="neither a notebook"):
        read_submission(tmp_path)


def test_trouble_of_the_machine_is_no_fault_of_a_submission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    path = save(tmp_path / "a.ipynb", ["x = 1"])
    monkeypatch.setattr(Path, "read_bytes", fails)
    with pytest.raises(OSError, match="Input/output error"):
        read_submission(path)
