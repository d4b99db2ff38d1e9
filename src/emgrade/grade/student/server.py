"""The student's end of the socket: runs cells, hands out names, calls functions, asks for checks."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..codec import Decoder, Encoder
from ..exceptions import builtin_base, rebuilt
from ..message import CodecError, parse
from ..wire import Channel, ChannelClosed
from .alarm import Alarm, TimeLimit
from .references import References
from .shell import Shell

Message = dict[str, Any]


class Server:
    """Answers one judge at a time.

    A cell or a function may itself need the judge (a check, a callback). Then the judge may ask for more before it
    answers, so both sides follow the same stack.
    """

    def __init__(self, channel: Channel, shell: Shell) -> None:
        self._channel = channel
        self._shell = shell
        self._alarm = Alarm()
        self._references = References(self._callback)
        self._owner = os.getpid()
        self._copy = 0
        self._work: dict[str, Callable[[Message, bytes], None]] = {
            "run": self._run,
            "get": self._get,
            "call": self._call,
            "copy": self._fork,
            "end": self._end_copy,
        }

    def serve(self) -> None:
        """Answer until the judge closes the socket; never returns."""
        with contextlib.suppress(ChannelClosed):
            while True:
                message, blob = self._receive()
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
        self._leave_if_forked()
        with contextlib.suppress(BaseException):
            self._shell.after_cell()
        self._send(
            {"re": "run", "limited": self._alarm.rang, "error": outcome[:500], "printed": self._shell.printed}
        )

    def _get(self, message: Message, blob: bytes) -> None:
        names = self._shell.user_ns
        encoder = self._encoder()
        found = {name: self._encode(encoder, names[name]) for name in message["names"] if name in names}
        self._send({"re": "get", "v": found}, encoder.blob)

    def _call(self, message: Message, blob: bytes) -> None:
        decoder = Decoder(blob, self._references.resolve)
        args = [decoder.decode(tree) for tree in message["args"]]
        kwargs = {name: decoder.decode(tree) for name, tree in message["kwargs"].items()}
        function = self._references.get(message["fn"])
        before = [_content(a) for a in args]
        with self._outcome(message["seconds"]) as say:
            with self._shell.builtin_trap:
                value = function(*args, **kwargs)
            changed = before != [_content(a) for a in args]
            encoder = self._encoder()
            say({"re": "value", "v": self._encode(encoder, value), "changed": changed}, encoder.blob)

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
        self._send(*said[0])

    def _callback(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        encoder = self._encoder()
        trees = {
            "args": [encoder.encode(a) for a in args],
            "kwargs": {k: encoder.encode(v) for k, v in kwargs.items()},
        }
        answer, blob = self._ask({"ev": "callback", "id": number, **trees}, encoder.blob)
        if "raised" in answer:
            raise rebuilt(
                str(answer["raised"]), str(answer["base"]), f"the function raised {answer['raised']}"
            )
        return Decoder(blob, self._references.resolve).decode(answer["v"])

    def _ask(self, message: Message, blob: bytes = b"") -> tuple[Message, bytes]:
        """Send an event and serve the judge until its answer comes. The judge's time is not the student's."""
        if threading.current_thread() is not threading.main_thread() or os.getpid() != self._owner:
            raise RuntimeError("only the notebook's own process and thread can ask for this")
        left = self._alarm.disarm()
        try:
            self._send(message, blob)
            while True:
                answer, answer_blob = self._receive()
                if "answer" in answer:
                    return answer, answer_blob
                self._work[answer["op"]](answer, answer_blob)
        finally:
            if left:
                self._alarm.arm(left)

    def _fork(self, message: Message, blob: bytes) -> None:
        """Continue as a copy on a socket that the judge sent; this process goes on too."""
        self._end_copy(message, blob)
        handle = self._channel.handles.pop()
        pid = os.fork()
        if pid:
            os.close(handle)
            self._copy = pid
            return
        self._copy = 0
        self._owner = os.getpid()
        self._channel.close()
        self._channel = Channel(socket.socket(fileno=handle), patient=True)
        self.serve()

    def _end_copy(self, message: Message, blob: bytes) -> None:
        if self._copy:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._copy, signal.SIGKILL)
                os.waitpid(self._copy, 0)
            self._copy = 0

    def _encoder(self) -> Encoder:
        return Encoder(self._references.refer)

    def _encode(self, encoder: Encoder, value: Any) -> Any:
        """Return a tree, or a reference with the reason where the value is no plain data after all."""
        try:
            return encoder.encode(value)
        except CodecError as error:
            return self._references.opaque(value, str(error))
        except Exception as error:
            return self._references.opaque(value, f"reading it raised {type(error).__name__}")

    def _leave_if_forked(self) -> None:
        # A cell may have forked, and the child may have returned from the cell: it must not answer too.
        if os.getpid() != self._owner:
            os._exit(0)

    def _send(self, message: Message, blob: bytes = b"") -> None:
        self._channel.send(json.dumps(message).encode(), blob)

    def _receive(self) -> tuple[Message, bytes]:
        text, blob = self._channel.receive()
        return parse(text), blob


def _content(argument: Any) -> bytes | str | None:
    """What an argument holds that a function could change in place."""
    if isinstance(argument, np.ndarray):
        return argument.tobytes()
    return repr(argument) if isinstance(argument, list) else None


def _raised(error: BaseException) -> Message:
    """Describe an exception: its type, the built-in type it derives from, and its text."""
    try:
        text = str(error)[:2000]
    except BaseException:
        text = ""
    return {"re": "raised", "type": type(error).__name__[:80], "base": builtin_base(error), "text": text}
