"""The closed list of plain data that crosses between the judge and the student's process.

A message is a JSON text and one run of bytes. JSON's own texts, numbers, truth values and lists stand for themselves;
everything else is an object with a tag `"t"`. Arrays and long lists lie in the bytes; types of libraries cross in the
parts that `adapters` names. Nothing is pickled; a function, a class or an object of the student's becomes a reference.
"""

from __future__ import annotations

import functools
import math
import re
import sys
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np

from . import adapters, getters
from .values import has_missing
from .wire import MAX_BYTES, MAX_TEXT, CodecError

MAX_DEPTH = 40  # of values in values: decoding calls itself
MAX_ITEMS = 400_000  # of lists and dicts in one message, which cost most in time
# What the values of one message may take in memory. A few bytes of text can ask for much more than was sent: the same
# bytes named many times, a range, an array of ten million rows of nothing.
MAX_MEMORY = 160 << 20
MAX_REFERENCES = 2_000
_FLOAT, _ROW = 40, 100  # bytes of a Python float with its place in a list, and of an empty row as an object

_TEXT_DTYPE = re.compile(r"\|S[1-9]\d{0,5}|<U[1-9]\d{0,5}|<[mM]8(?:\[(?:Y|M|W|D|h|m|s|ms|us|ns)\])?")
_NAME = re.compile(r"[A-Za-z]\w{0,60}", re.ASCII)
# What a subclass may be a subclass of, and how its plain content is had.
_BARE: dict[type[Any], Callable[[Any], Any]] = {
    t: t for t in (int, float, complex, bytes, list, tuple, dict, set, frozenset)
} | {str: str.__str__}
_LONG_LIST = 32
_EXACT_INT = 1 << 53
_MAX_BITS = 14_000  # Python prints integers of 4,300 digits, and a check may have to print one

Reference = dict[str, Any]
Refer = Callable[[Any], Reference]
Resolve = Callable[[Reference], Any]
_DTYPES = frozenset(np.dtype(code).str for code in "?bhiqBHIQefdgFDG")


class Encoder:
    """Turns values into JSON trees and collects the bytes beside them.

    Parameters
    ----------
    refer : callable
        Gives the reference that stands for a function or an object of another kind; raises `CodecError` for none.
    """

    def __init__(self, refer: Refer) -> None:
        self._refer = refer
        self._blobs: list[bytes] = []
        self._size = 0
        self._items = 0

    @property
    def blob(self) -> bytes:
        """The bytes that the trees point into."""
        return b"".join(self._blobs)

    def encode(self, value: Any, depth: int = 0) -> Any:
        """Return the tree of one value."""
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is str:
            return value if len(value) <= MAX_TEXT // 2 else _too_large()
        if kind is int:
            return value if -_EXACT_INT < value < _EXACT_INT else {"t": "int", "v": _hex(value)}
        if kind is np.float64:
            return {"t": "f8", "v": float(value)}
        self._items += 1
        if depth > MAX_DEPTH or self._items > MAX_ITEMS:
            raise CodecError("the value is nested too deeply or has too many parts")
        if kind is list:
            return self._list(value, depth)
        if kind is np.ndarray:
            return self._array(value, depth)
        return self._tagged(value, depth)

    def _list(self, value: list[Any], depth: int) -> Any:
        kinds = set(map(type, value)) if len(value) >= _LONG_LIST else {list}
        if kinds in ({float}, {np.float64}):
            return {"t": "floats" if kinds == {float} else "f8s", "v": self._array(np.array(value), depth)}
        if kinds <= {str, float, type(None)}:  # a column of texts, and where some are missing
            text = "".join(x for x in value if type(x) is str).encode("utf-8", "surrogatepass")
            sizes = np.array([len(x) if type(x) is str else -1 if x is None else -2 for x in value], "<i8")
            numbers = np.array([x for x in value if type(x) is float], "<f8")
            return {"t": "texts", "v": self._all((text, sizes, numbers), depth)}
        self._items += len(value)
        return self._all(value, depth)

    def _tagged(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in (tuple, set, frozenset):
            return {"t": kind.__name__, "v": self._all(value, depth)}
        if kind is dict:
            return {"t": "dict", "v": [self._all(pair, depth) for pair in value.items()]}
        if kind is bytes:
            return {"t": "bytes", "o": self._store(value), "n": len(value)}
        if kind is range:
            return {"t": "range", "v": self._all((value.start, value.stop, value.step), depth)}
        if isinstance(value, np.dtype):
            return {"t": "dtype", "v": self._array(np.empty(0, value), depth)}
        if name := adapters.name_of(kind):
            return {"t": "made", "n": name, "v": self._all(adapters.ADAPTERS[name][0](value), depth)}
        if isinstance(value, np.ndarray | np.generic):
            return self._array(value, depth)
        base = next((base for base in kind.__mro__ if base in _BARE), None)
        if base is not None and kind.__eq__ is base.__eq__:
            fields = getattr(kind, "_fields", None) if base is tuple else None
            tree = {"t": "derived", "n": kind.__name__, "v": self.encode(_BARE[base](value), depth + 1)}
            return self._seen(value, {**tree, "f": fields}, depth)
        return self._seen(value, self._refer(value), depth)

    def _seen(self, value: Any, tree: Reference, depth: int) -> Reference:
        seen = getters.read(value)
        if seen is not None:
            tree["a"] = {name: self.encode(part, depth + 1) for name, part in seen.items()}
        return tree

    def _all(self, values: Any, depth: int) -> list[Any]:
        return [self.encode(value, depth + 1) for value in values]

    def _array(self, value: Any, depth: int) -> Any:
        found, kind = np.asarray(value), type(value)
        if isinstance(value, np.ndarray) and kind not in (np.ndarray, np.recarray):
            # Another `__array_ufunc__` means that it does not compare as an array does: a quantity has a unit.
            if all(getattr(kind, x) is getattr(np.ndarray, x) for x in ("__eq__", "__array_ufunc__")):
                return {"t": "derived", "n": kind.__name__, "v": self._array(found, depth)}
            return self._refer(value)
        if found.nbytes > MAX_BYTES:  # before it is copied
            return _too_large()
        if found.dtype == object:
            items = self._list(found.reshape(-1).tolist(), depth)
            return {"t": "objects", "v": items, "s": list(found.shape)}
        tag = "array" if isinstance(value, np.ndarray) else "scalar"
        if found.dtype.names:
            fields = {name: found[name] for name in found.dtype.names}
            if _struct(fields, found.shape) != found.dtype:
                raise CodecError("its fields do not lie side by side")
            parts = self._all((fields, found.shape), depth)
            return {"t": "fields", "v": parts, "d": tag, "r": kind in (np.recarray, np.record)}
        if not _is_plain(found.dtype.str):
            return self._refer(value)
        return {"t": tag, "d": found.dtype.str, "s": list(found.shape), "o": self._store(found.tobytes())}

    def _store(self, data: bytes) -> int:
        start = self._size
        self._size += len(data)
        if self._size > MAX_BYTES:
            _too_large()
        self._blobs.append(data)
        return start


def _hex(value: int) -> str:
    if value.bit_length() > _MAX_BITS:
        raise CodecError("it has a number of more than 4,200 digits")
    return hex(value)


def _too_large() -> Any:
    raise CodecError(f"the value is larger than {MAX_BYTES >> 20} MB")


class Decoder:
    """Turns trees back into values; whatever is malformed raises `CodecError`.

    Parameters
    ----------
    blob : bytes
        The bytes that came with the trees.
    resolve : callable
        Gives the value that stands for a reference.

    Attributes
    ----------
    missing : bool
        Whether something in the values is masked or missing.
    """

    def __init__(self, blob: bytes, resolve: Resolve) -> None:
        self._blob = blob
        self._resolve = resolve
        self._items = 0
        self._references = 0
        self._memory = MAX_MEMORY
        self.missing = False

    def decode(self, tree: Any) -> Any:
        """Return the value of one tree."""
        try:
            return self._decode(tree, 0)
        except CodecError:
            raise
        except Exception as error:  # whatever Python, NumPy or pandas think of a malformed tree
            raise CodecError(f"malformed value: {type(error).__name__}") from None

    def _decode(self, tree: Any, depth: int) -> Any:
        if tree is None or isinstance(tree, bool | float | str | int):
            return tree
        self._items += 1
        if depth > MAX_DEPTH + 2 or self._items > 2 * MAX_ITEMS:
            raise CodecError("the value is nested too deeply or has too many parts")
        if isinstance(tree, list):
            return [self._decode(item, depth + 1) for item in tree]
        tag = tree["t"]
        reader = _READERS.get(tag) if isinstance(tag, str) else None
        if reader:
            return reader(self, tree, depth)
        self._references += 1
        if self._references > MAX_REFERENCES:
            raise CodecError("too many functions and objects")
        return self._resolve({**tree, "a": self._parts(tree, depth)} if "a" in tree else tree)

    def _parts(self, tree: Reference, depth: int) -> dict[str, Any]:
        return {name: self._decode(part, depth + 1) for name, part in tree["a"].items()}

    def _spend(self, size: int) -> None:
        self._memory -= size
        if self._memory < 0:
            raise CodecError(f"the value takes more than {MAX_MEMORY >> 20} MB")

    def _all(self, trees: Any, depth: int) -> list[Any]:
        _check(isinstance(trees, list), "a list was expected")
        return [self._decode(item, depth + 1) for item in trees]

    def _numbers(self, tree: Reference, depth: int) -> np.ndarray[Any, Any]:
        found = self._array(tree["v"], depth)
        self._spend(found.size * _FLOAT)
        return found

    def _texts(self, tree: Reference, depth: int) -> list[Any]:
        data, sizes, numbers = self._all(tree["v"], depth)
        self._spend(len(data) + len(sizes) * 2 * _ROW)
        text, others = data.decode("utf-8", "surrogatepass"), iter(numbers.tolist())
        ends = np.cumsum(np.maximum(sizes, 0)).tolist()
        sound = sizes.dtype == np.int64 and sizes.max() <= len(text) == ends[-1]
        _check(bool(sound), "texts of another length")
        spans = zip(sizes.tolist(), [0, *ends], ends, strict=False)
        return [text[i:j] if n >= 0 else None if n == -1 else next(others) for n, i, j in spans]

    def _dict(self, tree: Reference, depth: int) -> dict[Any, Any]:
        return {self._decode(k, depth + 1): self._decode(v, depth + 1) for k, v in tree["v"]}

    def _range(self, tree: Reference, depth: int) -> range:
        found = range(*(int(self._decode(n, depth + 1)) for n in tree["v"]))
        self._spend(len(found) * _FLOAT)
        return found

    def _set(self, tree: Reference, depth: int) -> set[Any]:
        # One by one: hashes that collide take long, and Python looks at the judge's clock between two steps only.
        found = set()
        for item in self._all(tree["v"], depth):
            found.add(item)
        return found

    def _objects(self, tree: Reference, depth: int) -> np.ndarray[Any, Any]:
        items = self._decode(tree["v"], depth + 1)
        _check(isinstance(items, list), "a list was expected")
        found = np.fromiter(items, object, len(items))
        shape = _shape(tree["s"])
        self._spend(max(shape, default=0) * _ROW if 0 in shape else 0)
        return found.reshape(shape)

    def _array(self, tree: Reference, depth: int) -> np.ndarray[Any, Any]:
        name, shape = tree["d"], _shape(tree["s"])
        if 0 in shape:
            self._spend(max(shape) * _ROW)
        _check(_is_plain(name), "not a plain dtype")
        dtype = np.dtype(name)
        data = self._slice(tree["o"], math.prod(shape) * dtype.itemsize)
        if dtype.kind == "b":
            return np.asarray(np.frombuffer(data, np.uint8) != 0).reshape(shape)
        if dtype.kind == "U" and data:
            _check(bool(np.frombuffer(data, f"{name[0]}u4").max() <= sys.maxunicode), "not a character")
        found: np.ndarray[Any, Any] = np.frombuffer(data, dtype=dtype).reshape(shape).copy()
        return found

    def _fields(self, tree: Reference, depth: int) -> Any:
        fields, shape = self._all(tree["v"], depth)
        _check(bool(fields), "fields were expected")
        found = np.empty(shape, _struct(fields, shape))
        self._spend(found.nbytes)
        for name, column in fields.items():
            found[name] = column
        found = found.view(np.recarray) if tree["r"] is True else found
        return found[()] if tree["d"] == "scalar" else found

    def _made(self, tree: Reference, depth: int) -> Any:
        name = tree["n"]
        _check(name in adapters.ADAPTERS, "an unknown type")
        parts = self._all(tree["v"], depth)
        _check(not any(hasattr(type(part), "__next__") for part in parts), "plain data were expected")
        found = adapters.make(name, parts)
        self.missing = self.missing or has_missing(found)
        return found

    def _derived(self, tree: Reference, depth: int) -> Any:
        value, name, fields = self._decode(tree["v"], depth + 1), tree["n"], tree.get("f")
        name = name if _NAME.fullmatch(name) else "object"
        kind: Any = type(value)
        if kind is np.ndarray:
            return value.view(_subclass(name, kind))
        _check(kind in _BARE and (kind is tuple or not fields), "plain data were expected")
        found = _subclass(name, kind)(value) if fields is None else _named(name, tuple(fields))._make(value)
        if "a" in tree:
            found.__dict__.update(getters.members(self._parts(tree, depth), getters.OF_DATA))
        return found

    def _slice(self, start: Any, length: Any) -> bytes:
        first, count = _natural(start), _natural(length)
        _check(first + count <= len(self._blob), "points outside the message")
        self._spend(count)
        return self._blob[first : first + count]


_READERS: dict[str, Callable[[Decoder, Reference, int], Any]] = {
    "int": lambda self, tree, depth: _big(tree["v"]),
    "bytes": lambda self, tree, depth: self._slice(tree["o"], tree["n"]),
    "f8": lambda self, tree, depth: np.float64(float(tree["v"])),
    "floats": lambda self, tree, depth: self._numbers(tree, depth).tolist(),
    "f8s": lambda self, tree, depth: list(self._numbers(tree, depth)),
    "texts": Decoder._texts,
    "tuple": lambda self, tree, depth: tuple(self._all(tree["v"], depth)),
    "dict": Decoder._dict,
    "set": Decoder._set,
    "frozenset": lambda self, tree, depth: frozenset(self._set(tree, depth)),
    "range": Decoder._range,
    "objects": Decoder._objects,
    "array": Decoder._array,
    "scalar": lambda self, tree, depth: self._array({**tree, "s": []}, depth)[()],
    "fields": Decoder._fields,
    "dtype": lambda self, tree, depth: self._decode(tree["v"], depth).dtype,
    "made": Decoder._made,
    "derived": Decoder._derived,
}


def _check(true: bool, what: str) -> None:
    if not true:
        raise CodecError(f"malformed value: {what}")


def _is_plain(dtype: str) -> bool:
    little = dtype.replace(">", "<")
    return little in _DTYPES or bool(_TEXT_DTYPE.fullmatch(little))


def _struct(fields: dict[str, np.ndarray[Any, Any]], shape: tuple[int, ...]) -> np.dtype[Any]:
    """Return the dtype of an array of that shape with these columns side by side."""
    _check(
        all(column.shape[: len(shape)] == shape for column in fields.values()), "a column of another length"
    )
    return np.dtype([(name, column.dtype, column.shape[len(shape) :]) for name, column in fields.items()])


@functools.lru_cache(256)
def _subclass(name: str, base: Any) -> type[Any]:
    return type(name, (base,), {})


@functools.lru_cache(256)
def _named(name: str, fields: tuple[str, ...]) -> Any:
    # `namedtuple` evaluates the names of its fields, which it holds to be identifiers; so do we, and first.
    _check(len(fields) <= 100 and all(map(_NAME.fullmatch, fields)), "names of fields were expected")
    return namedtuple(name, fields)


def _natural(value: Any) -> int:
    _check(type(value) is int and value >= 0, "a size was expected")
    return int(value)


def _shape(value: Any) -> tuple[int, ...]:
    shape = tuple(_natural(n) for n in value)
    _check(len(shape) <= 32 and all(n <= MAX_BYTES for n in shape), "not a shape")
    return shape


def _big(value: Any) -> int:
    _check(isinstance(value, str) and len(value) <= _MAX_BITS // 4 + 8, "an integer was expected")
    return int(value, 16)
