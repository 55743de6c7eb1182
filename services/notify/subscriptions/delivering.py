"""Which facts a policy answers with messages: to whom, which text, and what it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from services.notify.application import Notifications
from shared.contracts import Envelope

# Audiences, the key of the text, and the values it names.
Addressed = tuple[Sequence[str], str, dict[str, str]]


def _apart(_: Envelope) -> str | None:
    return None


@dataclass(frozen=True)
class Subscription:
    """Facts of these sources and their messages.

    Of facts that share an occasion, which is a text of their own, only the first is told.
    """

    sources: tuple[str, ...]
    addressed: Callable[[Envelope], Addressed | None]
    occasion_of: Callable[[Envelope], str | None] = _apart

    def reactions(
        self, application: Notifications
    ) -> Callable[[Envelope], list[Callable[[], object]]]:
        """The answer to each fact: a delivery for every audience it concerns.

        The messages of one fact are delivered in one transaction.
        """

        def react(envelope: Envelope) -> list[Callable[[], object]]:
            told = self.addressed(envelope)
            if told is None:
                return []
            audiences, kind, values = told
            return [
                partial(
                    application.deliver,
                    audience,
                    kind,
                    envelope.id,
                    values,
                    envelope.time.date(),
                    self.occasion_of(envelope),
                )
                for audience in audiences
            ]

        return react
