"""What `notify` publishes: what was delivered, to which audience, and who has read it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.contracts.envelope import Fact


class NotificationDelivered(Fact, frozen=True, kw_only=True):
    """A message about a fact stands in the inbox of an audience.

    `audience` is a role with its scope: `unit_officer@<unit id>`, or a role alone:
    `emulation_officer`. `kind` is a key of the text catalogue, `about` the id of the fact.
    """

    notification_id: UUID
    audience: str
    kind: str
    about: str
    values: dict[str, str]
    delivered_on: date


class NotificationRead(Fact, frozen=True, kw_only=True):
    """An account has read a message."""

    notification_id: UUID
    account: str
    read_on: date
