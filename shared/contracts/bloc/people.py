"""Facts of people at work.

Names, birth dates and numbers are not here: they may be erased, facts may not.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.envelope import Fact

Gender = Literal["female", "male"]
# No kind says that somebody is ill: a log that never forgets holds no health data.
LeaveKind = Literal["maternity", "study", "unpaid", "other"]
ErasureReason = Literal[
    "requested", "purpose_fulfilled", "retention_ended", "ordered", "agreed", "other_law"
]
# What is known of a person by name, under the names of the API's fields.
CardField = Literal[
    "full_name",
    "job_title",
    "birth_date",
    "citizen_number",
    "email",
    "phone",
    "staff_number",
]


class PersonEnrolled(Fact, frozen=True, kw_only=True):
    """A person works in a unit from `on`: for the first time, or again after they had left."""

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


class PersonSeconded(Fact, frozen=True, kw_only=True):
    """A person of `unit_id` works elsewhere from `on`: in `to_unit_id`, or with a body outside.

    They stay on the roll of `unit_id`; `host` is the name of the body outside.
    """

    person_id: UUID
    unit_id: UUID
    to_unit_id: UUID | None = None
    host: str | None = None
    on: date


class SecondmentEnded(Fact, frozen=True, kw_only=True):
    """A seconded person is back at work in `unit_id` from `on`."""

    person_id: UUID
    unit_id: UUID
    on: date


class LeaveBegan(Fact, frozen=True, kw_only=True):
    """A person of `unit_id` is on long leave from `on`."""

    person_id: UUID
    unit_id: UUID
    kind: LeaveKind
    on: date


class LeaveEnded(Fact, frozen=True, kw_only=True):
    """A person is back from leave, at work in `unit_id` from `on`.

    Over is the leave that was told of last and was not over: one that is learnt of late is told
    with its end, while another may go on. No two leaves of a person share a day.
    """

    person_id: UUID
    unit_id: UUID
    on: date


class PersonLeft(Fact, frozen=True, kw_only=True):
    """A person's last day in `unit_id` was the day before `on`."""

    person_id: UUID
    unit_id: UUID
    on: date
    reason: str


class PersonCardCorrected(Fact, frozen=True, kw_only=True):
    """What is known of a person by name was corrected: `fields` say which of it, never to what.

    Whoever keeps a name reads it anew from the bucket `people` or the API of `bloc`. Who
    corrected it and when, the envelope says.
    """

    person_id: UUID
    fields: tuple[CardField, ...]


class PersonErased(Fact, frozen=True, kw_only=True):
    """Who this person was is erased: whoever keeps a name of theirs deletes it now.

    The id and everything under it stays. `reason` is one of Law 91/2025/QH15, article 14(1).
    """

    person_id: UUID
    on: date
    reason: ErasureReason
