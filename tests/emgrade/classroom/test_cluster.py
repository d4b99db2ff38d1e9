"""The same work on several worker processes, one of them killed half-way."""

import os
import signal
import sys
import time

import pytest

from emgrade.classroom.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import load_run, open_session
from emgrade.errors import EngineError

from .fakes import FakeGrader, bundle_folder, notebook

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from emgrade.classroom.cluster import ClusterGrader  # noqa: E402


class SlowGrader(FakeGrader):
    """Takes a moment, checks that the bundle came along, and leaves a mark of its process."""

    def __init__(self, bundle, marks):
        super().__init__()
        assert (bundle / "profile.json").is_file()
        self.marks = marks
        (marks / f"opened-{os.getpid()}").touch()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def grade(self, path):
        (self.marks / f"{os.getpid()}").touch()
        time.sleep(0.02)
        return super().grade(path)


class Opener:
    def __init__(self, marks):
        self.marks = marks

    def __call__(self, bundle):
        return SlowGrader(bundle, self.marks)


@pytest.mark.slow
def test_a_killed_worker_costs_a_retry_and_no_result(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "marks").mkdir()
    for i in range(120):
        (tmp_path / "class" / f"s{i:03d}.ipynb").write_text(notebook(q1_1=i % 3, q1_2=i % 4))
    bundle = read_bundle(bundle_folder(tmp_path))
    intake = collect([tmp_path / "class"], "toy")
    seen = []
    under_way = []

    def watch(entry, result):
        seen.append(entry.id)
        if len(seen) == 40:
            started = [int(p.name) for p in (tmp_path / "marks").iterdir() if p.name.isdigit()]
            under_way.extend(started)
            os.kill(started[0], signal.SIGKILL)

    with (
        distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster,
        open_session(tmp_path / "runs", bundle, intake, []) as session,
    ):
        address, opener = cluster.scheduler_address, Opener(tmp_path / "marks")
        session.grade(lambda folder, count: ClusterGrader(folder, address, opener), watch)
    assert len(under_way) == 3
    assert sorted(seen) == sorted(entry.id for entry in intake.entries)
    run = load_run(session.folder)
    with open_session(tmp_path / "here", bundle, intake, []) as local:
        local.grade(FakeGrader(), lambda entry, result: None)
    assert run.results == load_run(local.folder).results


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
