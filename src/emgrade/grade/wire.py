"""Frames on a stream socket, each send and receive with a total deadline."""

from __future__ import annotations

import select
import socket
import struct
import time

from .message import MAX_BYTES, MAX_TEXT, CodecError

_HEAD = struct.Struct("<II")
_PART = 1 << 17


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

    def send(self, text: bytes, blob: bytes = b"", deadline: float | None = None) -> None:
        """Send one frame.

        Raises
        ------
        ChannelClosed, ChannelTimeout
            When the other side has gone, or does not read until `deadline` (of `time.monotonic`).
        CodecError
            When the frame would be too large.
        """
        if len(text) > MAX_TEXT or len(blob) > MAX_BYTES:
            raise CodecError("the message is too large")
        rest = memoryview(_HEAD.pack(len(text), len(blob)) + text + blob)
        while rest:
            try:
                rest = rest[self.sock.send(rest) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except OSError:
                raise ChannelClosed from None

    def send_handle(self, text: bytes, handle: int) -> None:
        """Send one short frame with a descriptor to a patient channel.

        Raises
        ------
        ChannelClosed
            When the other side has gone, or is not waiting for a frame.
        """
        try:
            socket.send_fds(self.sock, [_HEAD.pack(len(text), 0) + text], [handle])
        except OSError:
            raise ChannelClosed from None

    def receive(self, deadline: float | None = None) -> tuple[bytes, bytes]:
        """Return the text and the bytes of the next frame.

        Raises
        ------
        ChannelClosed, ChannelTimeout
            When the other side has gone, or no whole frame came until `deadline`.
        CodecError
            When a length is out of bounds.
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
        return text, blob

    @property
    def holds_more(self) -> bool:
        """Whether something read from the socket waits for a `receive`: a poll does not see it."""
        return bool(self._arrived)

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


def _wait(poll: select.poll, deadline: float | None) -> None:
    if deadline is None:
        poll.poll()
        return
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(max(1, left * 1000)):
        raise ChannelTimeout
