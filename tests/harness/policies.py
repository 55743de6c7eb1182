"""A policy whose every answer shows: once, twice or not at all, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid5

from shared.contracts import Envelope
from tests.harness.stores import UnitStore

ANSWERS = UUID("6a1b9c5e-6a8f-5d57-9a53-0d7d6f1c2b12")


@dataclass
class Registering:
    """Answers every fact with a unit whose id follows from it: a second one would be refused.

    `refused` are ids of facts whose command fails, `quiet` those that ask for none.
    """

    store: UnitStore
    refused: set[str] = field(default_factory=set)
    quiet: set[str] = field(default_factory=set)
    error: Exception = field(default_factory=lambda: ValueError("against the rules"))

    def __call__(self, fact: Envelope) -> Sequence[Callable[[], object]]:
        if fact.id in self.quiet:
            return []
        return [partial(self.answer, fact)]

    def answer(self, fact: Envelope) -> None:
        self.store.register_here(uuid5(ANSWERS, fact.id))
        if fact.id in self.refused:
            raise self.error


def answered(store: UnitStore, *ids: str) -> bool:
    """Whether exactly these facts were answered, in this order."""
    wanted = [uuid5(ANSWERS, one) for one in ids]
    return [event.originator_id for event in store.events()] == wanted


def covenant(*positions: int) -> list[str]:
    return [f"covenant:{position}" for position in positions]
