"""Which functions are at a notebook's end what they were at a check, told from its cells.

Hidden tests see answers as they were at the check. A copy of the process keeps them, and costs more than most cells do.
A function that depends on nothing but its arguments, modules, numbers and functions like it needs none as long as no
later cell binds one of their names: it can be called when the notebook has ended. What is not plainly so, is not so.

This decides what grading costs. A student who outwits it has changed an answer of their own after its check, and has
learned nothing of the hidden tests by then.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
import symtable
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..imports import modules

_WORDS = re.compile(r"\w+")
# Whoever uses these can change a name, or a function, where no cell shows it.
_HIDDEN_WAYS = frozenset(
    _WORDS.findall(
        "__builtins__ __class__ __code__ __defaults__ __dict__ __globals__ __import__ __kwdefaults__ __setattr__ "
        "compile delattr eval exec filterwarnings get_ipython globals locals push run_cell seterr seterrcall setattr "
        "simplefilter sys system user_global_ns user_ns vars"
    )
)
# What runs beside the cells, or between them.
_BESIDE = frozenset(
    _WORDS.findall(
        "_thread asyncio atexit concurrent ctypes gc importlib inspect joblib multiprocessing os signal subprocess "
        "threading weakref"
    )
)
# What a function with these returns depends on more than its arguments.
_OUTSIDE = frozenset(
    _WORDS.findall(
        "choice default_rng genfromtxt input integers load loadtxt normal open permutation rand randint randn random "
        "read_csv rng seed shuffle time uniform"
    )
)


@dataclass(frozen=True, slots=True)
class _Binding:
    """One place that binds a name: the number of its cell, and what the name then depends on; None for anything."""

    cell: int
    needs: frozenset[str] | None
    same: str  # equal for imports that bind the same


class Lasting:
    """The bindings of a notebook.

    Parameters
    ----------
    cells : sequence of str
        The sources of its code cells.
    """

    def __init__(self, cells: Sequence[str]) -> None:
        self._bindings: dict[str, list[_Binding]] = defaultdict(list)
        self._plain = True
        for number, source in enumerate(cells):
            found = _bindings_of(source)
            self._plain = self._plain and found is not None
            for name, needs, same in found or ():
                self._bindings[name].append(_Binding(number, needs, same))

    def until_the_end(self, names: Iterable[str], checked: int) -> bool:
        """Return whether functions are what they are now when every cell has run.

        Parameters
        ----------
        names : iterable of str
            Their names.
        checked : int
            The number of the cell that runs now.
        """
        todo = list(names)
        seen = set(todo)
        while todo and self._plain:
            name = todo.pop()
            found = self._bindings.get(name, ())
            before = {binding.same for binding in found if binding.cell < checked} - {""}
            for binding in found:
                if binding.needs is None or (binding.cell >= checked and binding.same not in before):
                    return False
                todo += binding.needs - seen
                seen |= binding.needs
            if not found and not hasattr(builtins, name):
                return False
        return self._plain


# Most cells of a class are the assignment's own.
@functools.lru_cache(1000)
def _bindings_of(source: str) -> tuple[tuple[str, frozenset[str] | None, str], ...] | None:
    """Return each name that a cell binds with what it then depends on; None where the cell may change any name."""
    try:
        tree = ast.parse(source)
        table = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, or no Python at all
        return () if source.strip() == "%matplotlib inline" else None
    nodes = list(ast.walk(tree))
    words = {node.id for node in nodes if isinstance(node, ast.Name)}
    words |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    roots = {module.partition(".")[0] for node in imports for module in modules(node)}
    stars = any(alias.name == "*" for node in imports for alias in node.names)
    odd = any(isinstance(node, ast.Global | ast.Nonlocal | ast.ClassDef | ast.Match) for node in nodes)
    if odd or stars or words & _HIDDEN_WAYS or roots & _BESIDE:
        return None
    scopes = _scopes(table)
    taken = set().union(*scopes.values())  # what functions here take from the notebook
    inside: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and id(node) not in inside:
            # Outer ones come first, and hold what lies in them.
            inside |= {id(part) for part in ast.walk(node) if part is not node}
    found: list[tuple[str, frozenset[str] | None, str]] = []
    for node in nodes:
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            for part in ast.walk(node):  # x[0] = 1 and x.flag = 1 change x
                if isinstance(part, ast.Name) and (id(node) not in inside or part.id in taken):
                    found.append((part.id, None, ""))
        elif id(node) in inside:
            continue
        elif isinstance(node, ast.FunctionDef):
            found.append((node.name, _needs(node, scopes), ""))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            parts = {part for module in modules(node) for part in module.split(".")}
            known = None if parts & _OUTSIDE else frozenset[str]()
            for alias in node.names:
                name = (alias.asname or alias.name).partition(".")[0]
                found.append((name, known, ast.dump(node)))
        elif (
            isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ):
            found.append((node.targets[0].id, _value(node.value, scopes), ""))
            inside.add(id(node.targets[0]))
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.append((node.name, None, ""))
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.append((node.id, None, ""))
    return tuple(found)


def _value(value: ast.expr, scopes: dict[tuple[str, int], set[str]]) -> frozenset[str] | None:
    """What an assigned value depends on: nothing where it is a number or a text."""
    if isinstance(value, ast.Lambda):
        return _needs(value, scopes)
    if isinstance(value, ast.UnaryOp):
        value = value.operand
    return frozenset() if isinstance(value, ast.Constant) else None


def _needs(
    function: ast.FunctionDef | ast.Lambda, scopes: dict[tuple[str, int], set[str]]
) -> frozenset[str] | None:
    """What the body of a function reads of the notebook; None where it depends on more than names."""
    arguments = function.args
    defaults = [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]
    parts = list(ast.walk(function))
    words = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    words |= {part.id for part in parts if isinstance(part, ast.Name)}
    if any(_value(default, {}) is None for default in defaults) or words & _OUTSIDE:
        return None
    if isinstance(function, ast.FunctionDef) and function.decorator_list:
        return None
    found = scopes.get((getattr(function, "name", "lambda"), function.lineno))
    return None if found is None else frozenset(found)


def _scopes(table: symtable.SymbolTable) -> dict[tuple[str, int], set[str]]:
    """Return, by name and line of each function, the names that it and what lies in it take from the notebook."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for child in table.get_children():
        below = _scopes(child)
        own = {symbol.get_name() for symbol in child.get_symbols() if symbol.is_global()}
        found[child.get_name(), child.get_lineno()] |= own.union(*below.values())
        for key, names in below.items():
            found[key] |= names
    return found
