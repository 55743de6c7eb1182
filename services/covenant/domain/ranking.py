"""The final ranking of a bloc's year: places from the appraised scores, finalised once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.flag import Acclamation, FlagChoice
from services.covenant.domain.order import ordered
from services.covenant.domain.place import Exclusion, Place
from services.covenant.domain.ranking_refusals import (
    RankingChangedMeanwhile,
    RankingEmpty,
    RankingIncomplete,
    RankingOfOtherBloc,
)
from services.covenant.domain.ranking_rules import RankingRules
from services.covenant.domain.scorecard import Scorecard

RANKINGS: Final = UUID("c7a3f2d4-91be-5f0d-b6a8-2e4c8d9a1f35")


class Ranking(Aggregate):
    TOPIC = "ranking"

    class Created(Aggregate.Created):
        TOPIC = "ranking.finalised"
        bloc_id: UUID
        year: int
        places: tuple[Place, ...]
        finalised_on: date
        class_version = 2
        ranked_by: RankingRules
        excluded: tuple[Exclusion, ...]
        flag: FlagChoice | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """The first rankings left nobody out, and proposed nobody for the flag."""
            state |= {"ranked_by": {}, "excluded": [], "flag": None}

    @staticmethod
    def id_of(bloc_id: UUID, year: int) -> UUID:
        """The one id the ranking of a bloc's year can have, so that it is finalised once."""
        return uuid5(RANKINGS, f"{bloc_id}/{year}")

    # Commands decide. They may refuse.

    @classmethod
    def finalise(
        cls,
        scorecards: Sequence[Scorecard],
        rules: RankingRules,
        *,
        bloc_id: UUID,
        year: int,
        finalised_on: date,
        ballot: Acclamation | None = None,
        balloting: bool = False,
        seen: str | None = None,
    ) -> Ranking:
        """Fix the order of a bloc's year, in which nothing is open any more.

        `ballot` is what the last one that was counted came to, `balloting` says that one is
        open. `seen` is the digest of the order that was decided on; no other is fixed unseen.
        """
        if not scorecards:
            raise RankingEmpty(bloc_id, year)
        for card in scorecards:
            if (card.bloc_id, card.year) != (bloc_id, year):
                raise RankingOfOtherBloc(card.id)
        entrants = [card.entrant() for card in scorecards]
        order = ordered(entrants, rules, ballot, balloting=balloting)
        if order.open:
            raise RankingIncomplete(order.open)
        if seen not in {None, order.digest}:
            raise RankingChangedMeanwhile
        return cls._create(
            cls.Created,
            id=cls.id_of(bloc_id, year),
            bloc_id=bloc_id,
            year=year,
            places=order.places,
            finalised_on=finalised_on,
            ranked_by=rules,
            excluded=order.excluded,
            flag=order.flag,
        )

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        bloc_id: UUID,
        year: int,
        places: tuple[Place, ...],
        excluded: tuple[Exclusion, ...],
        flag: FlagChoice | None,
    ) -> None:
        self.bloc_id = bloc_id
        self.year = year
        self.places = places
        self.excluded = excluded
        self.flag = flag
