"""Plain data crosses unchanged; anything malformed ends in a clear error."""

from __future__ import annotations

import contextlib
import json
import math
import os
import random
import socket
import struct
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emgrade.grade.remote.adapters import ADAPTERS
from emgrade.grade.remote.codec import MAX_DEPTH, Decoder, Encoder
from emgrade.grade.remote.wire import Channel, ChannelClosed, ChannelTimeout, CodecError, parse

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "10000"))  # `make fuzz` takes many more


def refuse(value: Any) -> Any:
    raise CodecError("no plain data")


def crossed(value: Any) -> Any:
    """Encode, send as text, decode."""
    encoder = Encoder(refuse)
    text = json.dumps({"v": encoder.encode(value)})
    return Decoder(encoder.blob, refuse).decode(parse(text.encode())["v"])


VALUES = [
    None, True, 3, -(2**70), 1.5, math.inf, 2 + 3j, "text", "\ud800", b"bytes", ..., range(3, 9, 2),
    [1, [2.0, "x"]], (1, (2,)), {"a": 1, (1, 2): [3]}, {1, "b"}, [0.5] * 500, [np.float64(0.5)] * 500, np.float64(-2.5), [], (), {},
    np.float32(1.5), np.int8(-3), np.bool_(True), np.datetime64("2024-01-01"), np.str_("x"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_values_cross(value: Any) -> None:
    found = crossed(value)
    assert type(found) is type(value) or (isinstance(value, str) and isinstance(found, str))
    assert found == value


ARRAYS = [
    np.arange(6.0).reshape(2, 3), np.array(3), np.array([], dtype=float), np.array([[1, 2]])[:, ::-1],
    np.array([True, False]), np.array(["a", "bc"]), np.array([1 + 2j]), np.zeros((0, 3)), np.arange(3, dtype=">i4"),
    np.array(["a", None], dtype=object), np.array([b"x"]), np.array([1.5], dtype=np.longdouble),
]  # fmt: skip


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}")
def test_arrays_cross(array: Any) -> None:
    found = crossed(array)
    assert type(found) is np.ndarray
    assert found.shape == array.shape
    assert found.dtype.kind == array.dtype.kind
    assert np.array_equal(found, np.asarray(array))


def test_pandas_crosses() -> None:
    frame = pd.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]}, index=["r", "s"])
    assert crossed(frame).equals(frame)
    assert crossed(frame["a"]).equals(frame["a"])
    assert list(crossed(frame.index)) == ["r", "s"]


def test_a_long_column_of_texts_with_missing_ones_crosses_beside_the_json() -> None:
    column = ["", "naïve", None, math.nan, "\ud800", -0.0] * 20_000
    encoder = Encoder(refuse)
    tree = encoder.encode(column)
    assert len(json.dumps(tree)) < 1_000
    assert repr(Decoder(encoder.blob, refuse).decode(tree)) == repr(column)
    assert crossed([None] * 40) == [None] * 40
    frame = pd.DataFrame({"t": ["x" * 100, None, np.nan] * 20_000})
    pd.testing.assert_frame_equal(crossed(frame), frame)


@pytest.mark.parametrize(
    ("sizes", "numbers"),
    [([2**62, 2**62, 2**62, 2**62], []), ([1, 1], []), ([3, -2], []), ([-1, 3], [1.0]), ([3], ["x"])],
)
def test_texts_of_another_length_are_refused(sizes: list[int], numbers: list[Any]) -> None:
    encoder = Encoder(refuse)
    parts = [encoder.encode(v) for v in (b"abc", np.array(sizes), np.array(numbers, dtype=object))]
    with contextlib.suppress(CodecError):  # no number is asked for there, so none is missed
        found = Decoder(encoder.blob, refuse).decode({"t": "texts", "v": parts})
        assert found in (["abc"], [None, "abc"])


def test_nan_and_signed_zero() -> None:
    assert math.isnan(crossed(math.nan))
    assert math.copysign(1, crossed(-0.0)) == -1


def test_limits() -> None:
    deep: list[Any] = []
    for _ in range(MAX_DEPTH + 5):
        deep = [deep]
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    for value in (
        deep,
        cyclic,
        np.broadcast_to(1.0, (10**5, 10**4)),
        1 << 100_000,
        "x" * 5_000_000,
        object(),
    ):
        with pytest.raises((CodecError, MemoryError)):
            crossed(value)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=4)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(plain)
def test_any_plain_value_crosses(value: Any) -> None:
    assert repr(crossed(value)) == repr(value)


TAGS = "f8 f8s int bytes floats texts tuple dict set range objects array scalar fields dtype made derived function opaque x"
parts = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.text(max_size=4)
    | st.sampled_from(["<f8", "|O", "|V8", "<U4", "<U0", "|b1", "<f8,<f8", "<c16", "0x1", *ADAPTERS]),
    lambda inner: st.lists(inner, max_size=4)
    | st.fixed_dictionaries(
        {"t": st.sampled_from(TAGS.split())},
        optional=dict.fromkeys(("v", "o", "n", "d", "s", "f", "a", "r", "id", "w"), inner),
    ),
    max_leaves=15,
)  # fmt: skip


def decode_or_refuse(tree: Any, blob: bytes) -> None:
    try:
        Decoder(blob, refuse).decode(tree)
    except CodecError as error:
        assert str(error)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(parts, st.binary(max_size=64))
def test_malformed_trees(tree: Any, blob: bytes) -> None:
    decode_or_refuse(tree, blob)


LEAVES = [None, True, 0, 1, 8, -1, 2**62, 2**70, 0.5, math.nan, "", "a", "0x1", "<f8", "|O", "|V8", "<U4", "<U0", "|b1",
          "<c16", "<f8,<f8", "<M8[D]", "|S1000000", *ADAPTERS]  # fmt: skip


def random_tree(rng: random.Random, depth: int = 0) -> Any:
    kind = rng.random()
    if depth > 5 or kind < 0.35:
        return rng.choice(LEAVES)
    if kind < 0.55:
        return [random_tree(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = [key for key in ("v", "o", "n", "d", "s", "f", "a", "r", "id") if rng.random() < 0.75]
    return {"t": rng.choice(TAGS.split()), **{key: random_tree(rng, depth + 1) for key in keys}}


@pytest.mark.slow
def test_many_malformed_trees() -> None:
    rng = random.Random(1977)
    for _ in range(ROUNDS):
        decode_or_refuse(random_tree(rng), rng.randbytes(rng.choice((0, 8, 64))))


@pytest.mark.slow
def test_many_damaged_messages() -> None:
    """Bytes changed, cut and doubled in the text of a good message."""
    rng = random.Random(1977)
    encoder = Encoder(refuse)
    good = json.dumps({"re": "get", "v": [encoder.encode(v) for v in [*VALUES, *ARRAYS]]}).encode()
    for _ in range(ROUNDS):
        data = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(data))
            data[place : place + rng.choice((0, 1, 9))] = rng.choice(
                (b"", b"0", b"9", b"[", b'"', b"-", b"1e9", b"{")
            )
        try:
            decode_or_refuse(parse(bytes(data)).get("v"), encoder.blob)
        except CodecError as error:
            assert str(error).startswith("malformed message")


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200) | st.text(alphabet='[]{},:"0123456789.eE-ntrfalsu ', max_size=60).map(str.encode)
)
def test_malformed_texts_end_in_a_clear_error(text: bytes) -> None:
    try:
        assert isinstance(parse(text), dict)
    except CodecError as error:
        assert str(error).startswith("malformed message")


SAME = {"t": "bytes", "o": 0, "n": 1 << 20}
EMPTY = {"t": "array", "d": "<f8", "s": [0], "o": 0}


@pytest.mark.parametrize(
    "tree",
    [
        [SAME] * 400,
        [{"t": "array", "d": "<f8", "s": [1 << 17], "o": 0}] * 400,
        [{"t": "floats", "o": 0, "n": 1 << 17}] * 400,
        {"t": "range", "v": [0, 8_000_000, 1]},
        {"t": "array", "d": "<f8", "s": [10_000_000, 0], "o": 0},
        {"t": "objects", "v": [], "s": [10_000_000, 0]},
        {"t": "fields", "v": [{"t": "dict", "v": [["a", EMPTY]]}, {"t": "tuple", "v": [10_000_000]}], "d": "", "r": False},
        [{"t": "function", "id": n, "n": "f"} for n in range(3000)],
    ],
    ids=["bytes", "arrays", "floats", "range", "rows of nothing", "objects of nothing", "records", "functions"],
)  # fmt: skip
def test_a_few_bytes_cannot_ask_for_more_memory_than_a_message_may_take(tree: Any) -> None:
    """The same bytes named again and again, a range, rows of nothing: what is made is counted, not what was sent."""
    with pytest.raises(CodecError, match=r"takes more than|too many|malformed"):
        Decoder(bytes(1 << 20), lambda reference: reference).decode(tree)


def test_deep_text() -> None:
    for text in (b"[" * 1_000_000, b'{"a":' * 100_000, b"1" * 1_000_000, b"\xff\xfe"):
        with pytest.raises(CodecError):
            parse(text)


def _pair() -> tuple[Channel, socket.socket]:
    ours, theirs = socket.socketpair()
    return Channel(ours), theirs


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=64))
def test_malformed_frames_end_in_a_clear_error(data: bytes) -> None:
    channel, theirs = _pair()
    with channel.sock, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises((CodecError, ChannelClosed)):
            while True:
                channel.receive(time.monotonic() + 5)


def test_deadlines_are_total() -> None:
    channel, theirs = _pair()
    with channel.sock, theirs:
        theirs.sendall(struct.pack("<II", 100, 0))
        started = time.monotonic()
        with pytest.raises(ChannelTimeout):
            channel.receive(started + 0.05)
        assert time.monotonic() - started < 2


def test_an_announced_size_takes_no_memory() -> None:
    channel, theirs = _pair()
    with channel.sock, theirs:
        theirs.sendall(struct.pack("<II", 2**31, 2**31))
        with pytest.raises(CodecError):
            channel.receive(time.monotonic() + 1)
