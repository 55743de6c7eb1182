"""The use cases of notifications: deliver, read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.notify.domain import Notification
from shared.eventstore import EventSourcedApplication


class Notifications(EventSourcedApplication):
    """Delivers messages and records who has read them."""

    def deliver(
        self,
        audience: str,
        kind: str,
        about: str,
        values: dict[str, str],
        delivered_on: date,
        occasion: str | None = None,
    ) -> None:
        """Deliver a message once, however often it is asked for.

        Facts of one `occasion` are one message, which is about the first of them.
        """
        message_id = Notification.id_for(audience, kind, occasion or about)
        if not self.exists(message_id):
            self.save(
                Notification.deliver(message_id, audience, kind, about, values, delivered_on)
            )

    def read(
        self, notification_id: UUID, account: str, audiences: tuple[str, ...], read_on: date
    ) -> None:
        notification = self.load(Notification, notification_id)
        notification.read(account, audiences, read_on)
        self.save(notification)
