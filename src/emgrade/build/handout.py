"""What a student's folder holds besides Otter's files: the first cell, `handout.json`, a README, what to install."""

from __future__ import annotations

import hashlib
import json
import re
from importlib import metadata

from ..imports import imports_of
from ..model import Assignment, Question
from ..source import shares, tests_setting
from .lock import required
from .otter import Files

FIRST_CELL = """\
# Run this cell first. It says what is missing on this machine.
try:
    from emkit.notebook import Notebook
except ModuleNotFoundError:
    raise ModuleNotFoundError("emkit is not here: open the notebook inside of the unzipped handout") from None
grader = Notebook("{name}.ipynb")"""

_README = """\
{title}, version {stamp}

 1. Keep this folder together: the notebook finds its checks, its data and emkit beside it.
 2. You need Python {python} or newer. In a terminal here: python -m pip install jupyterlab -r requirements.txt
 3. JupyterLab: type jupyter lab {name}.ipynb in that terminal.
 4. VS Code (with its extensions Python and Jupyter): File > Open Folder, this folder; then open {name}.ipynb.
 5. Colab: take {name}-colab.ipynb from your course instead of this folder, and open it with File > Upload notebook.
 6. Run the first cell. It says what is missing on your machine, and installs nothing.
 7. Answer: put your code in the place of the dots, run the cell, then run the check below it.
 8. A check looks at what it can without giving the answer away; the rest is decided when your work is graded.
 9. Hand in: save the notebook, run its last cell, and hand in the zip that it names. Keep the receipt it shows.
10. If that does not work, hand in {name}.ipynb itself; it is graded in the same way.
"""

_NEEDS = ("ipykernel", "matplotlib", "numpy")
_OTTER = "otter-grader"
_LEAST = re.compile(r"([A-Za-z0-9._-]+)\s*(?:[=~>]=\s*([\d.]+))?")


def without_otter(assignment: Assignment) -> bool:
    """Whether `emkit.notebook` does what the notebook asks for: Otter alone reads tests in metadata and makes PDFs."""
    export = assignment.config.get("export_cell", {})
    pdf = isinstance(export, dict) and export.get("pdf", False)
    return bool(tests_setting(assignment).get("files")) and not pdf


def requirements(assignment: Assignment) -> list[str]:
    """What a student's notebook needs: the course's base and what the assignment adds, with the least versions."""
    otter = () if without_otter(assignment) else (_OTTER,)
    # Of the extras too: the course's own assignments need what the toolchain needs for its tests alone.
    pins = (line.partition(";")[0].strip() for line in metadata.requires("em-course-kit") or ())
    ours = {_name(line): line for line in pins}
    wanted = {*_NEEDS, *otter, *required(assignment)}
    return sorted(ours.get(line, line) for line in wanted)


def handout(assignment: Assignment, files: Files, *, hidden: bool) -> Files:
    """Return the files to add to a folder with these; `emkit.notebook.machine` reads `handout.json`."""
    needs, modules = requirements(assignment), _modules(files)
    python = metadata.metadata("em-course-kit")["Requires-Python"].lstrip(">=")
    facts = {
        "assignment": assignment.name,
        "stamp": assignment.stamp,
        "python": python,
        "packages": {_name(line): _least(line) for line in needs if _imported(_name(line), modules)},
        "files": {
            path: hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:16]
            for path, data in sorted(files.items())
            if not path.startswith("emkit/") and not path.endswith(".ipynb")
        },
        "questions": [
            {"name": q.name, "points": q.points, "here": _here(q, hidden), "manual": q.manual}
            for q in assignment.questions
            if q.manual or q.cases
        ],
    }
    added = {
        "handout.json": (json.dumps(facts, indent=1) + "\n").encode(),
        "requirements.txt": "".join(f"{line}\n" for line in needs).encode(),
    }
    if not hidden:
        title = str(assignment.config.get("title", assignment.name))
        readme = _README.format(title=title, stamp=assignment.stamp, python=python, name=assignment.name)
        added["README.txt"] = readme.encode()
    return added


def _modules(files: Files) -> set[str]:
    """Return what a folder's notebooks and Python files import; what an answer alone may use can be missing."""
    sources = [data.decode() for path, data in files.items() if path.endswith(".py")]
    for book in (json.loads(data) for path, data in files.items() if path.endswith(".ipynb")):
        sources += ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    return {name.partition(".")[0] for name in imports_of(sources)}


def _imported(package: str, modules: set[str]) -> bool:
    try:
        return any(file.parts[0] in modules for file in metadata.files(package) or ())
    except metadata.PackageNotFoundError:
        return True


def _here(question: Question, hidden: bool) -> list[float]:
    """Points of each test that lies in the folder."""
    return [
        points
        for points, case in zip(shares(question), question.cases, strict=True)
        if hidden or not case.hidden
    ]


def _name(line: str) -> str:
    match = _LEAST.match(line)
    return match[1] if match else line


def _least(line: str) -> str:
    match = _LEAST.match(line)
    return (match[2] or "") if match else ""
