"""The student's functions and objects, numbered: only the numbers cross to the judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..codec import Reference
from ..message import CodecError

MAX_REFERENCES = 50_000

CallBack = Callable[[int, tuple[Any, ...], dict[str, Any]], Any]


class Callback:
    """Stands for a test's own function; a call runs it in the judge."""

    def __init__(self, number: int, name: str, send: CallBack) -> None:
        self.number = number
        self.__name__ = name
        self._send = send

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Have the judge call its function and return the plain data that comes back."""
        return self._send(self.number, args, kwargs)


class References:
    """A table of objects that must stay alive because the judge may name them again."""

    def __init__(self, send: CallBack) -> None:
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._send = send

    def refer(self, value: Any) -> Reference:
        """Return the reference that stands for `value`."""
        if type(value) is Callback:
            return {"t": "callback", "id": value.number}
        number = self._number(value)
        if callable(value):
            return {
                "t": "function",
                "id": number,
                "n": str(getattr(value, "__name__", type(value).__name__))[:80],
            }
        return {"t": "opaque", "id": number, "n": type(value).__name__[:80]}

    def opaque(self, value: Any, reason: str) -> Reference:
        """Return a reference to a value that could not be sent, with the reason."""
        return {"t": "opaque", "id": self._number(value), "n": type(value).__name__[:80], "w": reason}

    def resolve(self, reference: Reference) -> Any:
        """Return the object behind a reference of the judge's."""
        if reference["t"] == "callback":
            return Callback(int(reference["id"]), str(reference["n"]), self._send)
        return self._objects[int(reference["id"])]

    def get(self, number: int) -> Any:
        """Return the object with this number."""
        return self._objects[number]

    def _number(self, value: Any) -> int:
        found = self._numbers.get(id(value))
        if found is None:
            if len(self._objects) >= MAX_REFERENCES:
                raise CodecError("too many functions and objects")
            found = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return found
