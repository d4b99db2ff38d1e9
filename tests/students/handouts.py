"""What students get, as files: a checkout's `student/` folders link to the one emkit."""

from pathlib import Path

from emgrade.build.otter import read_tree

ROOT = Path(__file__).parents[2]
NAMES = sorted(p.name for p in (ROOT / "student").iterdir() if p.is_dir())


def files(name: str) -> dict[str, bytes]:
    """Path -> bytes of a handout."""
    emkit = {f"emkit/{path}": data for path, data in read_tree(ROOT / "src" / "emkit").items()}
    return {**read_tree(ROOT / "student" / name), **emkit}
