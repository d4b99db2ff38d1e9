"""Notebooks with our first cell, with Otter's, and from Colab score the same in the engine and under `otter run`."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from emgrade.build.colab import colab_notebook
from emgrade.grade.otter_runner import run_otter
from emgrade.grade.pool import Grader
from emgrade.notebook import Notebook

from .handouts import NAMES, ROOT, files

COLAB = "from google.colab import drive, files\ndrive.mount('/content/drive')\nuploaded = files.upload()\n"
OTTER = 'import otter\ngrader = otter.Notebook("{name}.ipynb")'


def half_right(name: str, book: dict[str, Any]) -> dict[str, Any]:
    """Every other question answered with the reference, the rest untouched."""
    solution = Notebook.read((ROOT / "solutions" / name / f"{name}.ipynb").read_bytes())
    found = Notebook.of(book)
    return found.with_answers({q: solution.answer(q) for q in list(found.places)[::2]}).content


def scores(name: str, book: dict[str, Any], folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(book))
    with Grader(ROOT / "autograder" / name) as grader:
        results = grader.grade(path), run_otter(ROOT / "autograder" / name, path)
    assert [r.error for r in results] == ["", ""]
    ours, theirs = ({q.name: q.score for q in result.questions} for result in results)
    return ours, theirs


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NAMES if os.environ.get("EMGRADE_PARITY") == "all" else ["em_bound"])
def test_the_same_score_everywhere(name: str, tmp_path: Path) -> None:
    handed_out = files(name)
    plain = half_right(name, json.loads(handed_out[f"{name}.ipynb"]))
    ours, theirs = scores(name, plain, tmp_path)
    assert ours == theirs
    assert (
        0 < sum(ours.values()) < sum(q["points"] for q in json.loads(handed_out["handout.json"])["questions"])
    )
    first = next(cell for cell in plain["cells"] if "emkit.notebook" in cell["source"])
    first["source"] = OTTER.format(name=name)
    assert scores(name, plain, tmp_path) == (ours, ours)
    colab = half_right(name, json.loads(colab_notebook(name, handed_out)))
    packed = next(i for i, cell in enumerate(colab["cells"]) if "b64decode" in cell["source"])
    mount = {"cell_type": "code", "source": COLAB, "metadata": {}, "outputs": [], "execution_count": None}
    colab["cells"].insert(packed + 1, mount)
    assert scores(name, colab, tmp_path) == (ours, ours)


def test_what_the_student_is_told_while_it_is_graded(tmp_path: Path) -> None:
    """The first cell shows nothing, and the last writes nothing, where a grader runs them."""
    name = "em_exercise"
    book = json.loads(files(name)[f"{name}.ipynb"])
    path = tmp_path / f"{name}.ipynb"
    path.write_text(json.dumps(book))
    with Grader(ROOT / "autograder" / name) as grader:
        graded = grader.grade(path)
    assert graded.error == ""
    assert [note.text for note in graded.notes if note.kind == "cell error"] == []
    assert graded.score == 0


FAKE = """
import json, re, sys, types
root, module = types.ModuleType("google"), types.ModuleType("google.colab")
message, files = types.ModuleType("google.colab._message"), types.ModuleType("google.colab.files")
root.__path__ = module.__path__ = []
message.blocking_request = lambda what, timeout_sec: {"ipynb": json.load(open(sys.argv[1]))}
files.download = lambda name: print("DOWNLOADED", name)
sys.modules |= {m.__name__: m for m in (root, module, message, files)}
sys.path[:] = ["", *(p for p in sys.path if p and "/src" not in p)]
sys.meta_path = [f for f in sys.meta_path if "editable" not in repr(f).lower()]
for cell in json.load(open(sys.argv[1]))["cells"]:
    if "grader" in cell["source"] and cell["cell_type"] == "code":
        exec(re.sub("^grader[.]", "card = grader.", cell["source"], flags=re.MULTILINE))
print(card)
import emkit
print(emkit.__file__)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_one_file_is_enough_on_colab(name: str, tmp_path: Path) -> None:
    handed_out = files(name)
    data = colab_notebook(name, handed_out)
    book = json.loads(data)
    text = "\n".join(cell["source"] for cell in book["cells"] if cell["cell_type"] == "markdown")
    pictures = [base64.b64decode(data) for data in re.findall(r"data:image/svg\+xml;base64,([^)]+)\)", text)]
    assert sorted(pictures) == sorted(d for path, d in handed_out.items() if path.startswith("figures/"))
    assert not re.search(r"!\[[^\]]*\]\((?!data:)", text)
    assert len(data) < 1_500_000
    (tmp_path / "work").mkdir()
    (tmp_path / "upload.ipynb").write_bytes(data)
    command = [sys.executable, "-c", FAKE, str(tmp_path / "upload.ipynb")]
    done = subprocess.run(command, cwd=tmp_path / "work", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"✓ Ready: {name}, version" in done.stdout
    assert "✓ Your zip is ready" in done.stdout
    assert "DOWNLOADED" in done.stdout
    assert done.stdout.splitlines()[-1] == str(tmp_path / "work" / "emkit" / "__init__.py")
    assert sorted(p.name for p in (tmp_path / "work").glob("*.zip"))[0].startswith(f"{name}_")
