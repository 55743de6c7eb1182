"""The final ranking of a bloc's year: places from the appraised scores, finalised once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.domain.scorecard import Scorecard

RANKINGS: Final = UUID("c7a3f2d4-91be-5f0d-b6a8-2e4c8d9a1f35")


@dataclass(frozen=True)
class Place:
    """A unit's place: equal totals share a rank, and the next rank is left out."""

    rank: int
    unit_id: UUID
    total: Decimal


class Ranking(Aggregate):
    TOPIC = "ranking"

    class Created(Aggregate.Created):
        TOPIC = "ranking.finalised"
        bloc_id: UUID
        year: int
        places: tuple[Place, ...]
        finalised_on: date

    @staticmethod
    def id_of(bloc_id: UUID, year: int) -> UUID:
        """The one id the ranking of a bloc's year can have, so that it is finalised once."""
        return uuid5(RANKINGS, f"{bloc_id}/{year}")

    # Commands decide. They may refuse.

    @classmethod
    def finalise(
        cls, scorecards: Sequence[Scorecard], *, bloc_id: UUID, year: int, finalised_on: date
    ) -> Ranking:
        """Fix the places from the scorecards of a bloc's year, all of which are appraised."""
        if not scorecards:
            raise RankingEmpty(bloc_id, year)
        for card in scorecards:
            if (card.bloc_id, card.year) != (bloc_id, year):
                raise RankingOfOtherBloc(card.id)
        waiting = [card.unit_id for card in scorecards if not card.is_submitted("appraised")]
        if waiting:
            raise RankingIncomplete(waiting)
        totals = {card.unit_id: card.totals("appraised").total for card in scorecards}
        return cls._create(
            cls.Created,
            id=cls.id_of(bloc_id, year),
            bloc_id=bloc_id,
            year=year,
            places=places_of(totals),
            finalised_on=finalised_on,
        )

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(self, *, bloc_id: UUID, year: int, places: tuple[Place, ...]) -> None:
        self.bloc_id = bloc_id
        self.year = year
        self.places = places


def places_of(totals: Mapping[UUID, Decimal]) -> tuple[Place, ...]:
    """The places of units by total, the highest first; ids order those that share a rank."""
    ordered = sorted(totals.items(), key=lambda one: (-one[1], str(one[0])))
    return tuple(
        Place(1 + sum(other > total for other in totals.values()), unit_id, total)
        for unit_id, total in ordered
    )


class RankingEmpty(CovenantServiceError):
    def __init__(self, bloc_id: UUID, year: int) -> None:
        super().__init__(
            f"Bloc {bloc_id} has no scorecard in {year}; open and appraise them first.",
        )


class RankingOfOtherBloc(CovenantServiceError):
    def __init__(self, scorecard_id: UUID) -> None:
        super().__init__(
            f"Scorecard {scorecard_id} is of another bloc or year; leave it out.",
        )


class RankingIncomplete(CovenantServiceError):
    def __init__(self, waiting: Sequence[UUID]) -> None:
        units = ", ".join(str(unit_id) for unit_id in waiting)
        super().__init__(
            f"The scores of {units} are not appraised; submit them in layer appraised first.",
        )


class RankingAlreadyFinalised(CovenantServiceError):
    def __init__(self, bloc_id: UUID, year: int) -> None:
        super().__init__(
            f"The ranking of bloc {bloc_id} in {year} is final; it is not made again.",
        )
