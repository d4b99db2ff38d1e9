"""The gallery: every assignment as a readable page with its figures, sample feedback, the report, the stepper.

What takes time (running the solutions, grading a sample class) is kept below build/site-cache until a source changes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import runpy
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbclient
import nbformat

from emgrade.answers import read_answers
from emgrade.grades import Policy
from emgrade.grading import Options, demo_class, grade_class, outcome_of, write_sheets
from emgrade.notebook import Notebook
from emgrade.project import Project
from emgrade.source import assignment_of

CLASS = 20
_SETUP = re.compile(r"(?m)\A# Initialize Otter|^grader\.")
_CHECK = re.compile(r'^grader\.check\("(\w+)"\)$')


def pages(root: Path) -> dict[str, bytes]:
    """Return every page and picture of the gallery by its path in the site."""
    project, made = Project.find(root), {}
    with ThreadPoolExecutor(2) as pool:
        names = project.course().order  # one that was just begun has no page yet
        figures = dict(zip(names, pool.map(lambda name: _figures(project, name), names), strict=True))
    for name in names:
        text, files = _assignment(project, name, figures[name])
        made[f"gallery/{name}.md"] = text.encode()
        made.update({f"gallery/{path}": data for path, data in files.items()})
    made |= _samples(project)
    made["gallery/stepper-page.html"] = stepper(root).encode()
    return made


def stepper(root: Path) -> str:
    """Return the page with buttons, driven by the functions of the lectures."""
    em = runpy.run_path(str(root / "docs/lectures/em.py"))
    from emkit.plot.stepper import step_through

    one = step_through(
        [-3, -2, -1.5, 3, 4, 6],
        ([0.5, 0.5], [4, 6], [1, 5]),
        em["e_step"],
        em["m_step"],
        em["log_likelihood"],
    )
    assert one
    return one.page()


def _assignment(
    project: Project, name: str, figures: dict[str, list[dict[str, str]]]
) -> tuple[str, dict[str, bytes]]:
    """A student's notebook as Markdown; under a cell that draws, the figure that the solution gives there."""
    folder = project.student(name)
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    assignment = assignment_of(project, name)
    questions = {q.name: q for q in assignment.questions}
    files: dict[str, bytes] = {}
    parts = [notebook.cells[1].source, _points(assignment)]
    for cell in notebook.cells[2:]:
        check = _CHECK.match(cell.source)
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            files |= {
                path: (folder / path).read_bytes()
                for path in re.findall(r"\]\(([\w/.-]+\.(?:svg|png))\)", cell.source)
            }
        elif check:
            cases = questions[check[1]].cases
            hidden = sum(case.hidden for case in cases)
            parts.append(f"*Checked by {len(cases) - hidden} public and {hidden} hidden tests.*")
        elif not _SETUP.search(cell.source):
            parts.append(f"```python\n{cell.source}\n```")
            for number, figure in enumerate(figures.get(cell.source, [])):
                path = f"figures/{name}-{hashlib.sha256(cell.source.encode()).hexdigest()[:8]}-{number}.png"
                files[path] = base64.b64decode(figure["png"])
                parts.append(f"![{figure['alt'].translate({91: 40, 93: 41})}]({path})")
    return "\n\n".join(parts), files


def _points(assignment) -> str:
    rows = [
        f"| `{q.name}` | {q.points:g} | {'a person' if q.manual else 'tests'} |" for q in assignment.questions
    ]
    table = "\n".join(["| question | points | graded by |", "| --- | --- | --- |", *rows])
    return (
        f"What students get, with the figures that a right answer draws. "
        f'<a href="samples/{assignment.name}-feedback.html">A student\'s feedback on it</a>.\n\n'
        f"<details><summary>{len(assignment.questions)} questions, {assignment.points:g} automatic points</summary>\n\n"
        f"{table}\n\n</details>"
    )


def _figures(project: Project, name: str) -> dict[str, list[dict[str, str]]]:
    """Run the solution: the source of each cell that draws, and its figures."""
    path = project.solutions(name) / f"{name}.ipynb"
    kept = _kept(project.root, "figures", path.read_bytes() + _code(project.root / "src/emkit"))
    if not kept.exists():
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [c for c in notebook.cells if c.cell_type == "code" and not _SETUP.search(c.source)]
        nbclient.NotebookClient(
            notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
        ).execute()
        found = {
            cell.source: [
                {"png": out.data["image/png"], "alt": out.metadata.get("image/png", {}).get("alt", "")}
                for out in cell.outputs
                if "image/png" in out.get("data", {})
            ]
            for cell in notebook.cells
        }
        kept.write_text(json.dumps({source: drawn for source, drawn in found.items() if drawn}))
    figures: dict[str, list[dict[str, str]]] = json.loads(kept.read_text())
    return figures


def _samples(project: Project) -> dict[str, bytes]:
    """Grade the known slip of each assignment for a feedback page, and a made-up class for the report."""
    made: dict[str, bytes] = {}
    code = _code(project.root / "src") + Path(__file__).read_bytes()
    for name in project.course().order:
        assignment = assignment_of(project, name)
        kept = _kept(project.root, "sample", assignment.stamp.encode() + code)
        if not kept.exists():
            # Not the first slip, which is a forgotten return.
            slip = next(a for a in read_answers(assignment)[0] if a.wrong and a.says and "None" not in a.says)
            book = Notebook.read((project.solutions(name) / f"{name}.ipynb").read_bytes())
            wrong = book.with_answers({slip.question: slip.code}, mended=True)
            with tempfile.TemporaryDirectory(prefix="emgrade-site-") as scratch:
                one, runs = Path(scratch) / "student.ipynb", Path(scratch) / "runs"
                one.write_bytes(wrong.data)
                graded = outcome_of(grade_class(project.autograder(name), [one], Options(runs)))
                page = next(graded.folder.glob("students/*/feedback.html"))
                pages = {f"{name}-feedback": page.read_text("utf-8")}
                if name == "em_exercise":
                    of_class = outcome_of(demo_class(project, name, Path(scratch) / "class", CLASS))
                    pages["report"] = of_class.report.read_text("utf-8")
                    handed_in = next(Path(scratch).glob(f"class/{name}/class-*/submissions/*1/*.ipynb"))
                    of_one = shutil.copy(handed_in, Path(scratch) / "Student 01.ipynb")
                    *_, sheet = write_sheets(project.autograder(name), [Path(of_one)], Policy(), runs)
                    pages["sheet"] = base64.b64encode(sheet.read_bytes()).decode()
            kept.write_text(json.dumps(pages), "utf-8")
        pages = json.loads(kept.read_text("utf-8"))
        if sheet_of_one := pages.pop("sheet", ""):
            made["gallery/samples/sheet.pdf"] = base64.b64decode(sheet_of_one)
        made |= {f"gallery/samples/{page}.html": text.encode() for page, text in pages.items()}
    return made


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _kept(root: Path, kind: str, key: bytes) -> Path:
    return _folder(root / "build/site-cache") / f"{kind}-{hashlib.sha256(key).hexdigest()[:16]}.json"


def _code(folder: Path) -> bytes:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".mplstyle", ".css"):
            digest.update(path.read_bytes())
    return digest.digest()
