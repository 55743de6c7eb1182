"""The ranking of this moment: what was read, put in order by the rules that fix a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

import msgspec

from services.covenant.domain.criteria import Condition, TotalRules
from services.covenant.domain.entrant import Entrant, OpenMatter, points_of
from services.covenant.domain.flag import Acclamation
from services.covenant.domain.order import ordered
from services.covenant.domain.ranking_rules import RankingRules, common
from services.covenant.domain.standing import LOCKED
from services.covenant.domain.totals import Summing
from services.covenant.domain.voting import BallotResult
from services.covenant.projections import RankingView, ScorecardView
from services.covenant.projections.documents import RankingRulesView
from services.covenant.projections.ranking_documents import (
    ExclusionView,
    FlagView,
    OpenView,
    PlaceView,
)
from services.covenant.projections.score_documents import ScoredCriterionView

if TYPE_CHECKING:
    from services.covenant.projections.score_documents import SheetView, ValueView
    from services.covenant.views import ToRank

T = TypeVar("T")


def rules_of(found: ToRank) -> RankingRules:
    """What the frames of the scorecards declare in common."""
    declared = [frame.ranking for frame in found.frames.values()]
    return common([read_as(RankingRules, one) for one in declared])


def acclamation_of(found: ToRank) -> Acclamation | None:
    """What the last ballot that was counted came to."""
    results = [one.result for one in found.ballots if one.result is not None]
    return Acclamation.of(read_as(BallotResult, results[-1])) if results else None


def live(found: ToRank) -> RankingView:
    """The answer: the order of now with what is open, beside the one that was fixed."""
    rules = rules_of(found)
    order = ordered(
        [entrant_of(card) for card in found.cards],
        rules,
        acclamation_of(found),
        balloting=any(one.state == "open" for one in found.ballots),
    )
    return RankingView(
        bloc_id=found.bloc_id,
        year=found.year,
        places=read_as(tuple[PlaceView, ...], order.places),
        waiting_unit_ids=order.waiting,
        excluded=read_as(tuple[ExclusionView, ...], order.excluded),
        open=read_as(tuple[OpenView, ...], order.open),
        flag=read_as(FlagView, order.flag),
        ranked_by=read_as(RankingRulesView, rules),
        digest=order.digest,
        finalised=found.final,
    )


def read_as(kind: type[T], said: object) -> T:
    """The same said by another type, field by field."""
    return msgspec.convert(said, kind, from_attributes=True)


def entrant_of(card: ScorecardView) -> Entrant:
    """A unit as it enters the ranking by what was read of its scorecard."""
    held = tuple(
        Condition(one.code, one.name, one.effect, one.ceiling, one.group)
        for one in card.conditions
        if one.code in {judged.condition for judged in card.held}
    )
    closed = {sheet.layer: sheet for sheet in card.sheets if sheet.state == "submitted"}
    unlocked = next((layer for layer in LOCKED if layer not in closed), None)
    layers = [] if unlocked is None else [OpenMatter("layer", card.unit_id, unlocked)]
    appeals = [
        OpenMatter("appeal", card.unit_id, one.criterion)
        for one in card.appeals
        if one.decided_on is None
    ]
    points = None
    if unlocked is None:
        sheet = closed["appraised"]
        points = points_of(summing_of(card, sheet), standing_of(sheet), held)
    return Entrant(card.unit_id, points, held, (*layers, *appeals))


def standing_of(sheet: SheetView) -> Mapping[str, ValueView]:
    return {one.criterion: one.values[-1] for one in sheet.scores}


def summing_of(card: ScorecardView, sheet: SheetView) -> Summing:
    """How the values of a scorecard become its total.

    A scorecard of the first kind says nothing of its criteria: its values are simply added.
    """
    criteria = card.criteria or tuple(
        ScoredCriterionView(code=one.criterion, part=one.part, maximum=one.values[-1].value)
        for one in sheet.scores
    )
    rules = TotalRules(**asdict(card.rules))
    return Summing(criteria, rules, card.base_maximum)
