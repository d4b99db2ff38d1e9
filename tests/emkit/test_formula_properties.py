"""Rewriting a correct formula keeps it correct; changing one token does not, unless it means the same."""

import ast
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from emkit.formula import check

from ..formulas.oracle import same
from ..formulas.questions import ALL

# A formula is a number or name (text), a call (function, tree) or (operator, left, right).
Tree = str | tuple

_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}


def tree_of(text: str) -> Tree:
    """Return the tree of a formula, with 0 - a for a sign in front."""

    def tree(node: ast.expr) -> Tree:
        match node:
            case ast.BinOp(left, op, right):
                return (_OPERATORS[type(op)], tree(left), tree(right))
            case ast.UnaryOp(ast.USub(), operand):
                return ("-", "0", tree(operand))
            case ast.Call(ast.Name(function), [argument]):
                return (function, tree(argument))
        return ast.unparse(node)

    return tree(ast.parse(text.replace("^", "**"), mode="eval").body)


REFERENCES: dict[str, Tree] = {name: tree_of(question.reference) for name, question in ALL.items()}
POSITIVE = {
    name: [symbol for symbol, (low, _) in question.drawn.items() if low > 0] for name, question in ALL.items()
}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}


def rules(tree: Tree, positive: str) -> list[Tree]:
    """Return what `tree` may be replaced with, its value unchanged; `positive` names something above zero."""
    anywhere: list[Tree] = [
        ("*", tree, "1"),
        ("+", tree, "0"),
        ("/", ("*", "2", tree), "2"),
        ("/", ("*", tree, positive), positive),
        ("-", ("+", tree, positive), positive),
        ("/", "1", ("/", "1", tree)),
        ("-", "0", ("-", "0", tree)),
        ("*", tree, ("exp", ("-", positive, positive))),
        ("*", tree, ("/", ("sqrt", ("^", positive, "2")), positive)),
    ]
    match tree:
        case ("+", a, b):
            return [
                ("+", b, a),
                ("-", a, ("-", "0", b)),
                ("*", positive, ("+", ("/", a, positive), ("/", b, positive))),
            ]
        case ("-", a, b):
            return [("-", "0", ("-", b, a)), ("+", a, ("*", "(-1)", b)), *anywhere]
        case ("*", a, ("+", b, c)):
            return [("+", ("*", a, b), ("*", a, c)), *anywhere]
        case ("*", a, ("-", b, c)):
            return [("-", ("*", a, b), ("*", a, c)), *anywhere]
        case ("*", a, b):
            return [("*", b, a), ("/", a, ("/", "1", b)), *anywhere]
        case ("/", ("+", a, b), c):
            return [("+", ("/", a, c), ("/", b, c)), *anywhere]
        case ("/", a, b):
            return [("*", a, ("^", b, "(-1)")), ("*", a, ("/", "1", b)), *anywhere]
        case ("^", a, "2"):
            return [("*", a, a), ("^", ("-", "0", a), "2"), *anywhere]
        case "pi_2":
            return [("-", "1", "pi_1"), *anywhere]
        case "2":
            return ["2.0", "2e0", ("+", "1", "1")]
    return anywhere


@st.composite
def rewritten(draw: st.DrawFn, name: str) -> Tree:
    tree = REFERENCES[name]
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.sampled_from(places(tree)))
        positive = draw(st.sampled_from(POSITIVE[name]))
        tree = replaced(tree, place, draw(st.sampled_from(rules(at(tree, place), positive))))
    return tree


def places(tree: Tree) -> list[tuple[int, ...]]:
    """Return the paths to all parts of a tree but exponents, which stay as they are."""
    found: list[tuple[int, ...]] = [()]
    if isinstance(tree, tuple):
        inner = (1,) if tree[0] == "^" else range(1, len(tree))
        found += [(number, *place) for number in inner for place in places(tree[number])]
    return found


def at(tree: Tree, place: tuple[int, ...]) -> Tree:
    return at(tree[place[0]], place[1:]) if place else tree


def replaced(tree: Tree, place: tuple[int, ...], part: Tree) -> Tree:
    if not place:
        return part
    number, *rest = place
    return (*tree[:number], replaced(tree[number], tuple(rest), part), *tree[number + 1 :])


def typed(tree: Tree, at_least: int = 0) -> str:
    """Write a tree with the fewest parentheses."""
    if isinstance(tree, str):
        return tree
    if len(tree) == 2:
        return f"{tree[0]}({typed(tree[1])})"
    operator, left, right = tree
    binds = _BINDS[operator]
    behind = binds + (operator in "-/^")
    text = f"{typed(left, binds + (operator == '^'))} {operator} {typed(right, behind)}"
    return f"({text})" if binds < at_least else text


@pytest.mark.parametrize("name", REFERENCES)
def test_rewriting_keeps_a_formula_correct(name):
    @settings(derandomize=True, max_examples=60, deadline=None, database=None)
    @given(rewritten(name), st.booleans())
    def holds(tree, starred):
        text = typed(tree).replace("^", "**" if starred else "^")
        assume(same(text, ALL[name]))  # not if a rule divided by a part that is zero
        assert check(text, ALL[name]).correct, text

    holds()


TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|[-+*/^()]")


@pytest.mark.parametrize("name", REFERENCES)
def test_changing_a_token_makes_a_formula_wrong_unless_it_means_the_same(name):
    question = ALL[name]
    tokens = TOKEN.findall(question.reference)
    others = [*question.names, "0", "1", "2", "3", "0.5", "+", "-", "*", "/", "^", "(", ")", "log(", "sqrt("]

    @settings(derandomize=True, max_examples=100, deadline=None, database=None)
    @given(st.integers(0, len(tokens) - 1), st.sampled_from([*others, ""]))
    def holds(place, other):
        assume(other != tokens[place])
        text = " ".join([*tokens[:place], other, *tokens[place + 1 :]])
        verdict = check(text, question)
        if not verdict.invalid:
            assert verdict.correct == same(text, question), text

    holds()
