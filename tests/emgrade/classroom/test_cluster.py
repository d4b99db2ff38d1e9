"""The same work on several worker processes, one of them killed half-way."""

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from emgrade.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import open_session
from emgrade.errors import EngineError
from emgrade.grade import open_grader

from ..grade.tiny import answered, notebook, save, write_bundle
from .tiny_class import make, scores

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from emgrade.classroom.cluster import ClusterGrader, refuse_open  # noqa: E402

ROOT = Path(__file__).parents[3]
# What Slurm does with a job: `sbatch` runs the script, `srun` so many tasks of one step; the end of the script ends them all.
SRUN = """#!/bin/bash
tasks=1
while [[ $1 == --* ]]; do [[ $1 == --ntasks=* ]] && tasks=${1#*=}; shift; done
for _ in $(seq "$tasks"); do "$@" & done
wait
"""


class Watched:
    """The engine, which takes a moment longer and leaves a mark of the worker's process."""

    def __init__(self, bundle, marks):
        self.engine, self.marks = open_grader(bundle), marks

    def __enter__(self):
        self.grader = self.engine.__enter__()
        return self

    def __exit__(self, *what):
        return self.engine.__exit__(*what)

    def grade(self, path):
        (self.marks / f"{os.getpid()}").touch()
        return self.grader.grade(path)


class Opener:
    def __init__(self, marks):
        self.marks = marks

    def __call__(self, bundle):
        return Watched(bundle, self.marks)


@pytest.mark.slow
def test_a_killed_worker_costs_a_retry_and_no_result(tmp_path):
    make(tmp_path, {f"s{i:03d}": [("q1",), ("q2", "q3"), ()][i % 3] for i in range(60)})
    (tmp_path / "marks").mkdir()
    bundle, intake = read_bundle(tmp_path / "autograder" / "tiny"), collect([tmp_path / "class"], "tiny")
    seen, under_way = [], []
    with (
        distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster,
        open_session(tmp_path / "runs", bundle, intake, []) as session,
    ):
        address, opener = cluster.scheduler_address, Opener(tmp_path / "marks")
        for entry, _ in session.grade(lambda folder, count: ClusterGrader(folder, address, opener)):
            seen.append(entry.id)
            if len(seen) == 20:
                under_way = [int(path.name) for path in (tmp_path / "marks").iterdir()]
                os.kill(under_way[0], signal.SIGKILL)
    assert len(under_way) == 3
    assert sorted(seen) == sorted(entry.id for entry in intake.entries)
    assert scores(session.folder) == {f"s{i:03d}": [4, 6, 10][i % 3] for i in range(60)}


class Failing(Watched):
    """A grader that fails with one submission, on every worker."""

    def grade(self, path):
        if b"no machine takes this" in path.read_bytes():
            raise MemoryError("this worker has too little memory")
        return super().grade(path)


class FailingOpener(Opener):
    def __call__(self, bundle):
        return Failing(bundle, self.marks)


@pytest.mark.slow
def test_what_the_cluster_gives_up_is_a_fault_and_takes_nothing_with_it(tmp_path):
    paths = [
        save(tmp_path / f"s{n}.ipynb", answered("no machine takes this" if n == 1 else "1")) for n in range(3)
    ]
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        ClusterGrader(
            write_bundle(tmp_path / "tiny"), cluster.scheduler_address, FailingOpener(tmp_path)
        ) as grader,
    ):
        found = {Path(result.submission).name: result for result in grader.grade_many(paths)}
    assert {name: result.status for name, result in found.items()} == {
        "s0.ipynb": "graded",
        "s1.ipynb": "fault",
        "s2.ipynb": "graded",
    }
    said = "The cluster gave it up (MemoryError: this worker has too little memory). Grade it again."
    assert found["s1.ipynb"].error == said


ATTACK = """
import os, pickle, socket, struct
class Bomb:
    def __reduce__(self): return (os.system, ("touch {mark}",))
reached = []
for port in ({ports}):
    try: socket.create_connection(("127.0.0.1", port), 1).sendall(pickle.dumps(Bomb())); reached.append(port)
    except OSError: pass
for folder in {folders}:
    try: open(os.path.join(folder, "left"), "w").write("x"); reached.append(folder)
    except OSError: pass
if reached: raise RuntimeError(f"gained {{reached}}")
"""
ANSWER = "class Text(str): pass\nanswer = Text('x'); answer.bomb = Bomb()"


@pytest.mark.slow
def test_nothing_of_a_students_is_unpickled_or_reaches_the_cluster(tmp_path):
    """A worker and the scheduler take pickles. What a notebook is, makes, returns and sends is none to them."""
    mark = tmp_path / "unpickled"
    (tmp_path / "class").mkdir(parents=True)
    bundle = write_bundle(tmp_path / "tiny")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        addresses = [cluster.scheduler_address, *cluster.scheduler_info["workers"]]
        ports = ", ".join(address.rpartition(":")[2] for address in addresses)
        folders = [str(tmp_path), cluster.workers[0].local_directory]
        before = ATTACK.format(mark=mark, ports=f"{ports},", folders=folders)
        answers = {
            "q1": "def double(x): return Bomb()",
            "q2": ANSWER,
            "q3": "values = [Bomb()] * 3",
            "q4": "total = Bomb()",
        }
        paths = {"attack": save(tmp_path / "class" / "attack.ipynb", answered(before, **answers))}
        for name, data in {
            "pickle.ipynb": pickle.dumps(os.system),
            "honest.ipynb": json.dumps(notebook(answered())).encode(),
        }.items():
            paths[name] = tmp_path / "class" / name
            paths[name].write_bytes(data)
        with ClusterGrader(bundle, cluster.scheduler_address) as grader:
            found = {Path(one.submission).name: one for one in grader.grade_many(paths.values())}
    assert [found[name].status for name in ("attack.ipynb", "pickle.ipynb")] == ["graded", "refused"]
    assert (found["attack.ipynb"].score, found["attack.ipynb"].notes) == (0, ())
    assert found["honest.ipynb"].score == 10
    assert not mark.exists()


@pytest.mark.parametrize(
    "address", ["tcp://192.0.2.1:8786", "192.0.2.1:8786", "tcp://127.example.edu:8786", "ws://grading:80"]
)
def test_a_cluster_without_a_certificate_stays_on_this_machine(tmp_path, address):
    with pytest.raises(EngineError, match="certificate"):
        ClusterGrader(tmp_path, address)
    with pytest.raises(EngineError, match="certificate"):
        refuse_open(
            ["tcp://127.0.0.1:1", "tls://192.0.2.1:8786", "tcp://[::1]:1", "tcp://localhost:1", address]
        )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="the certificate is made by openssl")
def test_the_job_of_the_docs_grades_a_class(tmp_path):
    """The script as it stands in docs/classroom.md, with two workers in place of seven and a stand-in for Slurm, its certificate made as the page says."""
    page = (ROOT / "docs" / "classroom.md").read_text("utf-8")
    script = re.search(r"On Slurm.*?```bash\n(.*?)```", page, re.DOTALL)[1]
    make, settings = re.search(r"(openssl req .*?)\n```.*?```yaml\n(.*?)```", page, re.DOTALL).groups()
    dask = tmp_path / "dask"
    dask.mkdir()
    subprocess.run(make, shell=True, check=True, cwd=dask, capture_output=True)
    (dask / "tls.yaml").write_text(settings.replace("/home/me/.config/dask", str(dask)))
    name = "em_exercise"
    for folder in ("assignments", "autograder", "student"):
        shutil.copytree(ROOT / folder / name, tmp_path / folder / name)
    shutil.copy(ROOT / "assignments" / "course.toml", tmp_path / "assignments")
    hand_in = tmp_path / "class"
    hand_in.mkdir()
    shutil.copy(ROOT / "student" / name / f"{name}.ipynb", hand_in / "ada.ipynb")
    shutil.copy(ROOT / "solutions" / name / f"{name}.ipynb", hand_in / "bob.ipynb")
    shutil.make_archive(str(tmp_path / "submissions"), "zip", hand_in)
    tools = tmp_path / ".venv" / "bin"
    tools.mkdir(parents=True)
    (tools / "activate").write_text(f'PATH="{tools}:{Path(sys.executable).parent}:$PATH"\n')
    (tools / "srun").write_text(SRUN)
    (tools / "srun").chmod(0o755)
    asked = script.replace("--ntasks=7", "--ntasks=2")
    assert asked != script
    (tmp_path / "job.sh").write_text(asked)
    scratch = tempfile.mkdtemp(prefix="emgrade-job-")
    Path(scratch).chmod(0o755)  # students' processes are other users
    environment = {**os.environ, "SLURM_JOB_ID": "1", "TMPDIR": scratch, "DASK_CONFIG": str(dask)}
    # The scheduler and the workers keep their output open until the job's end.
    with (tmp_path / "said.txt").open("w") as said:
        job = subprocess.Popen(
            ["bash", "job.sh"],
            cwd=tmp_path,
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            job.wait(timeout=240)
        finally:
            os.killpg(job.pid, signal.SIGTERM)
            shutil.rmtree(scratch, ignore_errors=True)
    assert "2 of 2 graded" in (tmp_path / "said.txt").read_text()
    data = json.loads((tmp_path / "runs" / name / "1" / "class.json").read_text())
    found = {one["student"]["name"]: one["automatic"] for one in data["grades"]}
    possible = sum(
        q["points"]
        for q in json.loads((ROOT / "autograder" / name / "profile.json").read_text())["questions"]
        if not q["manual"]
    )
    assert found == {"ada": 0, "bob": possible}


def test_no_scheduler_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(distributed, "Client", _refuse)
    with pytest.raises(EngineError, match="No Dask scheduler answers at tcp://127"):
        ClusterGrader(tmp_path, "tcp://127.0.0.1:1")


def test_a_missing_extra_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=r"em-course-kit\[cluster\]"):
        ClusterGrader(tmp_path, "tcp://127.0.0.1:1")


def _refuse(*_, **__):
    raise OSError("Timed out")
