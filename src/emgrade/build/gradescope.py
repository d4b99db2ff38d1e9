"""What makes a bundle run on Gradescope, besides the project's wheel: two scripts and the locked requirements."""

from __future__ import annotations

from pathlib import Path

from . import lock

_SCRIPTS = Path(__file__).parents[1] / "grade" / "scripts"


def zip_files(folder: Path) -> dict[str, bytes]:
    """Return path -> bytes.

    Parameters
    ----------
    folder : Path
        What holds `requirements-grade.lock`.
    """
    files = {name: (_SCRIPTS / name).read_bytes() for name in ("setup.sh", "run_autograder")}
    files["requirements.lock"] = (folder / lock.NAME).read_bytes()
    # Otter's own runner installs from this name.
    pins = (line.rstrip(b"\\ ").rstrip() for line in files["requirements.lock"].splitlines())
    files["requirements.txt"] = b"".join(
        line + b"\n" for line in pins if line and not line.startswith((b" ", b"#"))
    )
    return files
