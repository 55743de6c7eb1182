"""What `bloc` answers about erasing a person's data."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec


class Erasure(msgspec.Struct, frozen=True):
    """What is held of a person, or how far their erasure has gone; `store` keeps it."""

    person_id: UUID
    held: tuple[str, ...] = ()
    erased_on: date | None = None
    reason: str | None = None
    store: str = "sqlite"
    in_store: bool = False
    in_bucket: bool = False
