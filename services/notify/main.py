"""The composition root of `notify`: the only file that knows all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.notify.api import STATUSES, router
from services.notify.application import Notifications
from services.notify.publishing import to_fact
from services.notify.settings import NotifySettings
from services.notify.subscriptions import SUBSCRIPTIONS
from services.notify.views import Inbox
from shared.access import Tokens
from shared.database import Database
from shared.eventstore import Commands
from shared.http.service import application, serve
from shared.messaging.policy import Policy
from shared.readmodel import Copies
from shared.runtime import Runtime

if TYPE_CHECKING:
    from fastapi import FastAPI


def build(settings: NotifySettings) -> FastAPI:
    """Everything of this service, put together; nothing connects before it is started."""
    notifications = Notifications(Database(settings.store_url, "notify"))
    inbox = Copies(Database(settings.views(), "notify_views"), Inbox())
    commands = Commands(notifications)
    runtime = Runtime(
        name="notify",
        nats_url=settings.nats_url,
        tokens=Tokens(settings.issuer, settings.jwks_url),
        commands_or_none=commands,
        to_fact=to_fact,
        read_models=[inbox],
        policies=[
            Policy(
                name=name,
                service="notify",
                nats_url=settings.nats_url,
                sources=subscription.sources,
                commands=commands,
                react=subscription.reactions(notifications),
            )
            for name, subscription in SUBSCRIPTIONS.items()
        ],
    )
    return application(
        runtime,
        [router(notifications, inbox)],
        STATUSES,
        "The inbox of every account, fed by the facts of the other services.",
    )


if __name__ == "__main__":
    settings = NotifySettings()
    serve(build(settings), settings)
