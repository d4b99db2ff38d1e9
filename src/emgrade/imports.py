"""Which modules pieces of Python import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

_NEVER = frozenset({"otter", "IPython", "ipykernel", "antigravity", "this"})


def imports_of(sources: Iterable[str]) -> list[str]:
    """Return the modules that pieces of Python import, in order, magics and broken pieces left out."""
    names: dict[str, None] = {}
    for source in sources:
        for node in _imports(source):
            names.update(dict.fromkeys(_modules(node)))
    return [name for name in names if name.partition(".")[0] not in _NEVER]


def _imports(source: str) -> list[ast.Import | ast.ImportFrom]:
    # Magics and shell lines are no Python.
    plain = re.sub(r"^\s*[%!?].*$", "pass", source, flags=re.MULTILINE)
    try:
        tree = ast.parse(plain)
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level or not node.module:
        return []
    # `from package import name`: the name may be a module too; loading what is none is harmless.
    return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")]
