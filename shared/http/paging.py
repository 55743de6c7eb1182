"""Cursor paging: pages by key, stable while the list grows."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from fastapi import Query
from pydantic import BaseModel

from shared.decoders import decoder
from shared.http.problems import MalformedRequest

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=1000, description="How many items at most")]
Cursor = Annotated[str | None, Query(description="`next` of the page before")]
DEFAULT_LIMIT = 200


class Page(BaseModel, Generic[T]):
    """Some items, and where to go on; `next` is null on the last page."""

    items: list[T]
    next: str | None = None


def encode_cursor(place: list[Any]) -> str:
    """An opaque cursor for a place in an ordered list."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def decode_cursor(cursor: str | None) -> list[Any] | None:
    """The place of a cursor. Raises `MalformedRequest` for one we did not make."""
    if cursor is None:
        return None
    try:
        return decoder(list[Any]).decode(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise MalformedRequest("this cursor is not one of ours; start without it") from None


def page_of(found: list[T], limit: int, place: Callable[[T], list[Any]]) -> Page[T]:
    """A page from up to `limit + 1` items found; `place` says where an item stands."""
    items = found[:limit]
    more = len(found) > limit
    return Page(items=items, next=encode_cursor(place(items[-1])) if more else None)
