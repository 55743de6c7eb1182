"""The scoring frame of a bloc's year: which criteria are scored, and how high each may go."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.criteria import (
    Condition,
    Criterion,
    FrameText,
    Group,
    TotalRules,
)
from services.covenant.domain.frame_checks import check_frame
from services.covenant.domain.frame_refusals import FrameOfOtherYear, FrameSuperseded
from services.covenant.domain.ranking_rules import RankingRules


class ScoringFrame(Aggregate):
    """Adopted once and never changed: a new version is another frame that replaces it."""

    TOPIC = "scoring_frame"

    class Created(Aggregate.Created):
        TOPIC = "scoring_frame.adopted"
        class_version = 3
        bloc_id: UUID
        year: int
        name: str
        base_maximum: Decimal
        bonus_maximum: Decimal
        groups: tuple[Group, ...]
        bonus: tuple[Criterion, ...]
        penalty: tuple[Criterion, ...]
        adopted_on: date
        basis: tuple[str, ...]
        rules: TotalRules
        conditions: tuple[Condition, ...]
        unit_ids: tuple[UUID, ...]
        version: int
        supersedes: UUID | None
        copied_from: UUID | None
        ranking: RankingRules

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """The first frames were for all units of a bloc, and every criterion was points."""
            state |= {"rules": {}, "conditions": [], "unit_ids": [], "version": 1}
            state |= {"supersedes": None, "copied_from": None}

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            """Those frames declared nothing of ties: equal totals shared a rank."""
            state["ranking"] = {}

    class Superseded(Aggregate.Event):
        TOPIC = "scoring_frame.superseded"
        bloc_id: UUID
        year: int
        by_frame_id: UUID
        superseded_on: date

    # Commands decide. They may refuse.

    @classmethod
    def adopt(
        cls,
        frame_id: UUID,
        text: FrameText,
        *,
        bloc_id: UUID,
        year: int,
        adopted_on: date,
        replaces: ScoringFrame | None = None,
        copied_from: UUID | None = None,
    ) -> ScoringFrame:
        """Adopt a frame whose parts add up; the refusal names the place where they do not.

        A frame that it replaces is of the same bloc and year, and says from now on by what it
        was replaced; scorecards that were opened against it stay with it.
        """
        check_frame(text)
        if replaces is not None:
            replaces.check_current()
            if (replaces.bloc_id, replaces.year) != (bloc_id, year):
                raise FrameOfOtherYear(replaces.id)
        frame = cls._create(
            cls.Created,
            id=frame_id,
            bloc_id=bloc_id,
            year=year,
            name=text.name,
            base_maximum=text.base_maximum,
            bonus_maximum=text.bonus_maximum,
            groups=text.groups,
            bonus=text.bonus,
            penalty=text.penalty,
            adopted_on=adopted_on,
            basis=text.basis,
            rules=text.rules,
            conditions=text.conditions,
            unit_ids=text.unit_ids,
            version=1 if replaces is None else replaces.number + 1,
            supersedes=None if replaces is None else replaces.id,
            copied_from=copied_from,
            ranking=text.ranking,
        )
        if replaces is not None:
            replaces._superseded(  # noqa: SLF001 (of the same class)
                bloc_id=bloc_id, year=year, by_frame_id=frame_id, superseded_on=adopted_on
            )
        return frame

    def check_current(self) -> None:
        """Refuse to use a frame that another one replaced."""
        if self.superseded_by is not None:
            raise FrameSuperseded(self.id, self.superseded_by)

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        bloc_id: UUID,
        year: int,
        name: str,
        base_maximum: Decimal,
        bonus_maximum: Decimal,
        groups: tuple[Group, ...],
        bonus: tuple[Criterion, ...],
        penalty: tuple[Criterion, ...],
        basis: tuple[str, ...],
        rules: TotalRules,
        conditions: tuple[Condition, ...],
        unit_ids: tuple[UUID, ...],
        version: int,
        ranking: RankingRules,
    ) -> None:
        self.bloc_id = bloc_id
        self.year = year
        self.number = version
        self.text = FrameText(
            name,
            base_maximum,
            bonus_maximum,
            groups,
            bonus,
            penalty,
            basis,
            rules,
            conditions,
            unit_ids,
            ranking,
        )
        self.superseded_by: UUID | None = None

    @event(Superseded)
    def _superseded(
        self, *, bloc_id: UUID, year: int, by_frame_id: UUID, superseded_on: date
    ) -> None:
        del bloc_id, year, superseded_on  # For readers of the event.
        self.superseded_by = by_frame_id
