"""The judge's end of the socket: remote calls with total deadlines, and answers to what the student's side asks.

Both ends follow one stack. While a cell runs, the student's side may ask for a check, whose tests call functions over
there; while a function runs, it may call a function that a test handed to it. So whoever waits for a reply also answers
questions (`Session._exchange` here, `Server._ask` there), and replies come back in the reverse order of the requests.
"""

from __future__ import annotations

import io
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from . import getters
from .codec import Decoder, Encoder, Reference
from .values import (
    Declared,
    FunctionProxy,
    Opaque,
    ProcessEnded,
    builtin_base,
    has_missing,
    is_function,
    named_type,
    opaque,
    rebuilt,
)
from .wire import Channel, ChannelClosed, ChannelTimeout, CodecError

GRACE = 2.0  # seconds for the student's process to stop itself before it counts as stuck
# The student's side does not count time in which others have the processors; this side cannot see that, and gives up on
# a process after so many times its limit.
PATIENCE = 5
MAX_EVENTS = 20_000  # in one call or cell; each costs this side time that is not the student's

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a cell ended: stopped at its limit, with an error, or well."""

    limited: bool
    error: str
    printed: int


class Session:
    """One socket to one process of the student's.

    Parameters
    ----------
    sock : socket
        Connected to a `Server`; the session owns it.
    call_seconds : float
        What one call of a student's function may take.
    until : float
        When everything has to end, of `time.monotonic`.
    why_ended : callable
        Says how the process ended.
    declared : Declared
        The modules and classes that the judge has of its own.

    Attributes
    ----------
    in_place : bool
        Whether a test sees what a function changes in its arguments: doctests do, as with Otter.
    seeds : list
        What the test has seeded since the last call, which the other side seeds before the next one.
    live : int
        How many functions, iterators and objects with functions came over: what the judge can have run over there.
    takes_missing : bool
        Whether values may hold masked or missing ones, or functions return them.
    missing : bool
        Whether any did.
    """

    def __init__(
        self,
        sock: socket.socket,
        call_seconds: float,
        until: float,
        why_ended: Callable[[], str],
        declared: Declared,
    ) -> None:
        self._channel = Channel(sock)
        self._call_seconds = call_seconds
        self.until = until
        self._why_ended = why_ended
        self._declared = declared
        self.in_place = False
        self.seeds: list[tuple[str, int]] = []
        self.live = 0
        self.takes_missing, self.missing = True, False
        self._proxies: dict[int, FunctionProxy] = {}
        self._callbacks: list[Callable[..., Any]] = []
        self.ended = ""
        self.on_check: Callable[[str], str] = lambda question: ""

    def hello(self, seconds: float) -> Message:
        """Return the first frame that the process sends by itself.

        Raises
        ------
        ProcessEnded
            When none comes.
        """
        try:
            return self._channel.receive(time.monotonic() + seconds)[0]
        except (ChannelClosed, ChannelTimeout):
            raise self._gone("") from None

    def run(self, source: str, seconds: float, seed: Message | None) -> Ran:
        """Run one cell.

        Raises
        ------
        ProcessEnded
            When the process ended, or had to be given up.
        """
        message = {"op": "run", "source": source, "seconds": seconds, "seed": seed}
        reply, _ = self._exchange(message, b"", seconds)
        printed = reply.get("printed")
        return Ran(
            bool(reply.get("limited")), _text(reply.get("error")), printed if type(printed) is int else 0
        )

    def get(self, names: list[str], op: str = "get") -> dict[str, Any]:
        """Return copies of the values of those names that exist; the bytes of those files; or that of its `state`.

        Raises
        ------
        ProcessEnded
            When the process ended, or had to be given up.
        """
        reply, blob = self._exchange({"op": op, "names": names}, b"", self._call_seconds)
        trees = reply.get("v")
        if not isinstance(trees, dict):
            return {}
        return {name: self._value(trees[name], blob, named=True) for name in names if name in trees}

    def call(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        do: str = "call",
        pieces: dict[str, Any] | None = None,
    ) -> Any:
        """Call a student's function, or do something else that the server does, and return a copy of the value.

        While it runs, `pieces` stand in the place of what the notebook has by their names.

        Raises
        ------
        Exception
            Of the name and with the text of the student's own; `TimeoutError` or `ProcessEnded` where a limit struck.
        """
        encoder = Encoder(self._refer)
        where = f"`{getattr(function, '__name__', type(function).__name__)}`"
        message = {
            "op": "call",
            "do": do,
            "fn": function.number,
            "seconds": self._call_seconds,
            "args": [encoder.encode(a) for a in args],
            "kwargs": {k: encoder.encode(v) for k, v in kwargs.items()},
            "in_place": self.in_place,
            "seeds": self.seeds,
            "pieces": {k: encoder.encode(v) for k, v in (pieces or {}).items()},
        }
        reply, blob = self._exchange(message, encoder.blob, self._call_seconds, where)
        self.seeds.clear()
        how = reply.get("re")
        if how == "value":
            function.changed_arguments = reply.get("changed") is True
            printed, changed = reply.get("printed"), reply.get("args")
            # Of a doctest, or of a test that looks at what is printed.
            if isinstance(printed, str) and isinstance(sys.stdout, io.StringIO):
                sys.stdout.write(printed)
            if isinstance(changed, dict) and self.in_place:
                for number, argument in enumerate(args):
                    if str(number) in changed:
                        _become(argument, self._value(changed[str(number)], blob))
            return self._value(reply.get("v"), blob)
        if how == "limit":
            raise TimeoutError(f"{where} ran longer than {self._call_seconds:g} s")
        raise rebuilt(_text(reply.get("type")), _text(reply.get("base")), _text(reply.get("text")))

    def copy(self) -> Session:
        """Return a session with a forked copy of the process, which lives until its session is closed.

        Raises
        ------
        ProcessEnded
            When the process has gone.
        """
        if self.ended:
            raise ProcessEnded(self._sentence(""))
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._channel.send_handle({"op": "copy"}, theirs.fileno())
            except ChannelClosed:
                ours.close()
                raise self._gone("") from None
        copy = Session(ours, self._call_seconds, self.until, lambda: "a copy of it ended", self._declared)
        copy.seeds = self.seeds
        return copy

    def forget_callbacks(self) -> None:
        """Let the functions that a test passed be called no more."""
        self._callbacks.clear()

    def close(self) -> None:
        """Close the socket; the process behind it then ends by itself."""
        self._channel.close()

    def _exchange(
        self, message: Message, blob: bytes, seconds: float, where: str = ""
    ) -> tuple[Message, bytes]:
        if self.ended:
            raise ProcessEnded(self._sentence(where))
        deadline = min(time.monotonic() + PATIENCE * seconds + GRACE, self.until)
        # Too large a message is the test's fault, and nothing has been sent yet: the error goes to the test.
        started, events = False, 0
        try:
            self._channel.send(message, blob, deadline)
            started = True
            while True:
                reply, reply_blob = self._channel.receive(deadline)
                if "ev" not in reply:
                    return reply, reply_blob
                events += 1
                if events > MAX_EVENTS:
                    raise self._gone(where, f"it asked the grader more than {MAX_EVENTS:,} times")
                asked = time.monotonic()
                self._answer(reply, reply_blob)
                if self.ended:
                    raise ProcessEnded(self._sentence(where))
                # The judge's own time is not the student's.
                deadline = min(deadline + time.monotonic() - asked, self.until)
        except ChannelTimeout:
            raise self._gone(where, "it ran out of time and did not stop when it was interrupted") from None
        except ChannelClosed:
            raise self._gone(where) from None
        except MemoryError:
            raise self._gone(where, "it sent more than fits into memory") from None
        except CodecError as malformed:
            if not started:
                raise CodecError(f"a test sends {malformed}") from None
            raise self._gone(where, f"it sent something that is no message ({malformed})") from None

    def _answer(self, event: Message, blob: bytes) -> None:
        if event["ev"] == "check":
            try:
                self._reply({"answer": 1, "text": self.on_check(_text(event.get("q")))})
            except LookupError:
                self._reply({"answer": 1, "missing": 1})
            return
        encoder = Encoder(self._refer)
        try:
            value = self._run_callback(event, blob)
            answer = {"answer": 1, "v": encoder.encode(value)}
        except ProcessEnded:
            raise ChannelClosed from None
        except Exception as raised:
            # The type alone: a message might hold what a test expects.
            answer = {"answer": 1, "raised": type(raised).__name__, "base": builtin_base(raised)}
            encoder = Encoder(self._refer)
        self._reply(answer, encoder.blob)

    def _run_callback(self, event: Message, blob: bytes) -> Any:
        number = event.get("id")
        if type(number) is not int or not 0 <= number < len(self._callbacks):
            raise LookupError("no such function")
        args, kwargs = event.get("args"), event.get("kwargs")
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise CodecError("malformed message: arguments were expected")
        plain = [self._decode(a, blob) for a in args]
        return self._callbacks[number](*plain, **{k: self._decode(v, blob) for k, v in kwargs.items()})

    def _reply(self, answer: Message, blob: bytes = b"") -> None:
        self._channel.send(answer, blob, self.until)

    def _value(self, tree: Any, blob: bytes, *, named: bool = False) -> Any:
        """Return a value of the student's; one that cannot be read is opaque, and the reason is kept."""
        try:
            return self._decode(tree, blob, named=named)
        except CodecError as malformed:
            return opaque(-1, "object", str(malformed))

    def _decode(self, tree: Any, blob: bytes, *, named: bool = False) -> Any:
        decoder = Decoder(blob, self._resolve)
        value = decoder.decode(tree)
        # Whether a name's own value may be missing, the kinds say.
        if decoder.missing and not (named and has_missing(value)):
            self.missing = True
            if not self.takes_missing:
                raise CodecError("something in it is masked or missing")
        return value

    def _resolve(self, reference: Reference) -> Any:
        tag, number = reference.get("t"), reference.get("id")
        if type(number) is not int:
            raise CodecError("malformed value: a number was expected")
        name, path = _text(reference.get("n")), _text(reference.get("q"))
        if tag == "function":
            self.live += 1
            return self._proxies.setdefault(
                number, FunctionProxy(number, name, self.call, _text(reference.get("d")) or None)
            )
        if tag == "callback" and 0 <= number < len(self._callbacks):
            return self._callbacks[number]
        if tag == "module":
            module = self._declared.module(path)
            return module or opaque(number, name, f"the assignment does not import `{path}`")
        kind = self._declared.type(_text(reference.get("m")), path)
        if tag == "type":
            return kind or opaque(number, "type", "a class of the notebook's own", __call__=self._calling())
        if tag == "opaque":
            return opaque(
                number, name, _text(reference.get("w")), stands_for=kind, **self._abilities(reference)
            )
        raise CodecError("malformed value: an unknown kind")

    def _abilities(self, reference: Reference) -> dict[str, Any]:
        """Return what the class of an opaque value has: what can be called over there, and what was read."""
        can, seen = reference.get("can"), reference.get("a")
        found: dict[str, Any] = {"members": getters.members(seen)} if isinstance(seen, dict) else {}
        if isinstance(can, list) and "__call__" in can:
            found["__call__"] = self._calling()
        if isinstance(can, list) and "__next__" in can:
            self.live += 1
            found["__iter__"] = lambda it: it
            found["__next__"] = lambda it: self.call(it, (), {}, do="next")
        return found

    def _calling(self) -> Callable[..., Any]:
        self.live += 1
        return lambda it, *args, **kwargs: self.call(it, args, kwargs)

    def _refer(self, value: Any) -> Reference:
        if type(value) is FunctionProxy:
            return {"t": "function", "id": value.number}
        if issubclass(type(value), Opaque):
            if value.number >= 0:
                return {"t": "opaque", "id": value.number}
        elif isinstance(value, type):
            if issubclass(value, Opaque):
                return {"t": "type of", "id": value.number}
            kind = FunctionType if value is FunctionProxy else value
            if named_type(kind.__module__, kind.__qualname__) is kind:
                return {"t": "type", "m": kind.__module__, "q": kind.__qualname__}
        elif isinstance(value, ModuleType):
            return {"t": "module", "m": value.__name__}
        elif is_function(value):
            number = next(
                (n for n, known in enumerate(self._callbacks) if known is value), len(self._callbacks)
            )
            if number == len(self._callbacks):
                self._callbacks.append(value)
            return {"t": "callback", "id": number, "n": getattr(value, "__name__", "function")}
        raise CodecError(f"a test cannot send a value of type {type(value).__name__}")

    def _gone(self, where: str, why: str = "") -> ProcessEnded:
        self.ended = self.ended or why or self._why_ended()
        return ProcessEnded(self._sentence(where))

    def _sentence(self, where: str) -> str:
        during = f" during {where}" if where else ""
        return f"the process that runs the notebook stopped{during}: {self.ended}"


def _become(argument: Any, value: Any) -> None:
    """Give a list, a dict or an array of the test's what a student's function made of it."""
    if isinstance(argument, list) and isinstance(value, list):
        argument[:] = value
    elif isinstance(argument, dict) and isinstance(value, dict):
        argument.clear()
        argument.update(value)
    elif isinstance(argument, np.ndarray) and isinstance(value, np.ndarray) and argument.shape == value.shape:
        argument[...] = value


def _text(value: Any) -> str:
    return value[:2000] if isinstance(value, str) else ""
