"""What every message between processes keeps to: its size, and that it is one JSON object."""

from __future__ import annotations

import json
from typing import Any

MAX_TEXT = (
    4 << 20
)  # bytes of JSON; a list costs memory at twenty times its text, so this bounds the judge at 100 MB
MAX_BYTES = 64 << 20


class CodecError(ValueError):
    """Bytes that are no message, or a value that is no plain data."""


def parse(text: bytes) -> dict[str, Any]:
    """Return the object that a message's JSON text holds.

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
