"""Decoders of JSON, made by one thread at a time and kept.

msgspec keeps what it learns of a type on the type itself, where other threads see it before it
is complete: two threads that meet a type at one moment for the first time can end the process
(seen with 0.22.0). A decoder that was made is safe in every thread.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_making = threading.Lock()
_made: dict[Any, msgspec.json.Decoder[Any]] = {}


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of a type."""
    known = _made.get(kind)
    if known is None:
        with _making:
            known = _made.get(kind) or msgspec.json.Decoder(kind)
            _made[kind] = known
    return known
