"""A misconception, followed over questions and over assignments by its sentence.

Authors say the same sentence wherever the same mistake shows; then the report tells who made it once, and who again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from emgrade.gradebook import ClassRun
from emgrade.report.slips import slip_in


@dataclass(frozen=True, slots=True)
class Followed:
    """A sentence that was said in several places.

    `places` are (assignment, question, students), this assignment's last; `students` made the mistake at all, `again`
    of them in more than one place.
    """

    sentence: str
    places: tuple[tuple[str, str, int], ...]
    students: int
    again: int


def slips_by_student(run: ClassRun) -> dict[str, dict[str, str]]:
    """Return student -> question -> what was wrong, in an author's words; what was not answered is left out."""
    return {
        student.key: {
            question.name: found[1]
            for question in result.questions
            if (found := slip_in(question)) and found[0].told and not found[0].unanswered
        }
        for entry, result in run.graded
        for student in entry.students
    }


def followed(run: ClassRun) -> tuple[Followed, ...]:
    """Return what was said in more than one place, the most frequent first."""
    who: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for assignment, students in (*run.elsewhere.items(), (run.assignment, slips_by_student(run))):
        for student, slips in students.items():
            for question, sentence in slips.items():
                who[sentence][assignment, question].add(student)
    found = []
    for sentence, places in who.items():
        if len(places) < 2 or not any(assignment == run.assignment for assignment, _ in places):
            continue
        times = Counter(student for students in places.values() for student in students)
        counted = tuple((*place, len(students)) for place, students in places.items())
        found.append(Followed(sentence, counted, len(times), sum(count > 1 for count in times.values())))
    return tuple(sorted(found, key=lambda one: (-one.students, one.sentence)))
