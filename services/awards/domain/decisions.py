"""Decisions of the competent authority on nominations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.awards.domain.errors import (
    DecisionBeyondQuota,
    DecisionNominationTwice,
    DecisionWithoutNominations,
)


@dataclass(frozen=True)
class Room:
    """How many more may be granted an award in the year, and the rule that says so."""

    award: str
    left: int
    rule: str


class Decision(Aggregate):
    """The competent authority's decision on a list of nominations."""

    TOPIC = "decision"

    class Created(Aggregate.Created):
        TOPIC = "decision.issued"
        number: str
        authority: str
        year: int
        decided_on: date
        nomination_ids: tuple[UUID, ...]

    @classmethod
    def issue(
        cls,
        decision_id: UUID,
        number: str,
        authority: str,
        year: int,
        decided_on: date,
        nomination_ids: tuple[UUID, ...],
    ) -> Decision:
        if not nomination_ids:
            raise DecisionWithoutNominations(f"decision {number} is about nobody")
        if len(set(nomination_ids)) < len(nomination_ids):
            raise DecisionNominationTwice(f"decision {number} lists a nomination twice")
        return cls._create(
            cls.Created,
            id=decision_id,
            number=number,
            authority=authority,
            year=year,
            decided_on=decided_on,
            nomination_ids=nomination_ids,
        )

    def require_room(self, awards: Sequence[str], rooms: Sequence[Room]) -> None:
        """Refuse when the awards of its nominations are more than a quota leaves room for."""
        for room in rooms:
            wanted = awards.count(room.award)
            if wanted > max(room.left, 0):
                raise DecisionBeyondQuota(
                    f"decision {self.number} would grant {room.award} to {wanted}, and "
                    f"{max(room.left, 0)} more may have it in {self.year} by {room.rule}"
                )

    @event(Created)
    def __init__(
        self,
        number: str,
        authority: str,
        year: int,
        decided_on: date,
        nomination_ids: tuple[UUID, ...],
    ) -> None:
        self.number = number
        self.authority = authority
        self.year = year
        self.decided_on = decided_on
        self.nomination_ids = nomination_ids
