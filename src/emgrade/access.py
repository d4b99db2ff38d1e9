"""Barriers for readers: headings out of order, pictures without words, links that say nothing, hard sentences.

The rules are those of the Web Content Accessibility Guidelines 2.2 that a text can break: 1.1.1, 1.3.1, 2.4.4, 3.1.5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set

from .errors import AuthorError
from .leaks import public_cells, sentences
from .model import Assignment

GRADE = 9  # of school, by Flesch and Kincaid
_FEW_WORDS = 6  # A grade of fewer words says little.
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})\s+\S")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(|<img\b([^>]*)>", re.IGNORECASE)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(|<a\b[^>]*>(.*?)</a>", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"(click )?(here|this|link|this link|more|read more|page|this page)|https?:\S+", re.IGNORECASE
)
_DRAWS = re.compile(r"\bplt\.(?:subplots|figure)\(")
_NOT_WORDS = re.compile(r"`[^`]*`|\$[^$]*\$")
_WORD = re.compile(r"[A-Za-z][a-z']+|\b[aAI]\b")


def find_barriers(assignment: Assignment) -> list[AuthorError]:
    """Return what keeps readers out of an assignment's public text and of the sentences of its tests."""
    found = [*_headings(assignment), *_pictures_and_links(assignment), *_hard_sentences(assignment)]
    return [AuthorError(assignment.path, line, reason) for line, reason in sorted(found)]


def school_grade(text: str, familiar: Set[str] = frozenset()) -> float:
    """Return the school grade that reads a text with ease, by Flesch and Kincaid (1975); 0 for a few words.

    Code and mathematics count as one short word. A word of the subject that readers know from its use counts as two
    syllables: `responsibilities` is long, but not hard where the whole text is about them.
    """
    text = _NOT_WORDS.sub(" x ", text)
    words = _WORD.findall(text)
    if len(words) < _FEW_WORDS:
        return 0.0
    parts = max(1, len(re.findall(r"[.!?:;](?:\s|$)", text)))
    syllables = sum(
        min(2, n) if word.lower().removesuffix("'s") in familiar else n
        for word in words
        for n in [_syllables(word)]
    )
    return 0.39 * len(words) / parts + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    sounded = re.sub(r"(?:[^laeiouy]es|[^dt]ed|[^l]e)$", "", word.lower()) if len(word) > 3 else word.lower()
    return max(1, len(re.findall(r"[aeiouy]+", sounded)))


def _rows(assignment: Assignment) -> Iterator[tuple[int, str]]:
    """Yield line and text of the public prose, without fenced code."""
    for cell in public_cells(assignment):
        if cell.kind == "markdown":
            plain = _FENCE.sub(lambda fenced: "\n" * fenced[0].count("\n"), cell.source)
            yield from enumerate(plain.split("\n"), start=cell.line)


def _headings(assignment: Assignment) -> Iterator[tuple[int, str]]:
    above = 0
    for line, row in _rows(assignment):
        if not (match := _HEADING.match(row)):
            continue
        level = len(match[1])
        if not above and level != 1:
            yield line, "the first heading should be the title, with one #"
        elif above and level == 1:
            yield line, "a second title; the headings below the first have two # and more"
        elif above and level > above + 1:
            yield line, f"a heading with {level} # below one with {above}: a level is left out"
        above = level
    if not above:
        yield 0, "no heading: a reader who listens finds no way through the text"


def _pictures_and_links(assignment: Assignment) -> Iterator[tuple[int, str]]:
    for cell in public_cells(assignment):
        if cell.kind == "code" and (drawn := _DRAWS.search(cell.source)) and "describe(" not in cell.source:
            line = cell.line + cell.source.count("\n", 0, drawn.start())
            yield line, "a figure without alternative text: start it with emkit.plot and `describe` it"
    for line, row in _rows(assignment):
        for alt, attributes in _PICTURE.findall(row):
            said = re.search(r"\balt=[\"']([^\"']*)", attributes)
            words = (said[1] if said else alt).strip()
            if len(words.split()) < 2 or re.search(r"\.(png|svg|jpe?g|gif)$", words):
                yield line, "a picture without alternative text: say what it shows to whoever does not see it"
        for plain, tagged in _LINK.findall(row):
            if _SAYS_NOTHING.fullmatch((plain or tagged).strip()):
                yield line, f"the text of a link should say where it leads; {plain or tagged!r} does not"


def _hard_sentences(assignment: Assignment) -> Iterator[tuple[int, str]]:
    used = Counter(word.lower() for _, row in _rows(assignment) for word in _WORD.findall(row))
    familiar = {word for word, times in used.items() if times > 1}
    familiar |= {f"{word}s" for word in familiar} | {word[:-1] for word in familiar if word.endswith("s")}
    seen = set()
    for question in assignment.automatic:
        for case in question.cases:
            for line, sentence in sentences(case):
                if sentence.rstrip()[-1:] not in (".", "?", "!") or sentence in seen:
                    continue
                seen.add(sentence)
                grade = round(school_grade(sentence, familiar))
                if grade > GRADE:
                    reason = (
                        f"a sentence for grade {grade}, above {GRADE}: use shorter words or two sentences"
                    )
                    yield line, f"{question.name}: {reason}: {sentence}"
