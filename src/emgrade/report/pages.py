"""The HTML pages: one for the class, one for each student. Self-contained, no script, nothing from a network."""

from __future__ import annotations

import math as mathematics
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from emgrade.bundle import QuestionInfo, Tell
from emgrade.gradebook import ClassRun, Entry, Grade, for_a_person, moment
from emgrade.model import QuestionResult, Result
from emgrade.printable import file_name
from emgrade.report import text
from emgrade.report.advice import HARD, WEAK, look_first
from emgrade.report.cells import failed_cells
from emgrade.report.choices import Choice, choices_of
from emgrade.report.followed import followed
from emgrade.report.grid import grid
from emgrade.report.statistics import Summary, histogram, summarise, uncertain
from emgrade.written import Answer

_FLOOR = 88.0  # Where the histogram stands, in percent of its height; below are the numbers of the axis.
_CEILING = 10.0
_SILENT = {
    "formula": "Your formula could be read. It gives other values than the right one; try numbers with a known result.",
    "number": "Your number could be read. It is not the right one, or not near enough to it.",
}
_MOST_SLIPS, _MOST_ADVICE = 8, 5


def class_page(run: ClassRun) -> str:
    """Return the report on a class as one HTML page."""
    summary = summarise(run)
    pairs = [(entry, for_a_person(entry, run.results.get(entry.id))) for entry in run.entries]
    return (
        _environment()
        .get_template("class.html.j2")
        .render(
            run=run,
            s=summary,
            graded=len(run.graded),
            counted=len(run.counted),
            advice=look_first(summary.items),
            persons=[(entry, reasons) for entry, reasons in pairs if reasons],
            others=_others(run),
            manual=", ".join(question.name for question in run.manual),
            final=_final(run),
            hard=HARD,
            weak=WEAK,
            floor=_FLOOR,
            most=_MOST_SLIPS,
            first=_MOST_ADVICE,
            reliability_note=_reliability_note(summary),
            uncertain=uncertain(len(run.graded)),
            grid=grid(run) if run.graded else None,
            choices=_by_question(choices_of(run)),
            followed=followed(run)[:_MOST_SLIPS],
            cells=failed_cells(run)[:_MOST_SLIPS],
            again=_again(run),
            **_chart(summary),
        )
    )


def student_page(
    run: ClassRun,
    entry: Entry,
    result: Result | None,
    written: Sequence[Answer] = (),
    *,
    after_due_date: bool = False,
) -> str:
    """Return the feedback on one submission.

    It says nothing of hidden tests but how many did not pass, and the sentences of theirs that may be told by then.
    """
    graded = result if result is not None and result.graded else None
    infos = {question.name: question for question in run.questions}
    time = moment(entry.submitted_at, run.zone)
    moments: tuple[Tell, ...] = ("at_once", "after_due_date") if after_due_date else ("at_once",)
    known = _cards(run, moments)
    questions = graded.questions if graded else ()
    cards = [known.get(id(one)) or _card(infos.get(one.name), one, moments) for one in questions]
    grades = run.grades_of.get(entry.id, ())
    if len({(grade.total, grade.extra) for grade in grades}) > 1:
        grades = ()  # A page is a group's; what one of them agreed on is not the others' business.
    return (
        _environment()
        .get_template("student.html.j2")
        .render(
            run=run,
            entry=entry,
            handed_in=f"{time.astimezone(run.zone):%Y-%m-%d %H:%M %Z}" if time else "",
            result=graded,
            cards=Markup("".join(cards)),
            grades=grades[:1],
            written=[
                _written_row(infos[one.question], one, grades) for one in written if one.question in infos
            ],
            notes=[note.text for note in graded.notes] if graded else (),
            after_due_date=after_due_date,
            reason=result.error if result is not None else entry.reason,
        )
    )


def marking_page(
    run: ClassRun, question: QuestionInfo, grader: str, answers: Sequence[tuple[str, Answer]]
) -> str:
    """Return a grader's page: the answers to one question below each other, without names, the rubric beside them."""
    shown = [(key, Markup(answer.html)) for key, answer in answers]
    template = _environment().get_template("marking.html.j2")
    return template.render(run=run, question=question, grader=grader, answers=shown)


def _written_row(info: QuestionInfo, answer: Answer, grades: Sequence[Grade]) -> dict[str, Any]:
    mark = next((grade.marks[info.name] for grade in grades if info.name in grade.marks), None)
    items = mark.items if mark and len(mark.items) == len(info.rubric) else ()
    return {
        "name": info.name,
        "heading": heading(info),
        "possible": info.points,
        "mark": mark,
        "items": list(zip(info.rubric, items, strict=True)) if items else [],
        "html": Markup(answer.html),
    }


def heading(info: QuestionInfo, short: bool = False) -> Markup:
    """Return a question's title as HTML; `short` leaves the word "Question" out."""
    shown = info.title or info.name
    return text.title(shown.removeprefix("Question ") if short else shown)


@cache
def _environment() -> Environment:
    loader = PackageLoader("emgrade.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    style = Markup(loader.get_source(environment, "style.css")[0])
    names = {
        name: getattr(text, name) for name in ("prose", "title", "math", "number", "percent", "correlation")
    }
    environment.globals.update(names, heading=heading, style=style, anchor=file_name)
    return environment


def _others(run: ClassRun) -> str:
    counts = Counter(entry.state for entry in run.entries)
    words = {"superseded": "superseded by a later file", "ignored": "that are no submission"}
    parts = [f"{counts[state]} {words[state]}" for state in ("superseded", "ignored") if counts[state]]
    return ", ".join(parts)


def _final(run: ClassRun) -> dict[str, Any]:
    """What the report says of final grades: how many there are, their mean, and what each part changed."""
    totals = [grade.total for grade in run.grades if grade.total is not None]
    return {
        "count": len(totals),
        "mean": sum(totals) / len(totals) if totals else None,
        "possible": run.most,
        "waiting": sum(bool(grade.waiting) for grade in run.grades),
        "absent": [grade.student.name for grade in run.grades if grade.entry is None],
        "late": [grade for grade in run.grades if grade.late_reason],
        "extra": [grade for grade in run.grades if grade.extra],
        "marked": any(grade.marks for grade in run.grades),
        "sections": _sections(run),
    }


def _sections(run: ClassRun) -> list[tuple[str, int, float]]:
    found: dict[str, list[float]] = {}
    for grade in run.grades:
        if grade.student.section and grade.total is not None:
            found.setdefault(grade.student.section, []).append(grade.total)
    return [(name, len(totals), sum(totals) / len(totals)) for name, totals in sorted(found.items())]


def _by_question(choices: Sequence[Choice]) -> dict[str, list[Choice]]:
    found: dict[str, list[Choice]] = {}
    for choice in choices:
        found.setdefault(choice.question.name, []).append(choice)
    return found


def _again(run: ClassRun) -> dict[str, float]:
    """What came of handing in again: who did, how often, and the mean points of their first and their last."""
    several = list(run.attempts.values())
    count = max(len(several), 1)
    return {
        "students": len(several),
        "attempts": sum(map(len, several)) / count,
        "first": sum(results[0].score for results in several) / count,
        "last": sum(results[-1].score for results in several) / count,
    }


def _reliability_note(summary: Summary) -> str:
    alpha = summary.reliability.alpha
    if alpha is None:
        return ""
    constant = [
        item.info.name for item in summary.items if item.full == item.count or item.none == item.count
    ]
    told = f" With one score for all, and so without a part in it: {', '.join(constant)}." if constant else ""
    if alpha >= 0.7:
        return f"From 0.7 up, totals of a class are usually taken as consistent.{told}"
    return f"Below 0.7 the questions do not measure one thing, or are too few to tell.{told}"


@lru_cache(2)
def _cards(run: ClassRun, moments: tuple[Tell, ...]) -> dict[int, Markup]:
    """Return the cards of a run by the identity of the question's result, which many students of a class share."""
    infos = {question.name: question for question in run.questions}
    several = {id(one): one for result in run.results.values() for one in result.questions}
    return {key: _card(infos.get(one.name), one, moments) for key, one in several.items()}


def _card(info: QuestionInfo | None, question: QuestionResult, moments: tuple[Tell, ...]) -> Markup:
    """Return what a student's page says of one question."""
    info = info or QuestionInfo(question.name, "", question.possible)
    told = [text for when in moments for text in question.told(info, when)]
    template = _environment().get_template("question.html.j2")
    html = template.render(
        info=info,
        question=question,
        full=question.score >= question.possible - 1e-9,
        sentence=question.said,
        told=[text for text in told if text != question.said],
        silent=_silent(info.answer, question),
    )
    return Markup(html)


def _silent(answer: str, question: QuestionResult) -> str:
    """What is said of lost points where no test may say more: the sentence that fits what was asked for."""
    hidden = [case for case in question.cases if case.hidden]
    failed = f"{sum(not case.passed for case in hidden)} of {len(hidden)} further tests"
    if len(hidden) == len(question.cases):
        return f"{failed.replace(' further', '')} did not pass."
    if answer == "function":
        hint = "try inputs of your own, such as other sizes or unequal numbers"
        return f"Your check passed on the public data. {failed}, on other data, did not: {hint}."
    if question.score:
        return "Your answer could be read. A part of it is right."
    return _SILENT.get(answer, "Your answer could be read. It is not right.")


def _chart(summary: Summary) -> dict[str, Any]:
    """Return the numbers of the histogram, in percent of the drawing."""
    classes = histogram(summary.totals, summary.possible)
    top = max((count for _, _, count in classes), default=0)
    step = _step(top)
    ceiling = max(step * mathematics.ceil(top / step), 1)
    scale = (_FLOOR - _CEILING) / ceiling
    width = 100 / len(classes)
    bars: list[dict[str, Any]] = [
        {
            "x": round(i * width + 0.6, 3),
            "width": round(width - 1.2, 3),
            "y": round(_FLOOR - count * scale, 3),
            "height": round(count * scale, 3),
            "count": count,
            "range": f"{text.number(low)} to {text.number(high)}",
            "title": f"{text.number(low)} to {text.number(high)} points: {count}",
        }
        for i, (low, high, count) in enumerate(classes)
    ]
    ticks: list[dict[str, Any]] = [
        {"x": round(i * width, 3), "label": text.number(low)} for i, (low, _, _) in enumerate(classes)
    ]
    ticks.append({"x": 100, "label": text.number(classes[-1][1])})
    levels = range(0, ceiling + 1, step)
    return {
        "bars": bars,
        "ticks": ticks if len(ticks[1]["label"]) < 4 else ticks[::2],
        "steps": [{"y": round(_FLOOR - level * scale, 3), "label": level} for level in levels],
        "mean_x": round(100 * (summary.mean or 0) / classes[-1][1], 3),
        "bars_label": "Score distribution. " + "; ".join(bar["title"] for bar in bars if bar["count"]),
    }


def _step(top: int) -> int:
    """Return a round distance between grid lines, about four of them."""
    rough = max(top / 4, 1)
    power = 10 ** int(mathematics.log10(rough))
    return int(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))
