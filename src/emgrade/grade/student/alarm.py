"""A time limit that a process sets on itself: another user's process could not be signalled."""

from __future__ import annotations

import signal
from types import FrameType


class TimeLimit(BaseException):
    """The cell or the call ran out of time. Not an `Exception`, so that `except Exception` does not swallow it."""


class Alarm:
    """Interrupts the main thread after some seconds, and again and again where the interruption is swallowed."""

    def __init__(self) -> None:
        self._armed = False
        self.rang = False

    def arm(self, seconds: float) -> None:
        """Start counting."""
        self._armed, self.rang = True, False
        # Looked at each time: the code before may have set its own handler.
        if signal.getsignal(signal.SIGALRM) != self._ring:
            signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.2)

    def disarm(self) -> float:
        """Stop counting and return the seconds that were left."""
        self._armed = False
        return signal.setitimer(signal.ITIMER_REAL, 0)[0]

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self.rang = True
            raise TimeLimit
