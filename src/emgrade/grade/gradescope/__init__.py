"""What makes a bundle run on Gradescope: two scripts, the locked requirements, and the entry point of a run."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
SCRIPTS = ("setup.sh", "run_autograder")
LOCK = "requirements-grade.lock"


def zip_files(folder: Path) -> dict[str, bytes]:
    """Return what the zip holds besides the bundle and the project's wheel: path -> bytes.

    Parameters
    ----------
    folder : Path
        What holds `requirements-grade.lock`.
    """
    files = {name: (_HERE / name).read_bytes() for name in SCRIPTS}
    files["requirements.lock"] = (folder / LOCK).read_bytes()
    # Otter's own runner installs from this name.
    files["requirements.txt"] = b"".join(
        line + b"\n" for line in _pins(files["requirements.lock"]) if not line.startswith(b"#")
    )
    return files


def _pins(lock: bytes) -> list[bytes]:
    lines = (line.rstrip(b"\\ ").rstrip() for line in lock.splitlines())
    return [line for line in lines if line and not line.startswith((b" ", b"#"))]
