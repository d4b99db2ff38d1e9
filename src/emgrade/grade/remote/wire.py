"""Frames on a stream socket: a JSON object and bytes, each send and receive with a total deadline."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

# Bytes of JSON; a list costs memory at twenty times its text, so this bounds one message at about 100 MB.
MAX_TEXT = 4 << 20
MAX_BYTES = 64 << 20

_HEAD = struct.Struct("<II")
_PART = 1 << 17


class CodecError(ValueError):
    """Bytes that are no message, or a value that is no plain data."""


class ChannelClosed(Exception):
    """The other side has gone."""


class ChannelTimeout(Exception):
    """The deadline passed before a whole frame had crossed."""


class Channel:
    """Sends and receives frames: two lengths, a JSON text, bytes.

    Parameters
    ----------
    sock : socket
        A connected stream socket; the channel owns it.
    patient : bool
        Whether to wait without deadlines, which saves a system call for each part, and to take descriptors, which
        are then in `handles`. Only for the side that is not afraid of the other.
    """

    def __init__(self, sock: socket.socket, *, patient: bool = False) -> None:
        self.sock = sock
        self.handles: list[int] = []
        self._arrived = bytearray()
        self._patient = patient
        sock.setblocking(patient)
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writable.register(sock, select.POLLOUT)

    def send(self, message: dict[str, Any], blob: bytes = b"", deadline: float | None = None) -> None:
        """Send one frame.

        Raises
        ------
        ChannelClosed, ChannelTimeout
            When the other side has gone, or does not read until `deadline` (of `time.monotonic`).
        CodecError
            When the frame would be too large.
        """
        text = json.dumps(message).encode()
        if len(text) > MAX_TEXT or len(blob) > MAX_BYTES:
            raise CodecError(f"more than {MAX_TEXT >> 20} MB of text, or {MAX_BYTES >> 20} MB of numbers")
        rest = memoryview(_HEAD.pack(len(text), len(blob)) + text + blob)
        while rest:
            try:
                rest = rest[self.sock.send(rest) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except OSError:
                raise ChannelClosed from None

    def send_handle(self, message: dict[str, Any], handle: int) -> None:
        """Send one short frame with a descriptor to a patient channel.

        Raises
        ------
        ChannelClosed
            When the other side has gone, or is not waiting for a frame.
        """
        text = json.dumps(message).encode()
        try:
            socket.send_fds(self.sock, [_HEAD.pack(len(text), 0) + text], [handle])
        except OSError:
            raise ChannelClosed from None

    def receive(self, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
        """Return the object and the bytes of the next frame.

        Raises
        ------
        ChannelClosed, ChannelTimeout
            When the other side has gone, or no whole frame came until `deadline`.
        CodecError
            When a length is out of bounds, or the text is not one JSON object.
        """
        self._gather(_HEAD.size, deadline)
        text_size, blob_size = _HEAD.unpack_from(self._arrived)
        if text_size > MAX_TEXT or blob_size > MAX_BYTES:
            raise CodecError("malformed message: too large")
        text_end = _HEAD.size + text_size
        end = text_end + blob_size
        self._gather(end, deadline)
        text, blob = bytes(self._arrived[_HEAD.size : text_end]), bytes(self._arrived[text_end:end])
        del self._arrived[:end]
        return parse(text), blob

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def _gather(self, size: int, deadline: float | None) -> None:
        """Wait until that many bytes have arrived. Memory grows with them: a length alone must not take any."""
        while len(self._arrived) < size:
            part = self._part(deadline)
            if not part:
                raise ChannelClosed
            self._arrived += part

    def _part(self, deadline: float | None) -> bytes:
        try:
            if not self._patient:
                _wait(self._readable, deadline)
                return self.sock.recv(_PART)
            part, handles, _, _ = socket.recv_fds(self.sock, _PART, 4)
        except OSError:
            raise ChannelClosed from None
        self.handles += handles
        return part


def parse(text: bytes) -> dict[str, Any]:
    """Return the object that a frame's JSON text holds.

    Raises
    ------
    CodecError
        For anything but one JSON object.
    """
    try:
        found = json.loads(str(text, "utf-8"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise CodecError(f"malformed message: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise CodecError("malformed message: an object was expected")
    return found


def _wait(poll: select.poll, deadline: float | None) -> None:
    if deadline is None:
        poll.poll()
        return
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(max(1, left * 1000)):
        raise ChannelTimeout
