"""Formulas in texts, as a student would type them: from LaTeX, code spans, quoted texts and code."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

_MATHS = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_SPANS = re.compile(r"`([^`\n]+)`|\"([^\"\n]+)\"|'([^'\n]+)'")
# What stands between formulas in a displayed equation.
_BETWEEN = re.compile(
    r"\\(?:tag|text|textrm|mathrm|begin|end|label)\*?\{[^}]*\}|\\\\|&"
    r"|\\(?:approx|leq?|geq?|propto|implies|Rightarrow|to|mapsto|iff|quad|qquad)(?![A-Za-z])|[=<>]"
)
_LIMIT = re.compile(r"_\{(\w)\s*=[^}]*\}")  # the lower limit of a sum
_NO_MEANING = re.compile(r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits|,|;|:|!| )(?![A-Za-z])|~")
_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z]|[0-9]+(?:\.[0-9]+)?|\S")
_OPENS = {"(": ")", "[": "]", "{": "}"}
_GREEK = re.compile(
    r"\\(alpha|beta|gamma|delta|epsilon|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega)"
)
# A generic formula is compared with one for two points and two components.
_COUNTS = {"n": "2", "K": "2"}


def formulas_of(text: str) -> Iterator[str]:
    """Yield what may be meant as a formula in a text: its mathematics, side by side, and its code spans."""
    equations = [
        [_typed_or_nothing(side) for side in _BETWEEN.split(_LIMIT.sub(r"_{\1}", displayed or inline))]
        for displayed, inline in _MATHS.findall(text)
    ]
    sides = [side for equation in equations for side in equation if side]
    yield from sides
    # A name that the text defines, such as n_k, may stand for what it is defined as.
    for equation in equations:
        for name, meaning in itertools.pairwise(equation):
            if meaning and re.fullmatch(r"[A-Za-z]\w*", name):
                yield from (re.sub(rf"\b{name}\b", f"({meaning})", side) for side in sides if name in side)
    for groups in _SPANS.findall(text):
        yield from groups


def _typed_or_nothing(side: str) -> str:
    try:
        return typed(side)
    except ValueError:
        return ""


def formulas_of_code(code: str) -> Iterator[str]:
    """Yield every expression of some code, with `np.log` as `log`."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            yield re.sub(r"\b(?:np|numpy|math)\.", "", ast.unparse(node))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def typed(latex: str) -> str:
    r"""Return a formula in LaTeX as a student would type it: `\frac{\pi_k}{2}` is `((pi_k)/(2))`.

    Sums are written out for two points or components, and a normal density is `N` with the index of its mean.

    Raises
    ------
    ValueError
        For what is no formula, or none of these.
    """
    tokens = _TOKEN.findall(_NO_MEANING.sub(" ", latex).strip().rstrip(".,; "))
    reader = _Reader(tokens)
    found = reader.sum()
    if reader.here < len(tokens):
        raise ValueError(latex)
    return found


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.here = 0

    def next(self) -> str:
        return self.tokens[self.here] if self.here < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next()
        if not token or (wanted and token != wanted):
            raise ValueError(token)
        self.here += 1
        return token

    def sum(self) -> str:
        found = self.take() if self.next() in ("+", "-") else ""
        found += self.term()
        while self.next() in ("+", "-"):
            found += self.take() + self.term()
        return found

    def term(self) -> str:
        factors = [self.factor()]
        while (token := self.next()) and token not in "+-)]}.,;":
            if token in ("*", "\\cdot", "\\times", "/"):
                factors.append(self.take() if token == "/" else (self.take(), "*")[1])
                factors.append(self.factor())
            else:
                factors += ["*", self.factor()]
        return "".join(factors)

    def factor(self) -> str:
        token = self.take()
        if token in _OPENS:
            found = f"({self.sum()})"
            self.take(_OPENS[token])
        elif token in ("\\frac", "\\tfrac", "\\dfrac"):
            found = f"(({self.argument()})/({self.argument()}))"
        elif token == "\\sqrt":
            found = f"sqrt({self.argument()})"
        elif token in ("\\ln", "\\log", "\\exp"):
            found = f"{token[1:]}({self.factor() if self.next() in _OPENS else self.term()})"
        elif token == "\\sum":
            return self.written_out()
        elif token == "\\mathcal" and self.argument() == "N":
            found = self.density()
        elif token in ("\\hat", "\\widehat"):
            found = f"hat{self.argument()}"
        elif _GREEK.fullmatch(token) or token.isalpha():
            found = token.removeprefix("\\")
        elif token[0].isdigit():
            found = token
        else:
            raise ValueError(token)
        return self.scripts(found)

    def scripts(self, base: str) -> str:
        index, power = "", ""
        while self.next() in ("_", "^"):
            if self.take() == "_":
                index = "_" + re.sub(r"\W", "", self.argument())
            else:
                power = f"^({self.argument()})"
        return (_COUNTS.get(base, base) if not index else base + index) + power

    def argument(self) -> str:
        r"""Return a group without its braces, or one token: `\tfrac12` has the arguments 1 and 2."""
        if self.next() == "{":
            self.take()
            found = self.sum()
            self.take("}")
            return found
        token = self.take()
        if token[0].isdigit() and len(token) > 1:
            self.here -= 1
            self.tokens[self.here] = token[1:]
            return token[0]
        return token.removeprefix("\\")

    def density(self) -> str:
        """Read the arguments of a normal density."""
        self.take("(")
        start = self.here
        while self.take() != ")":
            pass
        inside = "".join(self.tokens[start : self.here])
        index = re.search(r"\\mu_\{?(\w)", inside)
        return f"N_{index[1]}" if index else "N"

    def written_out(self) -> str:
        """Read a sum over an index and write it out for 1 and 2."""
        self.take("_")
        index = self.raw()[0]
        if self.next() == "^":
            self.take()
            self.raw()
        body = self.term()
        terms = [
            re.sub(r"(?<=_)\w+", lambda found, n=number: found[0].replace(index, n), body)  # type: ignore[misc]
            for number in ("1", "2")
        ]
        return f"({' + '.join(terms)})"

    def raw(self) -> list[str]:
        """Return the tokens of a group, or one token."""
        found = [self.take()]
        if found == ["{"]:
            found = []
            while (token := self.take()) != "}":
                found.append(token)
        return found
