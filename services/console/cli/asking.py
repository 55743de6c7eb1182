"""Questions to the running services on the control channel, and their refusals in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from services.console.cli.output import fail
from shared.catalogue import catalogue
from shared.messaging.control import ANSWER_SECONDS, ControlRefused, ServiceSilent, ask

if TYPE_CHECKING:
    import msgspec
    from nats.aio.client import Client

A = TypeVar("A")


async def order(
    client: Client,
    service: str,
    verb: str,
    question: msgspec.Struct,
    answer: type[A],
    seconds: float = ANSWER_SECONDS,
) -> A:
    """Ask a service; ends the command, with its reason and a hint, when it refuses."""
    try:
        return await ask(client, service, verb, question, answer, seconds)
    except ServiceSilent:
        fail("cli.silent", "cli.silent_hint", service=service)
    except ControlRefused as refused:
        refusal = refused.refusal
        hint = f"cli.refusal.{refusal.code}"
        fail(
            "cli.refused",
            hint if catalogue().knows(hint) else "cli.refused_hint",
            service=service,
            code=refusal.code,
            detail=refusal.detail,
        )
