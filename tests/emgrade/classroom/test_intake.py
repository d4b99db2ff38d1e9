"""Every layout, and every file accounted for."""

import io
import json
import os
import random
import re
import stat
import warnings
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from emgrade.classroom import names
from emgrade.classroom.intake import collect, content_of
from emgrade.classroom.trees import MAX_MEMBER
from emgrade.grades import Policy
from emgrade.settings import Late


def notebook(**scores):
    """A notebook whose only cell holds these; intake never looks inside."""
    cells = [{"cell_type": "code", "source": json.dumps(scores), "metadata": {}, "outputs": []}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


BOOK = notebook(q1_1=2)
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "10000")) // 25  # `make fuzz` takes many more


METADATA = """---
submission_1:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0042'
    :email: ada@example.edu
  :created_at: 2024-02-03 04:05:06.000000000 Z
  :score: 3.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    score: 3.0
submission_2:
  :submitters:
  - :name: Bob
    :sid: '7'
    :email: bob@example.edu
  - :name: Cy
    :sid: '8'
    :email: cy@example.edu
  :created_at: 2024-02-05 04:05:06.000000000 Z
submission_3:
  :submitters:
  - :name: Dee
    :email: dee@example.edu
  :created_at: 2024-02-05 04:05:06.000000000 Z
"""


def write(path, text=BOOK):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def zipped(path, files):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def found(intake, state="counts"):
    return {entry.label: entry for entry in intake.entries if entry.state == state}


@pytest.mark.parametrize(
    ("name", "key", "who", "late"),
    [
        ("doejane_340934_208490284_toy.ipynb", "canvas:340934", "doejane", False),
        ("doejane_LATE_340934_208490284_toy-1.ipynb", "canvas:340934", "doejane", True),
        ("o_brien_7000_8000_a_b.zip", "canvas:7000", "o_brien", False),
    ],
)
def test_canvas_names(name, key, who, late):
    named = names.canvas(name)
    assert (named.students[0].key, named.students[0].name, named.late) == (key, who, late)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë van Dyke_657831_assignsubmission_file_",
        "Zoë van Dyke_657831_assignsubmission_file",
        "Zoë van Dyke_657831_assignsubmission_file_toy.ipynb",
    ],
)
def test_moodle_names(name):
    assert names.moodle(name).students[0].key == "moodle:657831"
    assert names.moodle(name).students[0].name == "Zoë van Dyke"


@pytest.mark.parametrize(
    ("stem", "who", "time"),
    [
        ("toy_2024_01_31T10_20_30_123456", "", "2024-01-31T10:20:30"),
        ("ada_toy_2024_01_31T10_20_30_123456", "ada", "2024-01-31T10:20:30"),
        ("toy_2024_01_31T10_20_30", "", "2024-01-31T10:20:30"),  # our own export cell
        ("ada_toy_2024_01_31T10_20_30 (1)", "ada", "2024-01-31T10:20:30"),
        ("toy", "", ""),
        ("toy-ada", "ada", ""),
        ("ada lovelace (2)", "ada lovelace", ""),
    ],
)
def test_a_name_that_names_nobody_is_said_so(stem, who, time):
    named = names.plain_file(stem, "toy")
    assert named.submitted_at == time
    assert bool(named.note) == (not who)
    assert named.students[0].identified_by == ("file name" if who else "")
    if who:
        assert named.students[0].name == who


def test_three_students_are_not_one_canvas_user(tmp_path):
    for number, name in enumerate(["ada", "bob", "cy"]):
        write(tmp_path / "c" / f"lab_2_3_{name}.ipynb", notebook(q1_1=number))
        write(tmp_path / "d" / f"lab_{number % 2}_{number}_{name}.ipynb", notebook(q1_1=number))
    assert set(found(collect([tmp_path / "c"], "toy"))) == {"lab_2_3_ada", "lab_2_3_bob", "lab_2_3_cy"}
    assert len(found(collect([tmp_path / "d"], "toy"))) == 3


def test_a_young_canvas_has_short_numbers(tmp_path):
    for name in ("doejane_12_340_toy.ipynb", "roe_13_341_toy.ipynb", "doejane_12_342_toy-1.ipynb"):
        write(tmp_path / "c" / name, notebook(q1_1=len(name)))
    assert set(found(collect([tmp_path / "c"], "toy"))) == {"doejane", "roe"}


def test_a_students_own_metadata_renames_nobody(tmp_path):
    evil = METADATA.replace("Ada Lovelace", "Somebody else").replace("submission_1", "submission_2")
    files = {
        "submission_1/submission_metadata.yml": evil,
        "submission_1/toy.ipynb": BOOK,
        "submission_2/toy.ipynb": notebook(),
        "submission_metadata.yml": METADATA,
    }
    for name, text in files.items():
        write(tmp_path / "export" / name, text)
    intake = collect([tmp_path / "export"], "toy")
    assert set(found(intake)) == {"Ada Lovelace", "Bob, Cy"}
    assert [e.reason for e in intake.entries if "submission_1/submission_meta" in e.origin] == [
        "A file of a submission, not the export's own list of students; it was not read."
    ]


@pytest.mark.parametrize("text", [METADATA, ": ["])
@pytest.mark.parametrize("others", [("bob",), ()])
def test_metadata_in_a_students_folder_is_not_read(tmp_path, text, others):
    write(tmp_path / "class" / "submission_1" / "submission_metadata.yml", text)
    write(tmp_path / "class" / "submission_1" / "toy.ipynb")
    for name in others:
        write(tmp_path / "class" / name / "toy.ipynb", notebook(q1_2=1))
    assert set(found(collect([tmp_path / "class"], "toy"))) == {"submission_1", *others}


def test_the_clock_of_a_students_computer_is_no_time_of_ours(tmp_path):
    """Otter writes local time. In New York 20:30 is half past midnight in UTC, three and a half hours late."""
    inside = {"toy.ipynb": BOOK, "__zip_filename__": "x"}
    zipped(tmp_path / "c" / "ada" / "toy_2024_01_31T20_30_00_123456.zip", inside)
    zipped(tmp_path / "c" / "bob" / "toy_2024_01_29T20_30_00_123456.zip", {**inside, "toy.ipynb": notebook()})
    utc = collect([tmp_path / "c"], "toy", policy=Policy(datetime(2024, 1, 31, 21, tzinfo=timezone.utc)))
    here = timezone(timedelta(hours=-5))
    ours = collect([tmp_path / "c"], "toy", policy=Policy(datetime(2024, 1, 31, 16, tzinfo=here), here))
    assert (found(utc)["ada"].late, found(ours)["ada"].late) == (False, True)
    for intake in (utc, ours):
        assert found(intake)["ada"].notes == (
            "Whether it is late rests on the clock of the student's own computer: 2024-01-31 20:30.",
        )
        assert found(intake)["bob"].notes == ()
        assert not found(intake)["bob"].late


def test_the_metadatas_time_counts_not_the_names(tmp_path):
    name = "export/submission_1/toy_2024_02_09T10_20_30_123456.zip"
    files = {"export/submission_metadata.yml": METADATA, name: BOOK}
    intake = collect(
        [zipped(tmp_path / "export.zip", files)],
        "toy",
        policy=Policy(datetime(2024, 2, 4, tzinfo=timezone.utc)),
    )
    assert found(intake)["Ada Lovelace"].submitted_at == "2024-02-03T04:05:06+00:00"
    assert not found(intake)["Ada Lovelace"].late


def test_a_handed_in_environment_is_a_short_sentence(tmp_path):
    for number in range(40):
        write(tmp_path / "class" / "ada" / "venv" / f"{number}.py", "x")
    write(tmp_path / "class" / "bob" / "toy.ipynb")
    reason = found(collect([tmp_path / "class"], "toy"), "unreadable")["ada"].reason
    assert reason.endswith("12.py and 35 more.")


def test_a_folder_of_notebooks(tmp_path):
    write(tmp_path / "class" / "ada.ipynb")
    write(tmp_path / "class" / "Émile.ipynb", notebook(q1_1=1))
    write(tmp_path / "class" / "notes.txt")
    write(tmp_path / "class" / ".DS_Store")
    intake = collect([tmp_path / "class"], "toy")
    assert set(found(intake)) == {"ada", "Émile"}
    assert len(found(intake, "ignored")) == 2


def test_one_folder_for_each_student_in_a_wrapped_zip(tmp_path):
    files = {"hw/ada/toy.ipynb": BOOK, "hw/bob/toy.ipynb": notebook(), "hw/cy/answers.pdf": "%PDF"}
    intake = collect([zipped(tmp_path / "hw.zip", files)], "toy")
    assert set(found(intake)) == {"ada", "bob"}
    assert found(intake, "unreadable")["cy"].reason == "No notebook or export zip among answers.pdf."


def test_export_zips_count_by_the_time_in_their_name(tmp_path):
    inside = {"toy.ipynb": BOOK, "__zip_filename__": "x"}
    old = zipped(tmp_path / "ada" / "toy_2024_01_31T10_20_30_123456.zip", inside)
    new = zipped(tmp_path / "ada" / "toy_2024_02_01T10_20_30_123456.zip", {**inside, "toy.ipynb": notebook()})
    os.utime(old, (2e9, 2e9))
    write(tmp_path / "bob" / "toy.ipynb", notebook(q1_1=1))
    intake = collect([tmp_path], "toy")
    assert found(intake)["ada"].origin == str(new)
    assert "it is newer" in found(intake, "superseded")["ada"].reason
    assert not found(intake)["ada"].notes


def test_one_export_zip_by_itself_is_one_submission(tmp_path):
    path = zipped(
        tmp_path / "toy_2024_01_31T10_20_30_123456.zip", {"toy.ipynb": BOOK, "__zip_filename__": "x"}
    )
    (entry,) = collect([path], "toy").entries
    assert entry.origin == str(path)
    assert "not who" in entry.notes[0]


def test_gradescope_export(tmp_path):
    files = {
        "assignment_1_export/submission_metadata.yml": METADATA,
        "assignment_1_export/submission_1/toy.ipynb": BOOK,
        "assignment_1_export/submission_2/toy.ipynb": notebook(),
        "assignment_1_export/submission_9/toy.ipynb": notebook(q1_2=1),
    }
    intake = collect(
        [zipped(tmp_path / "export.zip", files)],
        "toy",
        policy=Policy(datetime(2024, 2, 4, tzinfo=timezone.utc)),
    )
    counted = found(intake)
    ada, pair = counted["Ada Lovelace"], counted["Bob, Cy"]
    assert (ada.students[0].sid, ada.students[0].email) == ("0042", "ada@example.edu")
    assert (ada.late, pair.late) == (False, True)
    # Within the grace period nothing is late, so `--late ignore` leaves it out of nothing.
    late = Late(grace_minutes=2 * 24 * 60)
    policy = Policy(datetime(2024, 2, 4, tzinfo=timezone.utc), late=late)
    assert not found(collect([tmp_path / "export.zip"], "toy", policy=policy))["Bob, Cy"].late
    assert "does not say whose" in counted["submission_9"].notes[0]
    assert "it is not there" in found(intake, "unreadable")["Dee"].reason


def test_an_unreadable_list_of_students_is_said_for_each_file(tmp_path):
    files = {
        "submission_metadata.yml": ": [",
        "submission_1/toy.ipynb": BOOK,
        "submission_2/toy.ipynb": notebook(),
    }
    intake = collect([zipped(tmp_path / "export.zip", files)], "toy")
    reasons = [entry.reason for entry in intake.entries if entry.state == "unreadable"]
    assert sum("Nobody knows whose" in reason for reason in reasons) == 2
    assert not found(intake)


def test_moodle_and_canvas_downloads(tmp_path):
    write(tmp_path / "m" / "Ada L_11_assignsubmission_file_" / "toy.ipynb")
    write(tmp_path / "m" / "Bob_12_assignsubmission_onlinetext_" / "onlinetext.html")
    write(tmp_path / "c" / "adal_1000_5001_toy.ipynb", notebook(q1_1=1))
    write(tmp_path / "c" / "adal_LATE_1000_5009_toy-1.ipynb", notebook(q1_2=1))
    assert set(found(collect([tmp_path / "m"], "toy"))) == {"Ada L"}
    intake = collect([tmp_path / "c"], "toy")
    assert found(intake)["adal"].late
    assert "newer" in found(intake, "superseded")["adal"].reason
    assert not found(collect([tmp_path / "c"], "toy", late="ignore"))["adal"].late


def test_two_notebooks_told_apart_by_date_alone_are_for_a_person(tmp_path):
    os.utime(write(tmp_path / "ada" / "a.ipynb", notebook(q1_1=1)), (1e9, 1e9))
    write(tmp_path / "ada" / "b.ipynb", notebook(q1_2=1))
    write(tmp_path / "bob" / "toy.ipynb", notebook(q1_2=2))
    entry = found(collect([tmp_path], "toy"))["ada"]
    assert entry.origin.endswith("b.ipynb")
    assert "date alone" in entry.notes[0]


def test_the_same_file_from_two_students_is_noted(tmp_path):
    write(tmp_path / "ada.ipynb")
    write(tmp_path / "bob.ipynb")
    entries = found(collect([tmp_path], "toy"))
    assert "that of bob" in entries["ada"].notes[0]


def test_unicode_spellings_of_one_name_are_one_student(tmp_path):
    files = {
        "Jose\u0301/a/toy.ipynb": BOOK,
        "Jos\u00e9/b/toy.ipynb": notebook(),
        "x/toy.ipynb": notebook(q1_2=2),
    }
    intake = collect([zipped(tmp_path / "c.zip", files)], "toy")
    assert len(found(intake)) == 2


def test_hostile_files_are_listed_with_their_reason(tmp_path):
    folder = tmp_path / "class"
    write(folder / "good.ipynb")
    write(folder / "empty.ipynb", "")
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.ipynb")
    with (folder / "huge.ipynb").open("wb") as file:
        file.truncate(MAX_MEMBER + 1)
    evil = zipped(
        tmp_path / "evil.zip",
        {"../../out.ipynb": BOOK, "/abs.ipynb": BOOK, "bomb.ipynb": b"0" * (MAX_MEMBER + 1)},
    )
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(evil, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 not a zip")
    intake = collect([folder, evil, tmp_path / "broken.zip", tmp_path / "missing"], "toy")
    reasons = {
        entry.origin.rsplit("/", 1)[-1]: entry.reason
        for entry in intake.entries
        if entry.state == "unreadable"
    }
    assert "empty" in reasons["empty.ipynb"]
    assert "regular" in reasons["pipe.ipynb"]
    assert "limit" in reasons["huge.ipynb"]
    assert "limit" in reasons["evil.zip: bomb.ipynb"]
    assert "outside" in reasons["out.ipynb"]
    assert "outside" in reasons["abs.ipynb"]
    assert "symbolic" in reasons["evil.zip: link.ipynb"]
    assert "symbolic" in reasons["link.ipynb"]
    assert "no such" in reasons["missing"]
    assert set(found(intake)) >= {"good"}
    assert len(intake.entries) == 11


@pytest.mark.parametrize("when", [2**40, -(2**40), 2**60])
def test_a_file_of_any_year_is_taken(tmp_path, monkeypatch, when):
    """Some file systems keep the year 36812, and some archives set it."""
    write(tmp_path / "class" / "ada.ipynb")
    real = Path.lstat

    def odd(path):
        facts = list(real(path))
        return os.stat_result([*facts[:8], when, *facts[9:]])

    monkeypatch.setattr(Path, "lstat", odd)
    (entry,) = collect([tmp_path / "class"], "toy").entries
    assert (entry.label, entry.state, entry.modified) == ("ada", "counts", "")


def test_a_folder_that_cannot_be_read_is_listed(tmp_path, monkeypatch):
    (tmp_path / "class").mkdir()

    def refuse(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    (entry,) = collect([tmp_path / "class"], "toy").entries
    assert (entry.origin, entry.state) == (str(tmp_path / "class"), "ignored")
    assert "Permission denied" in entry.reason


def test_a_member_that_lies_about_its_size_is_refused(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada/toy.ipynb": b"0" * 300_000, "bob/toy.ipynb": BOOK})
    data = path.read_bytes().replace((300_000).to_bytes(4, "little"), (300).to_bytes(4, "little"))
    path.write_bytes(data)
    intake = collect([path], "toy")
    assert set(found(intake)) == {"bob"}
    assert "cannot be read" in found(intake, "unreadable")["ada"].reason


def test_the_order_of_the_paths_plays_no_role(tmp_path):
    for name in "abcd":
        write(tmp_path / f"{name}.ipynb", notebook(q1_1=ord(name)))
    paths = sorted(tmp_path.iterdir())
    assert collect(paths, "toy").entries == collect(paths[::-1], "toy").entries


def test_two_folders_of_one_name_and_one_folder_twice(tmp_path):
    for section in ("a", "b"):
        write(tmp_path / section / "class" / "ada.ipynb", notebook(q1_1=len(section)))
        write(tmp_path / section / "class" / f"{section}.ipynb", notebook(q1_2=ord(section)))
    one, two = tmp_path / "a" / "class", tmp_path / "b" / "class"
    intake = collect([one, two, one], "toy")
    assert len({entry.id for entry in intake.entries}) == len(intake.entries) == 4
    assert set(found(intake)) == {"a", "ada", "b"}
    assert "The same file" in found(intake, "superseded")["ada"].reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_behind_another_of_its_path_is_listed(tmp_path):
    path = zipped(tmp_path / "c.zip", {"ada/toy.ipynb": BOOK, "bob/toy.ipynb": notebook()})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("ada/toy.ipynb", notebook(q1_2=1))
    intake = collect([path], "toy")
    assert set(found(intake)) == {"ada", "bob"}
    (hidden,) = (entry for entry in intake.entries if entry.state == "ignored")
    assert hidden.reason == "A later member of the archive has the same path."


def nameless():
    info = zipfile.ZipInfo("x")
    info.filename = "\0"  # Python's reader cuts names at the first NUL.
    return info


PARTS = st.sampled_from(
    [
        "..",
        ".",
        "",
        "a",
        "É",
        "jane_1_2_toy.ipynb",
        "Jo_3_assignsubmission_file_",
        "toy.ipynb",
        "x.zip",
        "C:",
        "\n",
        "submission_1",
        "submission_metadata.yml",
        "__MACOSX",
        "toy_2024_01_31T10_20_30_123456.zip",
        "=1.ipynb",
        "a" * 60,
        "\u202e.ipynb",
    ]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(PARTS, min_size=1, max_size=4).map("/".join), max_size=8))
@example(["..", "../submission_metadata.yml"])
@example(["//.."])
@example(["/submission_metadata.yml", "a/submission_metadata.yml"])
def test_whatever_the_names_every_member_is_accounted_for(tmp_path, members):
    path = tmp_path / "odd.zip"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        for number, name in enumerate(members):
            archive.writestr(zipfile.ZipInfo(name) if name else nameless(), notebook(q1_1=number))
        files = [info for info in archive.infolist() if not info.filename.endswith("/")]
    entries = collect([path], "toy").entries
    assert len(entries) >= len(files)
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(re.fullmatch(r"[a-z0-9_][\w.-]*", entry.id) for entry in entries)


@pytest.mark.slow
def test_damaged_classes_end_in_entries(tmp_path):
    """Bytes changed, cut and doubled in a class's archive, or in its list of students: no file takes the class with it."""
    rng = random.Random(1977)

    def archive(metadata):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as out:
            out.writestr("submission_metadata.yml", metadata)
            for number in (1, 2, 3):
                out.writestr(f"submission_{number}/toy.ipynb", BOOK)
        return stream.getvalue()

    def damaged(data):
        data = bytearray(data)
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(data))
            data[place : place + rng.choice((0, 1, 1, 40))] = rng.choice(
                (b"", b"-", b": ", b"!!", b"{", b"\0", b"\xff", rng.randbytes(2))
            )
        return bytes(data)

    path = tmp_path / "class.zip"
    for number in range(ROUNDS):
        listed = number % 2
        path.write_bytes(archive(damaged(METADATA.encode())) if listed else damaged(archive(METADATA)))
        entries = collect([path], "toy").entries
        assert len(entries) >= (4 if listed else 1)
        json.dumps([[entry.origin, entry.label, entry.reason] for entry in entries]).encode()


@pytest.mark.parametrize("folder", ["plain", "Week 1: EM"])
def test_what_was_handed_in_is_found_again(tmp_path, folder):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "ada.ipynb").write_text(BOOK)
    with zipfile.ZipFile(tmp_path / folder / "class.zip", "w") as archive:
        archive.writestr("bob.ipynb", BOOK)
        archive.writestr("cy.ipynb", notebook(q1_1=1))
    entries = collect([tmp_path / folder / "ada.ipynb", tmp_path / folder / "class.zip"], "lab").entries
    assert [content_of(entry).decode() == BOOK for entry in entries] == [True, True, False]
