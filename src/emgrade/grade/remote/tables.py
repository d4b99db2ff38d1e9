"""Adapters of what people keep tables in: pandas, sparse matrices of SciPy, `datascience.Table`."""

from __future__ import annotations

import importlib
import re
from typing import Any

import numpy as np

from .adapters import ADAPTERS, WHOLE, Make, Take, name_of, need, parts_of

MAX_SIDE = 1_000_000  # rows and columns of a sparse matrix: some layouts take memory for each


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


_STRINGS: tuple[Take, Make] = (
    lambda v: (v.dtype, v.to_numpy(object, na_value=None).tolist()),
    lambda kind, dtype, items: _pandas().array(items, dtype=dtype),
)
_TIMES: tuple[Take, Make] = (
    lambda v: (_values(v), v.freqstr, v.name),
    lambda kind, values, freq, name: kind(values, freq=_frequency(freq), name=name),
)
TABLES: dict[str, tuple[Take, Make]] = {
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
    TABLES[f"pandas.{_name}Index"] = (lambda v: (_values(v), v.name), _index)
for _name in ("Integer", "Floating", "Boolean"):
    TABLES[f"pandas.arrays.{_name}Array"] = (
        lambda v: (v.to_numpy(dtype=v.dtype.numpy_dtype, na_value=0), np.asarray(v.isna())), lambda kind, *v: kind(*v)
    )  # fmt: skip
for _name in (
    "Boolean",
    "Float32",
    "Float64",
    *(f"{kind}{n}" for kind in ("Int", "UInt") for n in (8, 16, 32, 64)),
):
    TABLES[f"pandas.{_name}Dtype"] = (lambda v: (), lambda kind: kind())
for _name in ("csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array"):
    TABLES[f"scipy.sparse.{_name}"] = (_take_sparse, _sparse)
ADAPTERS.update(TABLES)
