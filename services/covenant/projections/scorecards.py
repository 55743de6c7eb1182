"""The fold of a scorecard: values are only ever added, totals follow from what stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import msgspec

from services.covenant.projections.score_documents import (
    AdjustmentView,
    Cause,
    CriterionAverage,
    CriterionScores,
    CrossAverage,
    ReturnView,
    ScorecardView,
    SheetView,
    ValueView,
)
from services.covenant.projections.totals import totals_of
from shared.contracts import Envelope
from shared.contracts.covenant import (
    ConsolidationReturned,
    Layer,
    Part,
    ScorecardOpened,
    ScorecardReturned,
    ScorecardSubmitted,
    ScoreRecorded,
)

HIGHEST_FIRST: tuple[Layer, ...] = ("appraised", "consolidated", "self")
RETURNED: tuple[Layer, ...] = ("self", "consolidated")
CENT = Decimal("0.01")

Change = Callable[[SheetView], SheetView]


def opened(fact: ScorecardOpened) -> ScorecardView:
    # What is kept of its beginning is what is published of it, field by field.
    return msgspec.convert(fact, ScorecardView, from_attributes=True)


def scored(card: ScorecardView, fact: ScoreRecorded, envelope: Envelope) -> ScorecardView:
    """Put a value after those that were given in its place before."""
    value = ValueView(
        value=fact.value,
        recorded_on=fact.recorded_on,
        recorded_at=envelope.time,
        actor=envelope.actor,
        fact_id=envelope.id,
        reason=fact.reason,
        measured=fact.measured,
        applies=fact.applies,
    )

    def add(sheet: SheetView) -> SheetView:
        return replace(sheet, scores=_appended(sheet.scores, fact, value))

    return summed_up(_changed(card, fact.layer, fact.by_unit_id, add))


def submitted(card: ScorecardView, fact: ScorecardSubmitted) -> ScorecardView:
    def close(sheet: SheetView) -> SheetView:
        return replace(sheet, state="submitted", submitted_on=fact.submitted_on)

    return summed_up(_changed(card, fact.layer, fact.by_unit_id, close))


def returned(card: ScorecardView, fact: ScorecardReturned, envelope: Envelope) -> ScorecardView:
    """Open the self-score again, and the consolidation that was built on it."""
    sheets = tuple(
        replace(sheet, state="returned", submitted_on=None)
        if sheet.layer in RETURNED and sheet.state == "submitted"
        else sheet
        for sheet in card.sheets
    )
    given_back = ReturnView(
        reason=fact.reason,
        returned_on=fact.returned_on,
        actor=envelope.actor,
        fact_id=envelope.id,
    )
    return summed_up(replace(card, sheets=sheets, returns=(*card.returns, given_back)))


def consolidation_returned(
    card: ScorecardView, fact: ConsolidationReturned, envelope: Envelope
) -> ScorecardView:
    """Open the bloc's scores again; the self-score stays."""
    sheets = tuple(
        replace(sheet, state="returned", submitted_on=None)
        if sheet.layer == "consolidated" and sheet.state == "submitted"
        else sheet
        for sheet in card.sheets
    )
    given_back = ReturnView(
        reason=fact.reason,
        returned_on=fact.returned_on,
        actor=envelope.actor,
        fact_id=envelope.id,
        layer="consolidated",
    )
    return summed_up(replace(card, sheets=sheets, returns=(*card.returns, given_back)))


def _appended(
    scores: tuple[CriterionScores, ...], fact: ScoreRecorded, value: ValueView
) -> tuple[CriterionScores, ...]:
    if all(one.criterion != fact.criterion for one in scores):
        first = CriterionScores(criterion=fact.criterion, part=fact.part, values=(value,))
        return (*scores, first)
    return tuple(
        replace(one, values=(*one.values, value)) if one.criterion == fact.criterion else one
        for one in scores
    )


def _changed(
    card: ScorecardView, layer: Layer, by_unit_id: UUID | None, change: Change
) -> ScorecardView:
    place = (layer, by_unit_id)
    if all((sheet.layer, sheet.by_unit_id) != place for sheet in card.sheets):
        first = change(SheetView(layer=layer, by_unit_id=by_unit_id))
        return replace(card, sheets=(*card.sheets, first))
    sheets = tuple(
        change(sheet) if (sheet.layer, sheet.by_unit_id) == place else sheet
        for sheet in card.sheets
    )
    return replace(card, sheets=sheets)


def summed_up(card: ScorecardView) -> ScorecardView:
    """The scorecard with all its sums made anew from what stands."""
    sheets = tuple(
        replace(sheet, totals=totals_of(card, sheet.layer, sheet.scores))
        for sheet in card.sheets
    )
    closed = [sheet for sheet in sheets if sheet.state == "submitted"]
    by_layer = {sheet.layer: sheet.totals.total for sheet in closed}
    highest = next((layer for layer in HIGHEST_FIRST if layer in by_layer), None)
    partial = {one.by_unit_id for one in card.conflicts}
    return replace(
        card,
        sheets=sheets,
        total=None if highest is None else by_layer[highest],
        total_layer=highest,
        cross_average=_average(
            [one for one in closed if one.layer == "cross" and one.by_unit_id not in partial]
        ),
    )


def _average(sheets: list[SheetView]) -> CrossAverage | None:
    """The means, each rounded by itself, and their sum: what is shown adds up to the cent."""
    if not sheets:
        return None
    given: dict[tuple[str, Part], list[Decimal]] = {}
    adjusted: dict[tuple[Cause, str | None], Decimal] = {}
    for sheet in sheets:
        for one in sheet.scores:
            given.setdefault((one.criterion, one.part), []).append(one.standing)
        for each in sheet.totals.adjustments:
            why = (each.cause, each.condition)
            adjusted[why] = adjusted.get(why, Decimal(0)) + each.points
    means = {of: _mean(sum(values, Decimal(0)), len(values)) for of, values in given.items()}
    adjustments = tuple(
        AdjustmentView(cause=cause, points=_mean(points, len(sheets)), condition=condition)
        for (cause, condition), points in adjusted.items()
    )
    parts = [-mean if part == "penalty" else mean for (_, part), mean in means.items()]
    return CrossAverage(
        sheets=len(sheets),
        total=sum((*parts, *(one.points for one in adjustments)), Decimal(0)),
        criteria=tuple(
            CriterionAverage(criterion=criterion, average=mean)
            for (criterion, _), mean in means.items()
        ),
        adjustments=adjustments,
    )


def _mean(points: Decimal, among: int) -> Decimal:
    return (points / among).quantize(CENT, ROUND_HALF_UP)
