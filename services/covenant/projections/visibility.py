"""Which sheets of a scorecard a reader sees: a cross-check shows itself only to who gave one.

So nobody scores after others. Before the bloc has consolidated, a unit sees the cross-checks of
others once its own is submitted, and then only those that are submitted too. Whoever answers
for all of them sees them all. Missing means no.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from services.covenant.projections.score_documents import ScorecardView, SheetView


@dataclass(frozen=True)
class Reader:
    """Who reads: for which units, and whether over all of them."""

    unit_ids: frozenset[UUID]
    answers_for_all: bool = False
    bloc_ids: frozenset[UUID] = frozenset()


def as_seen(card: ScorecardView, reader: Reader) -> ScorecardView:
    """The scorecard without what the reader is not to see yet; `withheld` says how much."""
    if reader.answers_for_all or card.bloc_id in reader.bloc_ids or _is_consolidated(card):
        return card
    checked = any(
        sheet.layer == "cross"
        and sheet.by_unit_id in reader.unit_ids
        and sheet.state == "submitted"
        for sheet in card.sheets
    )
    seen = tuple(sheet for sheet in card.sheets if _is_seen(sheet, reader, checked=checked))
    withheld = len(card.sheets) - len(seen)
    return replace(
        card,
        sheets=seen,
        withheld=withheld,
        cross_average=None if withheld else card.cross_average,
    )


def _is_consolidated(card: ScorecardView) -> bool:
    return any(one.layer == "consolidated" and one.state == "submitted" for one in card.sheets)


def _is_seen(sheet: SheetView, reader: Reader, *, checked: bool) -> bool:
    if sheet.layer != "cross" or sheet.by_unit_id in reader.unit_ids:
        return True
    return checked and sheet.state == "submitted"
