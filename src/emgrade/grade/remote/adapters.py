"""The registry of types that cross in parts: taken apart on one side, put together with the other side's own library.

A type is named by module and attribute. `take` gives the parts of a value, which cross like any other values; `make`
gets this side's own class and the parts. They may be made up: it has to refuse what does not fit. A course adds types
of its own through `adapters` in `course.toml`. No library is imported before a value of it crosses.
"""

from __future__ import annotations

import importlib
import operator
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ...errors import EngineError

MAX_EXPONENT = 5_000  # of a decimal number: as a whole number it has so many digits
MAX_SIDE = 1_000_000  # rows and columns of a sparse matrix: some layouts take memory for each

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
    if kind.__module__ == "__main__":  # a notebook's own: remembered, it would hold all that it came from
        return None
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


def _pandas() -> Any:
    return importlib.import_module("pandas")


def _sparse(kind: Any, data: Any, row: Any, column: Any, shape: tuple[int, int]) -> Any:
    # Through coordinates, which are checked: indices of a compressed matrix that point outside would be followed.
    need(data.dtype.kind in "biufc" and len(shape) == 2 and min(shape) >= 0 and max(shape) <= MAX_SIDE)
    library = importlib.import_module("scipy.sparse")
    flavour = library.coo_array if kind.__name__.endswith("array") else library.coo_matrix
    return kind(flavour((data, (row, column)), shape=shape))


def _take_sparse(matrix: Any) -> tuple[Any, ...]:
    found = matrix.tocoo()
    return found.data, found.row, found.col, tuple(matrix.shape)


def _values(column: Any) -> Any:
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array


def _zone(zone: Any) -> Any:
    return zone if zone is None or name_of(type(zone)) else str(zone)


def _frequency(name: Any) -> Any:
    need(name is None or bool(re.fullmatch(r"-?[\w-]{1,20}", name)))
    return name


def _stamp(kind: Any, at: Any, zone: Any) -> Any:
    need(isinstance(at, np.datetime64))
    return kind(at) if zone is None else kind(at).tz_localize("UTC").tz_convert(zone)


def _zoned(kind: Any, at: Any, zone: Any) -> Any:
    index = _pandas().DatetimeIndex(at)
    return (index if zone is None else index.tz_localize("UTC").tz_convert(zone)).array


def _index(kind: Any, values: Any, name: Any) -> Any:
    hash(name)
    return kind(values, dtype=values.dtype, name=name)


def _series(kind: Any, values: Any, index: Any, name: Any) -> Any:
    hash(name)
    need(len(values) == len(index))  # pandas repeats a single value
    return kind(values, index=index, name=name, dtype=values.dtype)


def _frame(kind: Any, columns: list[Any], names: Any, index: Any) -> Any:
    found = kind({i: _series(_pandas().Series, c, index, None) for i, c in enumerate(columns)}, index=index)
    found.columns = names
    return found


def _table(kind: Any, names: list[Any], columns: list[Any]) -> Any:
    return kind().with_columns([part for pair in zip(names, columns, strict=True) for part in pair])


_NAMELESS = {t.__name__: t for t in map(type, ({}.keys(), {}.values(), {}.items()))}  # no module names them
WHOLE: tuple[Take, Make] = (lambda value: (), lambda value: value)  # the one value of its kind
_STRINGS: tuple[Take, Make] = (
    lambda v: (v.dtype, v.to_numpy(object, na_value=None).tolist()),
    lambda kind, dtype, items: _pandas().array(items, dtype=dtype),
)
_TIMES: tuple[Take, Make] = (
    lambda v: (_values(v), v.freqstr, v.name),
    lambda kind, values, freq, name: kind(values, freq=_frequency(freq), name=name),
)
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
    "pandas.NaT": WHOLE,
    "pandas.NA": WHOLE,
    "pandas.Timestamp": (lambda v: (v.to_datetime64(), _zone(v.tz)), _stamp),
    "pandas.Timedelta": (lambda v: (v.to_timedelta64(),), lambda kind, v: kind(v)),
    "pandas.Period": parts_of("ordinal freqstr", lambda kind, n, freq: kind(ordinal=n, freq=_frequency(freq))),
    "pandas.Interval": parts_of("left right closed"),
    "pandas.StringDtype": (  # its second argument came with pandas 2.3
        lambda v: (v.storage, *([v.na_value] if isinstance(v.na_value, float) else [])), lambda kind, *v: kind(*v)
    ),
    "pandas.CategoricalDtype": parts_of("categories ordered"),
    "pandas.DatetimeTZDtype": (lambda v: (v.unit, _zone(v.tz)), lambda kind, *v: kind(*v)),
    "pandas.PeriodDtype": parts_of("name", lambda kind, name: kind.construct_from_string(name)),
    "pandas.IntervalDtype": parts_of("subtype closed"),
    "pandas.Categorical": parts_of("codes dtype", lambda kind, codes, dtype: kind.from_codes(codes, dtype=dtype)),
    "pandas.arrays.StringArray": _STRINGS,
    "pandas.arrays.ArrowStringArray": _STRINGS,
    "pandas.arrays.DatetimeArray": (lambda v: (np.asarray(v.tz_convert(None) if v.tz else v), _zone(v.tz)), _zoned),
    "pandas.arrays.PeriodArray": parts_of(
        "asi8 freqstr", lambda kind, n, freq: _pandas().PeriodIndex.from_ordinals(n, freq=_frequency(freq)).array
    ),
    "pandas.arrays.IntervalArray": parts_of("left right closed", lambda kind, *sides: kind.from_arrays(*sides)),
    "pandas.RangeIndex": (lambda v: (range(v.start, v.stop, v.step), v.name), lambda kind, v, name: kind(v, name=name)),
    "pandas.DatetimeIndex": _TIMES,
    "pandas.TimedeltaIndex": _TIMES,
    "pandas.MultiIndex": (
        lambda v: (list(v.levels), list(v.codes), list(v.names)),
        lambda kind, levels, codes, names: kind(levels, codes, names=names),
    ),
    "pandas.Series": (lambda v: (_values(v), v.index, v.name), _series),
    "pandas.DataFrame": (
        lambda v: ([_values(v.iloc[:, i]) for i in range(v.shape[1])], v.columns, v.index), _frame
    ),
    "sklearn.utils.Bunch": (lambda v: (dict(v),), lambda kind, data: kind(**data)),
    "scipy.optimize.OptimizeResult": (lambda v: (dict(v),), lambda kind, data: kind(**data)),
    "datascience.Table": (lambda v: (list(v.labels), [v.column(name) for name in v.labels]), _table),
}  # fmt: skip
for _name in ("", "Categorical", "Interval", "Period"):
    ADAPTERS[f"pandas.{_name}Index"] = (lambda v: (_values(v), v.name), _index)
for _name in ("Integer", "Floating", "Boolean"):
    ADAPTERS[f"pandas.arrays.{_name}Array"] = (
        lambda v: (v.to_numpy(dtype=v.dtype.numpy_dtype, na_value=0), np.asarray(v.isna())), lambda kind, *v: kind(*v)
    )  # fmt: skip
for _name in (
    "Boolean",
    "Float32",
    "Float64",
    *(f"{kind}{n}" for kind in ("Int", "UInt") for n in (8, 16, 32, 64)),
):
    ADAPTERS[f"pandas.{_name}Dtype"] = (lambda v: (), lambda kind: kind())
for _name in ("csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array"):
    ADAPTERS[f"scipy.sparse.{_name}"] = (_take_sparse, _sparse)
_known: dict[type[Any], str | None] = {}
