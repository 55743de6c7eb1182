"""A message to an audience about a fact, and who has read it."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

MESSAGES = UUID("6a1b9c5e-6a8f-5d57-9a53-0d7d6f1c2b11")


class NotificationError(Exception):
    """A rule of this service refused a command."""


class NotificationForSomebodyElse(NotificationError):
    """The message is addressed to an audience the account does not belong to."""


class Notification(Aggregate):
    """One message. Its id follows from fact, kind and audience: delivered twice is one."""

    TOPIC = "notification"

    class Created(Aggregate.Created):
        TOPIC = "notification.delivered"
        audience: str
        kind: str
        about: str
        values: dict[str, str]
        delivered_on: date

    class Read(Aggregate.Event):
        TOPIC = "notification.read"
        account: str
        read_on: date

    @classmethod
    def deliver(
        cls,
        message_id: UUID,
        audience: str,
        kind: str,
        about: str,
        values: dict[str, str],
        delivered_on: date,
    ) -> Notification:
        return cls._create(
            cls.Created,
            id=message_id,
            audience=audience,
            kind=kind,
            about=about,
            values=values,
            delivered_on=delivered_on,
        )

    @staticmethod
    def id_for(audience: str, kind: str, occasion: str) -> UUID:
        """The id of the one message of an occasion, which is a fact or what several share."""
        return uuid5(MESSAGES, f"{occasion}/{kind}/{audience}")

    def read(self, account: str, audiences: tuple[str, ...], read_on: date) -> None:
        """Mark as read by an account; a second time changes nothing."""
        if self.audience not in audiences:
            raise NotificationForSomebodyElse(f"message {self.id} is for {self.audience}")
        if account not in self.readers:
            self._read(account, read_on)

    @event(Created)
    def __init__(
        self, audience: str, kind: str, about: str, values: dict[str, str], delivered_on: date
    ) -> None:
        self.audience = audience
        self.kind = kind
        self.about = about
        self.values = values
        self.delivered_on = delivered_on
        self.readers: set[str] = set()

    @event(Read)
    def _read(self, account: str, read_on: date) -> None:
        del read_on
        self.readers.add(account)
