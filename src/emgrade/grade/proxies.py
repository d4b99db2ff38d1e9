"""What the judge holds instead of the student's functions and objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from .exceptions import identifier

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
    kind = type(identifier(name, "object"), (Opaque,), {})
    value = kind()
    value.number = number
    value.reason = f" ({reason[:200]})" if reason else ""
    found: Opaque = value
    return found


class ProcessEnded(Exception):
    """The process that runs the notebook has gone."""
