"""What the ranking would be if something were otherwise; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from services.covenant.api.ordering import (
    acclamation_of,
    entrant_of,
    read_as,
    rules_of,
    standing_of,
    summing_of,
)
from services.covenant.domain.criteria import Criterion
from services.covenant.domain.entrant import Entrant, Points, points_of
from services.covenant.domain.order import Order, ordered
from services.covenant.domain.ranking_refusals import (
    SuppositionOfUnranked,
    SuppositionWithheld,
)
from services.covenant.domain.ranking_rules import SCORE_ALONE
from services.covenant.domain.score_refusals import ScoreCriterionUnknown
from services.covenant.domain.sheet import Score, ScoredCriterion, Value
from services.covenant.domain.totals import Standing
from services.covenant.projections.ranking_documents import ExclusionView, PlaceView
from services.covenant.projections.visibility import Reader, as_seen

if TYPE_CHECKING:
    from services.covenant.projections import FrameView, ScorecardView
    from services.covenant.views import ToRank

CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class SupposedOrder:
    """An order as it is, or as it would be."""

    places: tuple[PlaceView, ...]
    excluded: tuple[ExclusionView, ...]
    waiting_unit_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class Supposition:
    """Two orders side by side, by the appraisals or by the means of the cross-checks."""

    layer: Literal["appraised", "cross"]
    now: SupposedOrder
    then: SupposedOrder


def another_value(found: ToRank, unit_id: UUID, score: Score) -> Supposition:
    """The order if one appraised value were another one, by the rule of its criterion."""
    card = next((one for one in found.cards if one.unit_id == unit_id), None)
    frame = None if card is None else found.frames.get(card.frame_id)
    if card is None or frame is None or (mine := entrant_of(card)).points is None:
        raise SuppositionOfUnranked(unit_id)
    sheet = next(one for one in card.sheets if one.layer == "appraised")
    summing = summing_of(card, sheet)
    value = _criterion(frame, score.criterion).settle(score, summing.rules)
    given = Value(value, card.opened_on, score.said, score.measured)
    standing: dict[str, Standing] = {**standing_of(sheet), score.criterion: given}
    supposed = replace(mine, points=points_of(summing, standing, mine.conditions))
    entrants = [entrant_of(one) for one in found.cards]
    others = [one for one in entrants if one.unit_id != unit_id]
    rules, acclamation = rules_of(found), acclamation_of(found)
    return Supposition(
        layer="appraised",
        now=_shown(ordered(entrants, rules, acclamation)),
        then=_shown(ordered([*others, supposed], rules, acclamation)),
    )


def without_scorer(found: ToRank, unit_id: UUID, reader: Reader) -> Supposition:
    """The order by the means of the cross-checks, with and without those of one unit."""
    cards = [as_seen(card, reader) for card in found.cards]
    if any(card.withheld for card in cards):
        raise SuppositionWithheld
    now = [_by_cross_checks(card, None) for card in cards]
    then = [_by_cross_checks(card, unit_id) for card in cards]
    return Supposition(
        layer="cross",
        now=_shown(ordered(now, SCORE_ALONE)),
        then=_shown(ordered(then, SCORE_ALONE)),
    )


def _criterion(frame: FrameView, code: str) -> ScoredCriterion:
    base = [one for group in frame.groups for one in group.criteria]
    for one in [*base, *frame.bonus, *frame.penalty]:
        if one.code == code:
            line = read_as(Criterion, one)
            # What it counts for in the sums, the scorecard itself says.
            return ScoredCriterion(
                code, "base", line.maximum, "", line.rule, line.bands, line.target
            )
    raise ScoreCriterionUnknown(code)


def _by_cross_checks(card: ScorecardView, left_out: UUID | None) -> Entrant:
    """A unit with the mean of the cross-checks that count, to two decimals."""
    partial = {one.by_unit_id for one in card.conflicts}
    totals = [
        sheet.totals.total
        for sheet in card.sheets
        if sheet.layer == "cross"
        and sheet.state == "submitted"
        and sheet.by_unit_id not in {*partial, left_out}
    ]
    points = None
    if totals:
        mean = (sum(totals, Decimal(0)) / len(totals)).quantize(CENT, ROUND_HALF_UP)
        points = Points(mean, mean, Decimal(0))
    return replace(entrant_of(card), points=points)


def _shown(order: Order) -> SupposedOrder:
    return SupposedOrder(
        places=read_as(tuple[PlaceView, ...], order.places),
        excluded=read_as(tuple[ExclusionView, ...], order.excluded),
        waiting_unit_ids=order.waiting,
    )
