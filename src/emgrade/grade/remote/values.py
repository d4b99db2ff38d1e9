"""What stands, on the judge's side, for what stays on the student's: functions, classes, objects, exceptions."""

from __future__ import annotations

import builtins
import contextlib
import functools
import importlib
import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import numpy as np

from . import adapters

Call = Callable[..., Any]

# Functions, if not routines in Python's sense. Any other thing that can be called has a type of its own.
_FUNCTIONS = (functools.partial, type(functools.lru_cache(len)), np.ufunc, np.vectorize, type(np.mean))
_DATA = (int, float, complex, str, bytes, list, tuple, dict, set, frozenset, np.ndarray, np.generic)
_P = inspect.Parameter
_KINDS = (_P.POSITIONAL_ONLY, _P.POSITIONAL_OR_KEYWORD, _P.VAR_POSITIONAL, _P.KEYWORD_ONLY, _P.VAR_KEYWORD)
_NAMELESS = {
    t.__name__: t for t in vars(types).values() if isinstance(t, type) and t.__module__ == "builtins"
}


def is_function(value: Any) -> bool:
    """Whether a value is a function, of Python's or a library's, and not an object or a class that can be called."""
    return inspect.isroutine(value) or isinstance(value, _FUNCTIONS)


def named_type(module: str, name: str) -> type[Any] | None:
    """Return the class of that name in a module that this process has loaded; nothing is imported."""
    found: Any = sys.modules.get(module)
    if module == "builtins" and name in _NAMELESS:
        return _NAMELESS[name]
    for part in name.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found if isinstance(found, type) else None


class Declared:
    """The modules of an assignment: what a test may get of this process's own by the names of the notebook's.

    Parameters
    ----------
    names : iterable of str
        What the solution imports. Nothing else is ever imported because of what a notebook says.
    folder : str
        Where the assignment's own modules are.
    """

    def __init__(self, names: Iterable[str] = (), folder: str = "") -> None:
        self._names = dict.fromkeys(part for name in names for part in _with_parents(name))
        self._tops = {name.partition(".")[0] for name in self._names}
        self._folder = folder
        self._found: dict[str, types.ModuleType | None] = {}

    def module(self, name: str) -> types.ModuleType | None:
        """Return the module of that name, if it is declared and can be imported, or part of a package that is."""
        top = name.partition(".")[0]
        if name not in self._names and top in self._tops:  # as `tables` of `from datascience import *`
            self.load(top)
            return sys.modules.get(name)
        if name in self._names and name not in self._found:
            self._found[name] = None
            sys.path.insert(0, self._folder)
            with contextlib.suppress(ImportError):  # `package.name` may be a function
                self._found[name] = importlib.import_module(name)
            sys.path.remove(self._folder)
        return self._found.get(name)

    def type(self, module: str, name: str) -> type[Any] | None:
        """Return the class of that name in a declared package, or in one that everybody has."""
        top = module.partition(".")[0]
        if top in self._tops:
            self.load(top)
        known = top in self._tops or any(name.startswith(f"{top}.") for name in adapters.ADAPTERS)
        return named_type(module, name) if known else None

    def load(self, top: str = "") -> None:
        """Import what is declared, all of it or one package: importing may set how values print."""
        for name in self._names:
            if top in ("", name.partition(".")[0]):
                self.module(name)


def _with_parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


class _Kind(type):
    """The type of what stands for something. It is equal to the library's own class, if both sides have that."""

    stands_for: type[Any] | None = None
    number = -1

    def __eq__(cls, other: object) -> bool:
        return other is cls or (other is not None and other is cls.stands_for)

    def __hash__(cls) -> int:
        return type.__hash__(cls.stands_for or cls)


class FunctionProxy(metaclass=_Kind):
    """Stands for a function of the student's; a call runs it over there and gives plain data.

    It works on copies, so a test cannot see that an argument was changed in place; `changed_arguments` says so.
    """

    stands_for = types.FunctionType
    __class__ = property(lambda self: types.FunctionType)

    def __init__(self, number: int, name: str, call: Call, doc: str | None = None) -> None:
        self.number = number
        self.__name__ = self.__qualname__ = name
        self.__doc__ = doc
        self._call = call
        self.changed_arguments = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the student's function."""
        return self._call(self, args, kwargs)

    def with_pieces(self, **pieces: Any) -> FunctionProxy:
        """Return the function as it works with these in the place of what the notebook has by their names."""
        call = functools.partial(self._call, pieces=pieces)
        return FunctionProxy(self.number, self.__name__, call, self.__doc__)

    def source(self) -> str:
        """Return the text of the student's function."""
        return str(self._call(self, (), {}, do="source"))

    @property
    def __signature__(self) -> inspect.Signature:
        parameters = self._call(self, (), {}, do="signature")
        return inspect.Signature([inspect.Parameter(n, _KINDS[k], **default) for n, k, default in parameters])

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


# For a test that reads how the type is called.
FunctionProxy.__name__, FunctionProxy.__qualname__, FunctionProxy.__module__ = (
    "function",
    "function",
    "builtins",
)


class Opaque(metaclass=_Kind):
    """A value that is no plain data: it can be reported and handed back, and nothing else but its `members`."""

    number = -1
    reason = ""
    changed_arguments = False
    members: dict[str, Any] = {}  # noqa: RUF012 - each value has a class of its own

    # For `isinstance`: the library's own class.
    __class__ = property(lambda self: type(self).stands_for or type(self))

    def __getattr__(self, name: str) -> Any:
        if name in self.members:
            return self.members[name]
        kind = type(self).__name__
        raise AttributeError(
            f"a value of type {kind} is no plain data{self.reason}: `{name}` cannot be read from it"
        )

    def __repr__(self) -> str:
        return f"<a value of type {type(self).__name__}>"

    def _refuse(self, *args: Any) -> NoReturn:
        raise TypeError(f"a value of type {type(self).__name__} is no plain data{self.reason}")

    # NumPy asks for a length and for items to find out whether something is a sequence, and takes anything else as one
    # object, which then fails to become a number. A truth value must not be had from it.
    __bool__ = __float__ = __int__ = __index__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse


def has_missing(value: Any) -> bool:
    """Whether something is masked or NA, which is left out of many a comparison, and so is equal to everything."""
    if type(value).__module__.startswith("numpy.ma"):
        return bool(np.any(value.mask))
    pandas = sys.modules.get("pandas")
    if pandas is None or not type(value).__module__.startswith("pandas"):
        return False
    columns = [value.iloc[:, i] for i in range(value.shape[1])] if hasattr(value, "columns") else [value]
    nullable = [c for c in columns if not isinstance(getattr(c, "dtype", None), np.dtype)]
    return value is pandas.NA or any(bool(np.any(c.isna())) for c in nullable if hasattr(c, "isna"))


def opaque(
    number: int, name: str, reason: str = "", *, stands_for: type[Any] | None = None, **members: Any
) -> Opaque:
    """Return an opaque value whose type carries the name of the student's type, for messages.

    Parameters
    ----------
    number : int
        Of the value on the other side; -1 for one that cannot be handed back.
    name, reason : str
        Its type there, and why it is opaque.
    stands_for : type, optional
        The class that it has there, as this side has it; plain data and what has an adapter are never stood for.
    **members
        What its class has: `__call__`, `__next__`, `members`.
    """
    if stands_for is not None and (issubclass(stands_for, _DATA) or adapters.name_of(stands_for)):
        stands_for = None
    told = f" ({reason[:200]})" if reason else ""
    facts = {"number": number, "reason": told, "stands_for": stands_for, "__module__": "__main__", **members}
    found: Opaque = _Kind(identifier(name, "object"), (Opaque,), facts)()
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
    facts = {"__str__": lambda self: text, "__module__": "__main__"}
    kind = type(identifier(name, "Exception"), (ancestor,), facts)
    found: Exception = ancestor.__new__(kind, text)
    return found


def identifier(name: str, otherwise: str) -> str:
    """Return a type's name from the other side, if it is one."""
    return name if re.fullmatch(r"\w{1,60}", name) else otherwise
