"""The same work on several worker processes, one of them killed half-way."""

import os
import signal
import sys

import pytest

from emgrade.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import open_session
from emgrade.errors import EngineError
from emgrade.grade import open_grader

from .tiny_class import make, scores

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from emgrade.classroom.cluster import ClusterGrader  # noqa: E402


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
