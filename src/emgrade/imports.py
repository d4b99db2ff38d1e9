"""Which modules pieces of Python import, and which built-in names they redefine."""

from __future__ import annotations

import ast
import builtins
import contextlib
import re
import symtable
from collections.abc import Iterable, Sequence

# Libraries that take long to import, and of how many parts a module's name is that is worth loading.
LIBRARIES = {
    "matplotlib": 2,
    "pandas": 1,
    "scipy": 2,
    "seaborn": 1,
    "sklearn": 2,
    "statsmodels": 2,
    "sympy": 1,
}
_LIBRARY = re.compile(rf"\b({'|'.join(LIBRARIES)})\b")
_FILE = re.compile(rf"\b({'|'.join(LIBRARIES)})\.py\b")
_NEVER = frozenset({"otter", "IPython", "ipykernel", "antigravity", "this"})


def imports_of(sources: Iterable[str]) -> list[str]:
    """Return the modules that pieces of Python import, in order, magics and broken pieces left out."""
    names: dict[str, None] = {}
    for source in sources:
        for node in statements(source):
            names.update(dict.fromkeys(modules(node)))
    return [name for name in names if name.partition(".")[0] not in _NEVER]


def libraries_of(sources: Sequence[str], files: Iterable[str] = ()) -> frozenset[str]:
    """Return the large libraries that pieces of Python import, by the modules to load: `pandas`, `scipy.stats`.

    Parameters
    ----------
    sources : sequence of str
        The pieces.
    files : iterable of str
        Paths beside them: a `scipy.py` there, or written by a piece, comes before the library.
    """
    names = set()
    # Few cells name one, and parsing a whole notebook takes a tenth of grading it.
    for name in imports_of(source for source in sources if _LIBRARY.search(source)):
        library, *parts = name.split(".")
        if library in LIBRARIES:
            names.add(".".join([library, *parts][: LIBRARIES[library]]))
    own = {path.partition("/")[0].removesuffix(".py") for path in files}
    own |= {found[1] for source in sources for found in _FILE.finditer(source)}
    return frozenset(
        name
        for name in names
        if name.partition(".")[0] not in own and not any(other.startswith(f"{name}.") for other in names)
    )


def redefined(sources: Iterable[str]) -> set[str]:
    """Return the built-in names that pieces of Python give a meaning of their own: `def sum(a, b)`."""
    found: set[str] = set()
    for source in sources:
        with contextlib.suppress(SyntaxError):  # of the solution: it has run
            symbols = symtable.symtable(plain(source), "<cell>", "exec").get_symbols()
            found |= {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}
    return found & set(dir(builtins))


def plain(source: str) -> str:
    """Return a cell with a statement that does nothing in the place of each magic and each shell line."""
    return re.sub(r"(?m)^([ \t]*)[%!?].*$", r"\1pass", source)


def statements(source: str) -> list[ast.Import | ast.ImportFrom]:
    """Return the imports in a piece of Python; none where it is broken."""
    try:
        tree = ast.parse(plain(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a zero byte, or nested too deeply
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the modules that a statement imports, and what of them may be one."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level or not node.module:
        return []
    # `from package import name`: the name may be a module too; loading what is none is harmless.
    return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")]
