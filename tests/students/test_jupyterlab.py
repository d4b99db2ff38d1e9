"""The handouts as students use them: real JupyterLab in Chromium, without Otter. Screenshots lie in pytest's folder.

EMGRADE_JUPYTER=all tries every handout; with the path of a Python in its place, in that Python's JupyterLab.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emgrade.answers import read_answers
from emgrade.build.otter import write_tree
from emgrade.grade.otter_runner import run_otter
from emgrade.grade.pool import Grader
from emgrade.notebook import Notebook
from emgrade.source import read_assignment

from ..browser import CONTRAST
from .handouts import NAMES, ROOT, files

SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
# What a student's machine does not have: the test machine has it.
NOT_THERE = """
import sys
class NotThere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"otter", "emgrade", "pandas"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, NotThere())
"""
MINUTE = 60_000
WHICH = os.environ.get("EMGRADE_JUPYTER", "")
PYTHON = WHICH if WHICH not in ("", "all") else sys.executable


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab on a folder that holds every handout: its address and the folder."""
    if subprocess.run([PYTHON, "-m", "jupyterlab", "--version"], capture_output=True, check=False).returncode:
        if os.environ.get("CI") == "true":
            pytest.fail("JupyterLab is missing, and CI=true asks for it.")
        pytest.skip("JupyterLab is not installed.")
    base = tmp_path_factory.mktemp("lab")
    for name in NAMES:
        write_tree(files(name), base / "work" / name)
    for key, value in SETTINGS.items():
        path = base / "settings" / "@jupyterlab" / f"{key}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value))
    (base / "without").mkdir()
    (base / "without" / "sitecustomize.py").write_text(NOT_THERE)
    folders = {
        key: str(base / key.lower()) for key in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    environment = {
        **os.environ,
        **folders,
        "JUPYTERLAB_SETTINGS_DIR": str(base / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(base / "workspaces"),
        "PYTHONPATH": str(base / "without"),
    }
    command = [
        PYTHON,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--port=0",
        "--ip=127.0.0.1",
    ]
    command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={base / 'work'}"]
    with (base / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield _address(base), base / "work"
    finally:
        server.terminate()
        server.wait(20)


def _address(base: Path) -> str:
    for _ in range(240):
        for path in (base / "jupyter_runtime_dir").glob("jpserver-*.json"):
            found = json.loads(path.read_text())["url"]
            try:
                urllib.request.urlopen(f"{found}api/status", timeout=5)
            except OSError:
                continue
            return str(found)
        time.sleep(0.25)
    raise AssertionError((base / "log").read_text()[-2000:])


def _command(page: Any, menu: str, item: str) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{item}$")).click()


def _idle(page: Any) -> None:
    """Wait until nothing runs and nothing waits to run."""
    page.wait_for_function(
        """() => document.querySelectorAll('.jp-Notebook .jp-CodeCell').length > 0
        && ![...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.includes('[*]'))
        && document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'""",
        timeout=3 * MINUTE,
    )


def _run_all(page: Any) -> None:
    _command(page, "Run", "Run All Cells")
    page.wait_for_timeout(500)
    _idle(page)


def _cell_with(page: Any, text: str) -> Any:
    return page.locator(".jp-Notebook .jp-CodeCell", has=page.locator(".cm-content", has_text=text)).first


def _run(page: Any, cell: Any, code: str | None = None) -> str:
    """Run a cell, with another text if one is given, and return what its cards say."""
    cell.locator(".cm-content").click()
    if code is not None:
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(code)
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(200)
    _idle(page)
    return "\n".join(cell.locator(".jp-OutputArea .emkit-card").all_inner_texts())


def _typed(name: str, solution: Notebook) -> list[tuple[str, str, str, str]]:
    """Two questions, each with a wrong answer, what the check says of it, and the reference's answer."""
    answers, _ = read_answers(read_assignment(ROOT / "assignments" / name / f"{name}.py"))
    # Not every Python has what an answer imports.
    plain = (a for a in answers if a.wrong and a.says and "None" not in a.says and "import" not in a.code)
    told = {a.question: a for a in reversed([*plain])}
    return [
        (q, told[q].code, told[q].says, solution.answer(q))
        for q in solution.places
        if q in told and solution.answer(q)
    ][:2]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NAMES if WHICH else ["em_bound"])
def test_answer_and_hand_in(browser: Any, lab: tuple[str, Path], tmp_path: Path, name: str) -> None:
    url, work = lab
    path = work / name / f"{name}.ipynb"
    student = Notebook.read(path.read_bytes())
    solution = Notebook.read((ROOT / "solutions" / name / f"{name}.ipynb").read_bytes())
    typed = _typed(name, solution)
    assert len(typed) == 2
    here = [question for question, *_ in typed]
    # All but two questions are answered in the file, the two are typed.
    path.write_bytes(
        student.with_answers({q: solution.answer(q) for q in student.places if q not in here}).data
    )
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    _open(page, f"{url}lab/workspaces/{name}/tree/{name}/{name}.ipynb")
    _run_all(page)
    page.screenshot(path=tmp_path / "1-open.png")
    first = page.locator(".jp-Notebook .jp-CodeCell").first
    assert "Ready" in first.inner_text()
    cells = page.locator(".jp-Notebook .jp-Cell")
    places = Notebook.read(path.read_bytes()).places
    for question, wrong, says, right in typed:
        answer, check = cells.nth(places[question].answer[0]), _cell_with(page, f'grader.check("{question}")')
        _run(page, answer, wrong)
        card = _run(page, check).replace("\n", " ")
        assert f"{question}: not right yet" in card
        assert says.replace("`", "") in card
        check.screenshot(path=tmp_path / f"2-{question}-wrong.png")
        _run(page, answer, right)
        assert re.search(f"{question}: (passed|Readable)", _run(page, check))
    _run_all(page)
    assert page.locator(".emkit-card", has_text=re.compile("not right yet|not answered yet")).count() == 0
    assert page.locator("mjx-container").count() > 20
    assert page.locator("mjx-merror").count() == 0
    figures = page.locator(".jp-Notebook img, .jp-Notebook .jp-OutputArea svg")
    assert figures.count() >= 2
    assert all(figure.evaluate("f => f.tagName != 'IMG' || f.naturalWidth > 50") for figure in figures.all())
    for frame in page.frames[1:]:  # a stepper has found its width
        frame.wait_for_function(
            "(svg => Math.abs(svg.viewBox.baseVal.width - Math.min(860, svg.clientWidth)) < 1)"
            "(document.querySelector('svg'))"
        )
    for early in (work / name).glob("*.zip"):  # "Run All" ran the last cell too
        early.unlink()
    export = _cell_with(page, "grader.export(")
    refused = _run(page, export)
    export.screenshot(path=tmp_path / "3-unsaved.png")
    assert "No zip was written" in refused
    assert "is not saved" in refused
    assert list((work / name).glob("*.zip")) == []
    page.keyboard.press("Control+S")
    page.wait_for_timeout(2000)
    done = _run(page, export)
    export.screenshot(path=tmp_path / "4-saved.png")
    n = len(student.places)
    assert re.search(rf"{n} of {n} answered, \d+ checks pass, \d+ readable", done), done
    assert "not saved" not in done
    assert "not as in this window" not in done
    assert "Run from the top" not in done
    with page.expect_download() as download:
        export.locator("a[download]").click()
    (handed_in,) = (work / name).glob("*.zip")
    assert download.value.path().read_bytes() == handed_in.read_bytes()
    if name == "em_bound":
        _themes(page, url, f"{url}lab/workspaces/{name}/tree/{name}/{name}.ipynb", tmp_path)
    page.close()
    assert said == []
    with Grader(ROOT / "autograder" / name) as grader:
        ours = grader.grade(handed_in)
    assert ours.error == ""
    assert ours.score == ours.possible > 0
    if WHICH:  # what one notebook scores in both is tested in test_grading, too
        assert run_otter(ROOT / "autograder" / name, handed_in).score == ours.score


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_jupyter_notebook(browser: Any, lab: tuple[str, Path], tmp_path: Path) -> None:
    """Jupyter Notebook 7: run the first cells, type an answer, save, export; the zip scores full marks."""
    url, work = lab
    name = "em_exercise"
    address = f"{url}notebooks/{name}/{name}.ipynb"
    path = work / name / f"{name}.ipynb"
    solution = Notebook.read((ROOT / "solutions" / name / f"{name}.ipynb").read_bytes())
    student = Notebook.read(path.read_bytes())
    question, wrong, says, right = _typed(name, solution)[0]
    path.write_bytes(
        student.with_answers({q: solution.answer(q) for q in student.places if q != question}).data
    )
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{error} {error.stack}"))
    if not page.goto(address).ok:
        if os.environ.get("CI") == "true":
            pytest.fail("Jupyter Notebook is missing, and CI=true asks for it.")
        pytest.skip("Jupyter Notebook is not installed.")
    page.locator(".jp-KernelName", has_text="Python 3 (ipykernel)").wait_for(timeout=MINUTE)
    _idle(page)
    said.clear()  # what Notebook 7 says of its own settings while it starts
    cells = page.locator(".jp-Notebook .jp-Cell")
    place = student.places[question]
    for index in range(place.answer[0]):
        if student.cells[index]["cell_type"] == "code":
            _run(page, cells.nth(index))
    page.locator(".emkit-card", has_text="Ready").wait_for(timeout=MINUTE)
    _run(page, cells.nth(place.answer[0]), wrong)
    assert says.replace("`", "") in _run(page, cells.nth(place.check)).replace("\n", " ")
    _run(page, cells.nth(place.answer[0]), right)
    assert f"{question}: passed" in _run(page, cells.nth(place.check))
    page.screenshot(path=tmp_path / "notebook-7.png")
    assert page.locator("mjx-merror").count() == 0
    page.keyboard.press("Control+S")
    page.wait_for_timeout(2000)
    assert "Your zip is ready" in _run(page, _cell_with(page, "grader.export("))
    page.close()
    assert said == []
    (handed_in,) = (work / name).glob("*.zip")
    with Grader(ROOT / "autograder" / name) as grader:
        result = grader.grade(handed_in)
    assert (result.error, result.score) == ("", result.possible)
    assert [note.kind for note in result.notes] == ["receipt"]


def _open(page: Any, address: str) -> None:
    page.goto(address)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=MINUTE)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=MINUTE)


def _themes(page: Any, url: str, address: str, folder: Path) -> None:
    """Look at the saved cards in both themes: every text on them stands out."""
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        request = page.request.put(
            f"{url}lab/api/settings/@jupyterlab/apputils-extension:themes",
            data=json.dumps({"raw": json.dumps({"theme": theme})}),
            headers={"X-XSRFToken": next(c["value"] for c in page.context.cookies() if c["name"] == "_xsrf")},
        )
        assert request.ok
        page.on("dialog", lambda dialog: dialog.accept())
        _open(page, address)
        page.wait_for_function(f"() => document.body.dataset.jpThemeName === '{theme}'", timeout=MINUTE)
        page.locator(".emkit-card").last.scroll_into_view_if_needed()
        page.screenshot(path=folder / f"5-{theme}.png")
        seen = page.evaluate(CONTRAST.replace("body *", ".emkit-card *"))
        assert len(seen) > 10
        assert [one for one in seen if one[0] < 4.5] == []
