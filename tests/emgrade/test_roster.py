"""Who is who, what was agreed, and mistakes in the file."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from emgrade.errors import AuthorError, AuthorErrors
from emgrade.gradebook import Student
from emgrade.roster import read_roster

ZONE = ZoneInfo("Europe/Berlin")
TEXT = """name,email,sid,canvas,moodle,section,files,extension,extension:lab,extra:lab
Jane Doe,jane@uni.edu,42,340934,657831,A,jd_final;janes lab,+1,2025-03-20,1.5 found a mistake
Ola Roe,ola@uni.edu,43,340935,,B,,+2,,
Jürgen Roe,jr@uni.edu,,,,B,,,,−2 copied
"""


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "roster.csv"
    found.write_text(TEXT, encoding="utf-8-sig")
    return found


@pytest.mark.parametrize(
    ("student", "name"),
    [
        (Student("canvas:340934", "doejane", canvas="340934"), "Jane Doe"),
        (Student("canvas:1", "doejane", canvas="1"), "Jane Doe"),
        (Student("moodle:657831", "J. Doe", moodle="657831"), "Jane Doe"),
        (Student("g", "Jane", "JANE@uni.edu"), "Jane Doe"),
        (Student("g", "x", sid="43"), "Ola Roe"),
        (Student("n", "jd_final"), "Jane Doe"),
        (Student("n", "ola@uni.edu"), "Ola Roe"),
        (Student("n", "ola"), "Ola Roe"),
        (Student("n", "JU\u0308RGEN ROE"), "Jürgen Roe"),
        (Student("n", "roe"), None),
        (Student("m", "x", moodle="340934"), None),  # Canvas' number is not Moodle's.
    ],
)
def test_who_is_who(path, student, name):
    person = read_roster(path, "lab", ZONE).find(student)
    assert (person.student.name if person else None) == name


def test_numbers_of_the_source_are_kept(path):
    known = read_roster(path, "lab", ZONE).known(
        Student("moodle:9", "Ola Roe", moodle="9", identified_by="Moodle name")
    )
    assert (known.canvas, known.moodle, known.sid, known.section) == ("340935", "9", "43", "B")
    assert known.identified_by == "Moodle name"


def test_what_was_agreed(path):
    due = datetime(2025, 3, 14, 23, 59, tzinfo=ZONE)
    jane, ola, juergen = read_roster(path, "lab", ZONE).people
    assert jane.due(due).astimezone(timezone.utc).isoformat()[:16] == "2025-03-20T22:59"
    assert ola.due(due) - due == timedelta(days=2)
    assert juergen.due(due) == due
    assert (jane.extra, jane.extra_reason, juergen.extra) == (1.5, "found a mistake", -2)
    other = read_roster(path, "project", ZONE).people[0]
    assert (other.due(due) - due, other.extra) == (timedelta(days=1), 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,emial\nA,b\n", "roster.csv:1: unknown column `emial`; did you mean `email`?"),
        ("email\na@b\n", "roster.csv:1: no column `name`"),
        ("name,extension\nA,\nB,soon\n", "roster.csv:3: `extension` should be days (+2) or a date"),
        ("name,extra\nA,two\n", "roster.csv:2: `extra` should be points and a reason"),
        ("name,email\nA,a@b\n\nB,A@b\n", "roster.csv:4: a@b stands in an earlier row, too"),
        ("name,email,canvas\nA,a@b,7\nB,b@b,7\n", "roster.csv:3: 7 stands in an earlier row, too"),
        ("name,sid\nA,7\nB,7\n", "roster.csv:3: 7 stands in an earlier row, too"),
        ("name\nA\na\n", "roster.csv:3: a stands in an earlier row, too"),
        ("name,extra\nA,nan why\n", "roster.csv:2: `extra` should be points and a reason"),
        ("name,extra\nA,inf why\n", "roster.csv:2: `extra` should be points and a reason"),
        ("name,extension\nA,99999999999\n", "roster.csv:2: `extension` should be days (+2) or a date"),
        ("name,email\n,a@b\n", "roster.csv:2: no name"),
        ("name\nA,b,c\n", "roster.csv:2: more cells than there are columns"),
        ('name\n"A\n', "roster.csv: cannot be read as CSV"),
    ],
)
def test_mistakes_have_their_line(tmp_path, text, says):
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises((AuthorError, AuthorErrors)) as error:
        read_roster(path, "lab", ZONE)
    assert says in str(error.value)


def test_semicolons_of_a_spreadsheet_are_read(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        'name;email;files;extra:lab\r\n"Roe, Ola";ola@uni.edu;"ola;ola two";1,5 found it\r\n',
        encoding="utf-8-sig",
    )
    (ola,) = read_roster(path, "lab", ZONE).people
    assert (ola.student.name, ola.files, ola.extra, ola.extra_reason) == (
        "Roe, Ola",
        ("ola", "ola two"),
        1.5,
        "found it",
    )


@pytest.mark.parametrize("text", ["2025-03-30", "2025-10-26", "2025-03-14"])
def test_a_date_ends_with_its_day_whatever_the_clock_does(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_text(f"name,extension\nA,{text}\n")
    due = read_roster(path, "lab", ZONE).people[0].due(None)
    next_day = datetime.fromisoformat(text).replace(tzinfo=ZONE) + timedelta(days=1)
    assert next_day.astimezone(timezone.utc) - due.astimezone(timezone.utc) == timedelta(microseconds=1)


def test_a_roster_that_is_not_utf8(tmp_path):
    (tmp_path / "roster.csv").write_bytes("name\nJürgen\n".encode("latin1"))
    with pytest.raises(AuthorError, match="UTF-8"):
        read_roster(tmp_path / "roster.csv", "lab", ZONE)
