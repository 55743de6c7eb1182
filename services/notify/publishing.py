"""What leaves this service: every event becomes exactly one fact."""

from __future__ import annotations

from typing import assert_never

from services.notify.domain import Notification
from shared.contracts import Fact
from shared.contracts import notify as facts

NotifyEvent = Notification.Created | Notification.Read


def to_fact(event: NotifyEvent) -> Fact:
    """Translate an event of this service's store into the published language."""
    match event:
        case Notification.Created():
            return facts.NotificationDelivered(
                notification_id=event.originator_id,
                audience=event.audience,
                kind=event.kind,
                about=event.about,
                values=event.values,
                delivered_on=event.delivered_on,
            )
        case Notification.Read():
            return facts.NotificationRead(
                notification_id=event.originator_id,
                account=event.account,
                read_on=event.read_on,
            )
        case _:
            assert_never(event)
