"""What stands, on the judge's side, for what stays on the student's: functions, objects, exceptions."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from typing import Any, NoReturn

Call = Callable[["FunctionProxy", tuple[Any, ...], dict[str, Any]], Any]


class FunctionProxy:
    """Stands for a function of the student's; a call runs it over there and gives plain data.

    It works on copies, so a test cannot see that an argument was changed in place; `changed_arguments` says so.
    """

    def __init__(self, number: int, name: str, call: Call) -> None:
        self.number = number
        self.__name__ = self.__qualname__ = name
        self._call = call
        self.changed_arguments = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the student's function."""
        return self._call(self, args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class Opaque:
    """A value that is no plain data: it can be reported and handed back, and nothing else."""

    number: int
    reason: str

    def __repr__(self) -> str:
        return f"<a value of type {type(self).__name__}>"

    def _refuse(self, *args: Any) -> NoReturn:
        raise TypeError(f"a value of type {type(self).__name__} is no plain data{self.reason}")

    # NumPy asks for a length and for items to find out whether something is a sequence, and takes anything else as one
    # object, which then fails to become a number. A truth value must not be had from it.
    __bool__ = __float__ = __int__ = __index__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse


def opaque(number: int, name: str, reason: str = "") -> Opaque:
    """Return an opaque value whose type carries the name of the student's type, for messages."""
    value = type(identifier(name, "object"), (Opaque,), {})()
    value.number = number
    value.reason = f" ({reason[:200]})" if reason else ""
    found: Opaque = value
    return found


class ProcessEnded(Exception):
    """The process that runs the notebook has gone."""


def builtin_base(error: BaseException) -> str:
    """Return the name of the built-in type that an exception derives from."""
    return next((t.__name__ for t in type(error).__mro__ if t.__module__ == "builtins"), "Exception")


def rebuilt(name: str, base: str, text: str) -> Exception:
    """Return an exception of the other side: same name, same text, same built-in ancestor if that is an `Exception`.

    An exception crosses as these three texts; anything else of it could be made to lie.
    """
    ancestor = getattr(builtins, base, Exception)
    if not (isinstance(ancestor, type) and issubclass(ancestor, Exception)):
        ancestor = Exception
    kind = type(identifier(name, "Exception"), (ancestor,), {"__str__": lambda self: text})
    found: Exception = ancestor.__new__(kind, text)
    return found


def identifier(name: str, otherwise: str) -> str:
    """Return a type's name from the other side, if it is one."""
    return name if re.fullmatch(r"\w{1,60}", name) else otherwise
