"""Exceptions cross as three texts: their name, their built-in ancestor, and what they say."""

from __future__ import annotations

import builtins
import re


def builtin_base(error: BaseException) -> str:
    """Return the name of the built-in type that an exception derives from."""
    return next((t.__name__ for t in type(error).__mro__ if t.__module__ == "builtins"), "Exception")


def rebuilt(name: str, base: str, text: str) -> Exception:
    """Return an exception of the other side: same name, same text, same built-in ancestor if that is an `Exception`."""
    ancestor = getattr(builtins, base, Exception)
    if not (isinstance(ancestor, type) and issubclass(ancestor, Exception)):
        ancestor = Exception
    kind = type(identifier(name, "Exception"), (ancestor,), {"__str__": lambda self: text})
    found: Exception = ancestor.__new__(kind, text)
    return found


def identifier(name: str, otherwise: str) -> str:
    """Return a type's name from the other side, if it is one."""
    return name if re.fullmatch(r"\w{1,60}", name) else otherwise
