"""Facts of people at work.

Names, birth dates and numbers are not here: they may be erased, facts may not.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.envelope import Fact

Gender = Literal["female", "male"]


class PersonEnrolled(Fact, frozen=True, kw_only=True):
    """A person works in a unit from `on`."""

    person_id: UUID
    unit_id: UUID
    gender: Gender
    on: date


class PersonTransferred(Fact, frozen=True, kw_only=True):
    """A person left `from_unit_id` and works in `to_unit_id` from `on`."""

    person_id: UUID
    from_unit_id: UUID
    to_unit_id: UUID
    on: date


class PersonLeft(Fact, frozen=True, kw_only=True):
    """A person's last day in `unit_id` was the day before `on`."""

    person_id: UUID
    unit_id: UUID
    on: date
    reason: str
