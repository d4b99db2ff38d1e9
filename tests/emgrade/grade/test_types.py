"""What tests look at keeps its type on the way: decode(encode(x)) equals x, type included."""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import fractions
import json
import pathlib
import zoneinfo
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from emgrade.grade.remote import adapters, getters
from emgrade.grade.remote.codec import Decoder, Encoder
from emgrade.grade.remote.values import FunctionProxy, opaque
from emgrade.grade.remote.wire import CodecError

from .test_codec import crossed, refuse

Point = collections.namedtuple("Point", "x y")
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")

VALUES = [
    collections.Counter("aab"), collections.OrderedDict(b=1, a=2), collections.deque([1, 2], 5), frozenset([1]),
    collections.defaultdict(None, a=1), decimal.Decimal("1.50"), decimal.Decimal("-Infinity"), fractions.Fraction(-1, 3),
    dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 3, 4, 5, 6), dt.datetime(2024, 7, 2, tzinfo=BERLIN), dt.time(3, 4),
    dt.datetime(2024, 1, 2, tzinfo=dt.timezone.utc), dt.timedelta(-1.5), slice(1, None), bytearray(b"x"), {1: 2}.keys(),
    {1: 2}.items(), pathlib.PosixPath("a/b"),
    np.dtype("f8"), np.dtype(">i4"), np.dtype([("a", "i4"), ("b", "U3", (2,))]), np.dtype("O"), np.ma.masked,
    np.poly1d([1, 2]), np.polynomial.Polynomial([1, 2, 3]), np.datetime64("NaT"),
    np.array([(1, "x")], dtype=[("a", "i4"), ("b", "U3")])[0],
    pd.NaT, pd.NA, pd.Timestamp("2024-01-01 12:30"), pd.Timestamp("2024-07-01", tz="Europe/Berlin"),
    pd.Timestamp("2024-01-01", tz="+05:30"), pd.Timestamp("1677-09-22").as_unit("s"), pd.Timedelta("1D 2h"),
    pd.Period("2024-01"), pd.Period("2024Q2"), pd.Interval(0, 1, closed="left"), pd.CategoricalDtype(["b", "a"], ordered=True),
    pd.CategoricalDtype(), pd.Int64Dtype(), pd.Float32Dtype(), pd.BooleanDtype(), pd.StringDtype(), pd.PeriodDtype("M"),
    pd.DatetimeTZDtype("ns", "UTC"), pd.IntervalDtype("int64", "right"), pd.Series(["a"]).dtype,
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda v: f"{type(v).__name__} {v!r}"[:40])
def test_values_keep_their_type(value: Any) -> None:
    found = crossed([value])[0]
    assert type(found) is type(value)
    assert repr(found) == repr(value)
    if "unit" in dir(value):
        assert found.unit == value.unit


ARRAYS = [
    np.ma.array([1.0, 2.0], mask=[0, 1], fill_value=9), np.ma.array([[1, 2]]), np.matrix([[1, 2]]), np.arange(3, dtype=">i4"),
    np.array([(1, "x", [0.5, 1])], dtype=[("a", "i4"), ("b", "U3"), ("c", "f8", 2)]), np.array([], dtype=[("a", "O")]),
    np.rec.array([(1, 2.0)], names="a,b"), np.array(["x"], dtype=">U2"), np.array(["2024-01", "NaT"], dtype="M8[M]"),
]  # fmt: skip


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{type(a).__name__} {a.dtype}")
def test_arrays_keep_their_type(array: Any) -> None:
    found = crossed(array)
    assert (type(found), found.dtype, found.shape) == (type(array), array.dtype, array.shape)
    assert repr(found) == repr(array)


FRAME = pd.DataFrame({"a": [1, 1, 2], "b": ["x", "y", "x"], "c": [1.0, 2.0, None]})
FRAMES = [
    FRAME, FRAME.groupby("a").mean(numeric_only=True), FRAME.pivot_table(index="a", columns="b", values="c"), FRAME.iloc[:0],
    FRAME.groupby(["a", "b"]).agg({"c": ["mean", "sum"]}), FRAME["b"].value_counts().to_frame(), pd.DataFrame(), FRAME.T,
    FRAME.astype({"b": object}), FRAME.convert_dtypes(), FRAME.astype({"b": "category"}).groupby("b", observed=True).sum(),
    FRAME.set_index(pd.date_range("2024", periods=3, freq="MS")), pd.DataFrame([[1, 2]], columns=["a", "a"]),
]  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES, ids=range(len(FRAMES)))
def test_frames_keep_index_names_and_dtypes(frame: pd.DataFrame) -> None:
    found = crossed(frame)
    pd.testing.assert_frame_equal(
        found, frame, check_index_type="exact", check_column_type="exact", check_freq=True
    )
    assert list(map(type, found.index.names)) == list(map(type, frame.index.names))


COLUMNS = [
    pd.Series(["a", "b", None], dtype="category"), pd.Series(["a", None], dtype="string"), pd.Series(["a", "b"]),
    pd.Series(["a", 1], dtype=object), pd.Series([1, None], dtype="Int64"), pd.Series([1.5, None], dtype="Float64"),
    pd.Series([True, None], dtype="boolean"), pd.Series(pd.date_range("2024", periods=3, tz="Europe/Berlin")),
    pd.Series([pd.Timestamp("2024"), pd.NaT]), pd.Series(pd.period_range("2024", periods=2, freq="M")),
    pd.cut(pd.Series([1, 2, 3]), 2), pd.Series(pd.interval_range(0, 2)), pd.Series(pd.timedelta_range("1D", periods=2)),
]  # fmt: skip
INDEXES = [
    pd.Index(["x", "y"], name="k"), pd.RangeIndex(2, 8, 3, name="r"), pd.MultiIndex.from_product([["a"], [1, 2]], names=["l", None]),
    pd.date_range("2024", periods=2, freq="MS", tz="UTC"), pd.timedelta_range("1D", periods=2, freq="D", name="t"),
    pd.period_range("2024", periods=2, freq="Q"), pd.CategoricalIndex(["a", "b"]), pd.interval_range(0, 2), pd.Index([1.5, 2]),
    pd.Index(["x", 1], dtype=object), pd.Index([1, None], dtype="Int64"),
]  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: str(c.dtype))
def test_columns_keep_their_dtype(column: pd.Series) -> None:
    pd.testing.assert_series_equal(crossed(column), column, check_index_type="exact")
    if not isinstance(column.dtype, np.dtype):
        assert type(crossed(column.array)) is type(column.array)


@pytest.mark.parametrize("index", INDEXES, ids=lambda i: f"{type(i).__name__} {i.dtype}")
def test_indexes_keep_their_kind(index: pd.Index) -> None:
    found = crossed(index)
    pd.testing.assert_index_equal(found, index, exact=True)
    assert getattr(found, "freq", None) == getattr(index, "freq", None)


@pytest.mark.parametrize(
    "name", ["csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array"]
)
def test_sparse_matrices_cross(name: str) -> None:
    matrix = getattr(sparse, name)(np.array([[0, 1.5, 0], [2, 0, 0]]))
    found = crossed(matrix)
    assert (type(found), found.dtype, found.nnz) == (type(matrix), matrix.dtype, matrix.nnz)
    assert np.array_equal(found.toarray(), matrix.toarray())


def test_a_subclass_crosses_as_one_of_its_name() -> None:
    for value in (Point(1, 2), type("Names", (list,), {})("ab"), type("Image", (np.ndarray,), {})(3)):
        found = crossed(value)
        base = type(value).__mro__[1]
        assert type(found) is not base
        assert isinstance(found, base)
        assert repr(found) == repr(value)
    assert crossed(Point(1, 2)).y == 2
    assert crossed(Point(1, 2))._fields == ("x", "y")


def test_a_subclass_that_compares_in_its_own_way_does_not_cross() -> None:
    yes = {"__eq__": lambda self, other: True, "__hash__": None}
    quantity = type("Quantity", (np.ndarray,), {"__array_ufunc__": lambda *a, **k: True})
    for value in (type("L", (list,), yes)(), type("F", (float,), yes)(1.0), quantity(3)):
        with pytest.raises(CodecError):
            crossed(value)


leaves = st.sampled_from([*VALUES, *COLUMNS, *INDEXES, Point(1, 2)]) | st.integers() | st.floats() | st.text()
zones = st.none() | st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"])
scalars = (
    st.decimals() | st.fractions() | st.dates() | st.datetimes() | st.timedeltas() | st.times() | st.complex_numbers()
    | st.builds(lambda at, zone: pd.Timestamp(at).tz_localize("UTC").tz_convert(zone),
                st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1)), zones)
    | st.builds(pd.Timedelta, st.integers(-(2**62), 2**62))
)  # fmt: skip
hashable = st.text(max_size=3) | st.integers() | st.decimals(allow_nan=False) | st.dates()
nested = st.recursive(
    leaves | scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(hashable, inner, max_size=3)
        | st.builds(collections.deque, st.lists(inner, max_size=3))
        | st.builds(Point, inner, inner)
        | st.builds(collections.Counter, st.lists(hashable, max_size=4))
        | st.frozensets(hashable, max_size=3)
    ),
    max_leaves=8,
)


def same(found: Any, value: Any) -> bool:
    if type(value) is Point:
        return type(found).__name__ == "Point" and same(list(found), list(value))
    if type(found) is not type(value):
        return False
    if isinstance(value, list | tuple | collections.deque):
        return len(found) == len(value) and all(map(same, found, value))
    if isinstance(value, dict):
        return list(found) == list(value) and all(same(found[key], value[key]) for key in value)
    if isinstance(value, set | frozenset):
        return bool(found == value)
    return repr(found) == repr(value)


@settings(max_examples=150, deadline=None)
@given(nested)
def test_whatever_is_nested_in_what_comes_back_the_same(value: Any) -> None:
    assert same(crossed(value), value)


dtypes = st.sampled_from(
    ["int64", "float32", "object", "string", "category", "Int64", "boolean", "M8[ns]", "m8[s]"]
)


@st.composite
def frames(draw: Any) -> pd.DataFrame:
    rows = draw(st.integers(0, 4))
    columns = {}
    for name in draw(st.lists(st.text(max_size=2) | st.integers(), max_size=3, unique=True)):
        dtype = draw(dtypes)
        numbers = draw(st.lists(st.integers(0, 1), min_size=rows, max_size=rows))
        columns[name] = (
            pd.Series([bool(n) if dtype == "boolean" else n for n in numbers])
            .astype(str if dtype in ("string", "category") else "int64" if dtype != "boolean" else "bool")
            .astype(dtype)
        )
    frame = pd.DataFrame(columns, index=range(rows))
    frame.index.name = draw(st.none() | st.text(max_size=2))
    frame.columns.name = draw(st.none() | st.text(max_size=2))
    return frame.set_index(list(frame.columns[:2])) if draw(st.booleans()) and len(columns) > 1 else frame


@settings(max_examples=60, deadline=None)
@given(frames())
def test_any_frame_comes_back_the_same(frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        crossed(frame), frame, check_index_type="exact", check_column_type="exact", check_freq=True
    )


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("decimal.Decimal", ["1e999999999"]), ("fractions.Fraction", ["1e999999999", 1]), ("builtins.exec", ["1"]), ("os.system", [""]),
        ("scipy.sparse.csr_matrix", [{"t": "floats", "v": {"t": "array", "d": "<f8", "s": [1], "o": 0}}, [5], [5], [2, 2]]), ("pandas.Timestamp", ["now", None]),
        ("pandas.Series", [[1], [1, 2], None]), ("numpy.ma.MaskedArray", [[1, 2], [True], None]), ("zoneinfo.ZoneInfo", ["../passwd"]),
        ("pandas.PeriodDtype", ["category"]), ("pandas.Index", [[1], [[]]]), ("pandas.DatetimeIndex", [[1], "D" * 50, None]),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_are_refused(name: str, parts: list[Any]) -> None:
    with pytest.raises(CodecError):
        Decoder(bytes(64), refuse).decode({"t": "made", "n": name, "v": parts})


def test_nothing_is_made_that_is_not_registered() -> None:
    for tree in (
        {"t": "derived", "n": "x", "v": {"t": "made", "n": "pandas.Timestamp", "v": []}},
        {"t": "derived", "n": "P", "f": ["__class__"], "v": [1]},
        {"t": "derived", "n": "P", "f": ["x=print(1)"], "v": [1]},
        {"t": "dtype", "v": 1},
    ):
        with pytest.raises(CodecError):
            Decoder(b"", refuse).decode(tree)


def test_a_course_adds_a_type_of_its_own(tmp_path: pathlib.Path) -> None:
    (tmp_path / "own_shapes.py").write_text(
        "class Circle:\n    def __init__(self, r): self.r = float(r)\n"
        "ADAPTERS = {'own_shapes.Circle': (lambda c: (c.r,), lambda kind, r: kind(r))}\n"
    )
    adapters.load(["own_shapes"], str(tmp_path))
    import own_shapes  # type: ignore[import-not-found]

    encoder = Encoder(refuse)
    tree = json.loads(json.dumps(encoder.encode(own_shapes.Circle(2))))
    found = Decoder(encoder.blob, refuse).decode(tree)
    assert (type(found), found.r) == (own_shapes.Circle, 2.0)


def test_of_an_object_nothing_is_taken_that_is_not_in_the_list() -> None:
    proxy = FunctionProxy(0, "equals", lambda *a: True)
    made_up = {
        "equals(...)": proxy, "predict": proxy, "equals": proxy, "__array_interface__": {}, "get_title()": proxy, "all_": proxy,
        "get_params()": {"alpha": 1, "__len__": 3, "equals": proxy}, "coef_": 2.0, "predict(...)": proxy, "get_xlim()": (0, 1),
    }  # fmt: skip
    found = opaque(0, "Model", members=getters.members(made_up))
    assert set(found.members) == {"get_params", "alpha", "coef_", "predict", "get_xlim"}
    assert (found.alpha, found.get_xlim()) == (1, (0, 1))
    with pytest.raises(AttributeError, match="no plain data"):
        found.equals(1)
    assert np.asarray(found).shape == ()
    with pytest.raises(TypeError, match="no plain data"):
        assert not (np.asarray(found) - 1 < 0)


def test_classes_of_notebooks_are_not_remembered() -> None:
    before = len(adapters._known)
    for _ in range(3):
        assert adapters.name_of(type("Own", (), {"__module__": "__main__"})) is None
    assert len(adapters._known) == before
