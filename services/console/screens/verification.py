"""*Kiểm tra văn bản*: a code that was scanned or typed, and what is known of the paper.

Whoever holds a paper asks, signed in or not: names are those of units and blocs, from the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.client.covenant import Paper
from shared.contracts.bloc import BlocFormed, UnitRegistered, UnitRenamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.console.timeline import Timeline


@dataclass(frozen=True)
class VerificationScreen:
    """What was typed, and the paper it belongs to; none where there is no such."""

    typed: str
    paper: Paper | None = None
    names: dict[str, str] = field(default_factory=dict)

    def name(self, some_id: UUID) -> str | None:
        """The name of a unit or bloc of the paper."""
        return self.names.get(str(some_id))

    @property
    def holds(self) -> bool:
        """Whether nothing came after the paper that its reader has to know."""
        if self.paper is None:
            return False
        covenant, minutes = self.paper.covenant, self.paper.minutes
        if covenant is not None:
            return covenant.state == "in_force" and not covenant.appendices
        return minutes is not None and not (minutes.later_meeting_on or minutes.ranking_changed)


def mentioned(paper: Paper) -> Iterator[UUID]:
    """The bloc and the units of a paper."""
    yield paper.bloc_id
    if paper.covenant is not None:
        yield from (one.unit_id for one in paper.covenant.signatures)
    if paper.minutes is not None:
        yield from (one.unit_id for one in paper.minutes.standing)
        for ballot in paper.minutes.ballots:
            yield from (one.unit_id for one in ballot.votes)
        if paper.minutes.next_head_unit_id is not None:
            yield paper.minutes.next_head_unit_id


async def names_of(timeline: Timeline, ids: Iterable[UUID]) -> dict[str, str]:
    """What units and blocs are called, as the log says it last."""
    names = {}
    for entity, begun in (await timeline.first_of({str(one) for one in ids})).items():
        match begun.data:
            case BlocFormed(name=name):
                names[entity] = name
            case UnitRegistered(name=name):
                names[entity] = name
                renamed = await timeline.latest(1, None, entity, "unit_renamed")
                for fact in renamed.facts:
                    if isinstance(fact.data, UnitRenamed):
                        names[entity] = fact.data.name
            case _:
                continue
    return names
