"""The student's end of the socket: runs cells, hands out names, calls functions, asks for checks.

It holds no secret, and everything in it may be read and replaced by the code that it runs: whatever it answers is
checked at the judge's end, `session`.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from .codec import Decoder, Encoder, Reference
from .shell import Shell
from .values import builtin_base, is_function, named_type, rebuilt
from .wire import MAX_TEXT, Channel, ChannelClosed, CodecError

MAX_REFERENCES = 50_000  # functions and objects that are kept for the judge, who may come back to each
MAX_FILE = 16 << 20  # bytes of a file that a test reads

Message = dict[str, Any]
Send = Callable[[int, tuple[Any, ...], dict[str, Any]], Any]


class TimeLimit(BaseException):
    """The cell or the call ran out of time. Not an `Exception`, so that `except Exception` does not swallow it."""


class Alarm:
    """A limit that a process sets on itself: another user's process could not be signalled.

    Time that the process spent waiting for a processor does not count, so that busy neighbours cost nobody a point. It
    rings again and again where the interruption is swallowed.
    """

    def __init__(self) -> None:
        self._armed = False
        self._limit = self._start = self._waited = 0.0
        self.rang = False

    def arm(self, seconds: float) -> None:
        """Start counting."""
        self._armed, self.rang = True, False
        self._limit, self._start, self._waited = seconds, time.monotonic(), _waited()
        # Looked at each time: the code before may have set its own handler.
        if signal.getsignal(signal.SIGALRM) != self._ring:
            signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.2)

    def disarm(self) -> float:
        """Stop counting and return the seconds that were left."""
        self._armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        return max(self._left(), 0.0)

    def _left(self) -> float:
        return self._limit - (time.monotonic() - self._start) + _waited() - self._waited

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if not self._armed:
            return
        left = self._left()
        if left > 0.01 and not self.rang:
            signal.setitimer(signal.ITIMER_REAL, left, 0.2)
            return
        self.rang = True
        raise TimeLimit


def _waited() -> float:
    """Return for how many seconds this process was ready to run and others had the processors."""
    try:
        with open("/proc/self/schedstat", "rb") as found:  # noqa: PTH123 - twice in every call
            return int(found.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


class Callback:
    """Stands for a test's own function; a call runs it in the judge."""

    def __init__(self, number: int, name: str, send: Send) -> None:
        self.number = number
        self.__name__ = name
        self._send = send

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Have the judge call its function and return the plain data that comes back."""
        return self._send(self.number, args, kwargs)


class Server:
    """Answers one judge at a time, on the stack that `session` describes."""

    def __init__(self, channel: Channel, shell: Shell) -> None:
        self._channel = channel
        self._shell = shell
        self._alarm = Alarm()
        self._objects: list[Any] = []  # what the judge may name again must stay alive
        self._numbers: dict[int, int] = {}
        self._owner = os.getpid()
        self._copies: list[int] = []
        self._work: dict[str, Callable[[Message, bytes], None]] = {
            "run": self._run,
            "get": self._get,
            "files": self._files,
            "state": self._state,
            "call": self._call,
            "copy": self._copy,
        }

    def serve(self) -> None:
        """Answer until the judge closes the socket; never returns."""
        with contextlib.suppress(ChannelClosed):
            while True:
                message, blob = self._channel.receive()
                self._work[message["op"]](message, blob)
        os._exit(0)

    def check(self, question: str) -> str:
        """Have the judge check a question now, and return what its public tests say."""
        answer, _ = self._ask({"ev": "check", "q": question})
        if "missing" in answer:
            raise FileNotFoundError(f"Test {question} does not exist")
        return str(answer.get("text", ""))

    def _run(self, message: Message, blob: bytes) -> None:
        outcome = ""
        try:
            try:
                self._alarm.arm(message["seconds"])
                outcome = self._shell.execute(message["source"], message["seed"])
            finally:
                self._alarm.disarm()
        except TimeLimit:
            self._alarm.disarm()
        except Exception as error:
            # Before the cell began, such as a seed by a function that the notebook has replaced.
            told = _raised(error)
            outcome = f"{told['type']}: {told['text']}"
        self._leave_if_forked()
        with contextlib.suppress(BaseException):
            self._shell.after_cell()
        limited, printed = self._alarm.rang, self._shell.printed
        self._channel.send({"re": "run", "limited": limited, "error": outcome[:500], "printed": printed})

    def _get(self, message: Message, blob: bytes) -> None:
        names = self._shell.user_ns
        encoder = Encoder(self._refer)
        room = MAX_TEXT // 2
        found = {}
        for name in message["names"]:
            if name in names:
                found[name] = self._encode(encoder, names[name], room)
                room -= len(json.dumps(found[name]))
        self._channel.send({"re": "get", "v": found}, encoder.blob)

    def _files(self, message: Message, blob: bytes) -> None:
        """Read files for a test, which has no way of its own into the work folder."""
        encoder = Encoder(self._refer)
        found = {}
        for name in message["names"]:
            with contextlib.suppress(OSError, CodecError):
                if os.path.isfile(name) and os.path.getsize(name) <= MAX_FILE:  # noqa: PTH113, PTH202
                    found[name] = encoder.encode(Path(name).read_bytes())
        self._channel.send({"re": "files", "v": found}, encoder.blob)

    def _state(self, message: Message, blob: bytes) -> None:
        """Say what a doctest sees of the notebook beside values: which names there are, and how NumPy prints."""
        known = {
            "names": lambda: [name for name in self._shell.user_ns if type(name) is str],
            "printing": np.get_printoptions,
        }
        encoder = Encoder(self._refer)
        found = {}
        for name in message["names"]:
            with contextlib.suppress(Exception):
                found[name] = encoder.encode(known[name]())
        self._channel.send({"re": "state", "v": found}, encoder.blob)

    def _call(self, message: Message, blob: bytes) -> None:
        with self._outcome(message["seconds"]) as say:
            decoder = Decoder(blob, self._resolve)
            args = [decoder.decode(tree) for tree in message["args"]]
            kwargs = {name: decoder.decode(tree) for name, tree in message["kwargs"].items()}
            pieces = {name: decoder.decode(tree) for name, tree in message["pieces"].items()}
            function = _DEEDS[message["do"]](self._objects[message["fn"]])
            before = [_content(a, message["in_place"]) for a in args]
            for module, seed in message["seeds"]:
                (random if module == "random" else np.random).seed(seed)
            with (
                self._shell.builtin_trap,
                self._shell.sink.kept() as printed,
                _replaced(self._shell.user_ns, pieces),
            ):
                value = function(*args, **kwargs)
            after = [_content(a, message["in_place"]) for a in args]
            encoder = Encoder(self._refer)
            tree = self._encode(encoder, value, MAX_TEXT // 2)
            reply = {"re": "value", "v": tree, "changed": before != after, "printed": printed.getvalue()}
            if message["in_place"]:
                changed = {str(i): args[i] for i in range(len(args)) if before[i] != after[i]}
                reply["args"] = {i: self._encode(encoder, a, MAX_TEXT // 4) for i, a in changed.items()}
            say(reply, encoder.blob)

    @contextlib.contextmanager
    def _outcome(self, seconds: float) -> Iterator[Callable[[Message, bytes], None]]:
        """Run the body under the time limit and send what it says, or what it raised."""
        said: list[tuple[Message, bytes]] = []
        try:
            try:
                self._alarm.arm(seconds)
                yield lambda message, blob: said.append((message, blob))
            finally:
                self._alarm.disarm()
        except TimeLimit:
            self._alarm.disarm()
            said = [({"re": "limit"}, b"")]
        except BaseException as error:
            said = [(_raised(error), b"")]
        self._leave_if_forked()
        self._channel.send(*said[0])

    def _callback(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        encoder = Encoder(self._refer)
        trees = {
            "args": [encoder.encode(a) for a in args],
            "kwargs": {k: encoder.encode(v) for k, v in kwargs.items()},
        }
        answer, blob = self._ask({"ev": "callback", "id": number, **trees}, encoder.blob)
        if "raised" in answer:
            raise rebuilt(
                str(answer["raised"]), str(answer["base"]), f"the function raised {answer['raised']}"
            )
        return Decoder(blob, self._resolve).decode(answer["v"])

    def _ask(self, message: Message, blob: bytes = b"") -> tuple[Message, bytes]:
        """Send an event and serve the judge until its answer comes. The judge's time is not the student's."""
        if threading.current_thread() is not threading.main_thread() or os.getpid() != self._owner:
            raise RuntimeError("only the notebook's own process and thread can ask for this")
        left = self._alarm.disarm()
        try:
            self._channel.send(message, blob)
            while True:
                answer, answer_blob = self._channel.receive()
                if "answer" in answer:
                    return answer, answer_blob
                self._work[answer["op"]](answer, answer_blob)
        finally:
            if left:
                self._alarm.arm(left)

    def _copy(self, message: Message, blob: bytes) -> None:
        """Continue as a copy on a socket that the judge sent; this process goes on too."""
        for pid in list(self._copies):
            with contextlib.suppress(ChildProcessError):
                if not os.waitpid(pid, os.WNOHANG)[0]:
                    continue
            self._copies.remove(pid)
        handle = self._channel.handles.pop()
        pid = _forked()
        if pid:
            os.close(handle)
            self._copies.append(pid)
            return
        self._copies = []
        self._owner = os.getpid()
        self._channel.close()
        self._channel = Channel(socket.socket(fileno=handle), patient=True)
        self.serve()

    def _encode(self, encoder: Encoder, value: Any, room: int) -> Any:
        """Return a tree of at most `room` bytes, or a reference with the reason where the value is no plain data."""
        try:
            tree = encoder.encode(value)
            if len(json.dumps(tree)) <= room:
                return tree
            why = "it is larger than what one message holds"
        except CodecError as error:
            why = str(error)
        except Exception as error:
            why = f"reading it raised {type(error).__name__}"
        try:
            number = self._number(value)
        except CodecError:
            number = -1
        return {"t": "opaque", "id": number, "n": type(value).__name__[:80], "w": why}

    def _refer(self, value: Any) -> Reference:
        """Return the reference that stands for a function, a class, a module or an object."""
        kind = type(value)
        if kind is Callback:
            return {"t": "callback", "id": value.number}
        tree = {"id": self._number(value), "n": kind.__name__[:80]}
        if isinstance(value, type):
            return {
                **tree,
                "t": "type",
                "m": value.__module__,
                "q": value.__qualname__,
                "n": value.__name__[:80],
            }
        if isinstance(value, ModuleType):
            return {**tree, "t": "module", "q": value.__name__}
        if is_function(value):
            name, doc = getattr(value, "__name__", kind.__name__), value.__doc__
            return {
                **tree,
                "t": "function",
                "n": str(name)[:80],
                "d": doc[:2000] if isinstance(doc, str) else "",
            }
        can = ["__call__"] * callable(value) + ["__next__"] * hasattr(kind, "__next__")
        return {**tree, "t": "opaque", "m": kind.__module__, "q": kind.__qualname__, "can": can}

    def _resolve(self, reference: Reference) -> Any:
        """Return what is behind a reference of the judge's."""
        kind = reference["t"]
        if kind == "callback":
            return Callback(int(reference["id"]), str(reference["n"]), self._callback)
        if kind in ("type", "module"):
            module = importlib.import_module(reference["m"])
            return module if kind == "module" else named_type(reference["m"], reference["q"])
        found = self._objects[int(reference["id"])]
        return type(found) if kind == "type of" else found

    def _number(self, value: Any) -> int:
        found = self._numbers.get(id(value))
        if found is None:
            if len(self._objects) >= MAX_REFERENCES:
                raise CodecError("too many functions and objects")
            found = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return found

    def _leave_if_forked(self) -> None:
        # A cell may have forked, and the child may have returned from the cell: it must not answer too.
        if os.getpid() != self._owner:
            os._exit(0)


def _forked() -> int:
    """Fork, and try again where a neighbour of the same user has taken all processes for a moment."""
    for _ in range(100):
        with contextlib.suppress(BlockingIOError):
            return os.fork()
        time.sleep(0.02)
    return os.fork()


def _source(function: Any) -> Callable[[], str]:
    return lambda: inspect.getsource(function)


def _signature(function: Any) -> Callable[[], list[Any]]:
    """Return what gives the name, the kind and the default of each parameter."""
    found = inspect.signature(function).parameters.values()
    return lambda: [
        (p.name, int(p.kind), {} if p.default is p.empty else {"default": p.default}) for p in found
    ]


# What the judge may have done with something: a call, the next of an iterator, the text of a function.
_DEEDS: dict[str, Callable[[Any], Callable[..., Any]]] = {
    "call": lambda function: function,
    "next": lambda iterator: iterator.__next__,
    "source": _source,
    "signature": _signature,
}


@contextlib.contextmanager
def _replaced(names: dict[str, Any], pieces: dict[str, Any]) -> Iterator[None]:
    kept = {name: names[name] for name in pieces if name in names}
    names.update(pieces)
    try:
        yield
    finally:
        for name in pieces:
            names.pop(name, None)
        names.update(kept)


def _content(argument: Any, in_place: bool) -> bytes | str | None:
    """What an argument holds that a function could change in place."""
    if isinstance(argument, np.ndarray):
        return argument.tobytes()
    return repr(argument) if isinstance(argument, list) or (in_place and isinstance(argument, dict)) else None


def _raised(error: BaseException) -> Message:
    """Describe an exception: its type, the built-in type it derives from, and its text."""
    try:
        text = str(error)[:2000]
    except BaseException:
        text = ""
    return {"re": "raised", "type": type(error).__name__[:80], "base": builtin_base(error), "text": text}
