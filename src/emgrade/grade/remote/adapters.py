"""The registry of types that cross in parts: taken apart on one side, put together with the other side's own library.

A type is named by module and attribute. `take` gives the parts of a value, which cross like any other values; `make`
gets this side's own class and the parts. They may be made up: it has to refuse what does not fit. A course adds types
of its own through `adapters` in `course.toml`. No library is imported before a value of it crosses.
"""

from __future__ import annotations

import importlib
import operator
import sys
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ...errors import EngineError

MAX_EXPONENT = 5_000  # of a decimal number: as a whole number it has so many digits

Take = Callable[[Any], Iterable[Any]]
Make = Callable[..., Any]


def load(modules: Iterable[str], folder: str) -> None:
    """Register what modules of the course, in a folder, have in their `ADAPTERS`: name -> (take, make).

    Raises
    ------
    EngineError
        When there is no such module, or it has none.
    """
    sys.path.insert(0, folder)
    for module in modules:
        try:
            ADAPTERS.update(importlib.import_module(module).ADAPTERS)
        except Exception as error:
            raise EngineError(f"adapters: {module}: {type(error).__name__}: {error}") from None
    sys.path.remove(folder)
    _known.clear()


def name_of(kind: type[Any]) -> str | None:
    """Return the name under which a class is registered. Nothing is imported for it."""
    if kind not in _known:
        top = str(kind.__module__).partition(".")[0] + "."
        named = ((name, _find(name, sys.modules.get)) for name in ADAPTERS if name.startswith(top))
        classes = ((name, it if isinstance(it, type) else type(it)) for name, it in named)
        _known[kind] = next((name for name, it in classes if it is kind), None)
    return _known[kind]


def make(name: str, parts: list[Any]) -> Any:
    """Put a value together. Whatever a library thinks of malformed parts is raised as it is."""
    return ADAPTERS[name][1](_find(name, importlib.import_module), *parts)


def _find(name: str, modules: Callable[[str], Any]) -> Any:
    module, _, attribute = name.rpartition(".")
    return _NAMELESS.get(attribute) or getattr(modules(module), attribute, None)


def parts_of(names: str, make: Make = lambda kind, *parts: kind(*parts)) -> tuple[Take, Make]:
    """Return an adapter of a type that is made of those attributes."""
    get = operator.attrgetter(*names.split())
    return (get if " " in names else lambda value: (get(value),)), make


def need(true: bool) -> None:
    """Refuse parts that do not fit."""
    if not true:
        raise ValueError("parts that do not fit")


def _decimal(kind: Any, text: str) -> Any:
    found = kind(text)
    need(not found.is_finite() or abs(found.adjusted()) + len(text) < MAX_EXPONENT)
    return found


def _masked(kind: Any, data: Any, mask: Any, fill: Any) -> Any:
    need(mask is None or mask.shape == data.shape)
    return np.ma.array(data, mask=np.ma.nomask if mask is None else mask, fill_value=fill)


_NAMELESS = {t.__name__: t for t in map(type, ({}.keys(), {}.values(), {}.items()))}  # no module names them
WHOLE: tuple[Take, Make] = (lambda value: (), lambda value: value)  # the one value of its kind
ADAPTERS: dict[str, tuple[Take, Make]] = {
    "builtins.Ellipsis": WHOLE,
    "builtins.complex": parts_of("real imag"),
    "builtins.slice": parts_of("start stop step"),
    "builtins.bytearray": (lambda v: (bytes(v),), lambda kind, v: kind(v)),
    "builtins.dict_keys": (lambda v: (list(v),), lambda kind, v: {key: None for key in v}.keys()),  # noqa: C420 - fromkeys knows no clock
    "builtins.dict_values": (lambda v: (list(v),), lambda kind, v: dict(enumerate(v)).values()),
    "builtins.dict_items": (lambda v: (list(v),), lambda kind, v: dict(v).items()),
    "collections.Counter": (lambda v: (dict(v),), lambda kind, v: kind(v)),
    "collections.OrderedDict": (lambda v: (dict(v),), lambda kind, v: kind(v)),
    "collections.defaultdict": (lambda v: (v.default_factory, dict(v)), lambda kind, *v: kind(*v)),
    "collections.deque": (lambda v: (list(v), v.maxlen), lambda kind, *v: kind(*v)),
    "datetime.date": parts_of("year month day"),
    "datetime.time": parts_of("hour minute second microsecond tzinfo fold", lambda kind, *v: kind(*v[:-1], fold=v[-1])),
    "datetime.datetime": parts_of(
        "year month day hour minute second microsecond tzinfo fold", lambda kind, *v: kind(*v[:-1], fold=v[-1])
    ),
    "datetime.timedelta": parts_of("days seconds microseconds"),
    "datetime.timezone": (lambda v: (v.utcoffset(None),), lambda kind, v: kind(v)),
    "zoneinfo.ZoneInfo": parts_of("key"),
    "decimal.Decimal": (lambda v: (str(v),), _decimal),
    "fractions.Fraction": parts_of("numerator denominator", lambda kind, *v: kind(*map(operator.index, v))),
    "pathlib.PosixPath": (lambda v: (str(v),), lambda kind, v: kind(v)),
    "numpy.matrix": (lambda v: (np.asarray(v),), lambda kind, v: v.view(kind)),
    "numpy.poly1d": parts_of("coeffs variable", lambda kind, c, name: kind(c, variable=name)),
    "numpy.polynomial.Polynomial": parts_of("coef domain window"),
    "numpy.ma.masked": WHOLE,
    "numpy.ma.MaskedArray": (lambda v: (v.data, None if v.mask is np.ma.nomask else v.mask, v.fill_value), _masked),
}  # fmt: skip
_known: dict[type[Any], str | None] = {}
