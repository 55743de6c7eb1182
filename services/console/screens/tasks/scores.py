"""Work on scorecards, layer by layer: what is due, what was returned, asked or appealed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from services.console.screens.tasks.state import Waiting, YearState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.console.client.covenant import Scorecard


def of_unit_officer(state: YearState, unit: str) -> Iterator[Waiting]:
    own = next((one for one in state.scorecards if str(one.unit_id) == unit), None)
    if own is None:
        return
    if not _closed(own, "self"):
        key = "self_score_again" if _returned(own, "self") else "self_score"
        yield Waiting(key, 1, _page(own), state.last_day("self"))
    asked = unexplained(own)
    if asked and not state.final:
        yield Waiting("explain", len(asked), _criterion(own, asked[0]))
    others = [
        card
        for card in state.scorecards
        if card is not own
        and _closed(card, "self")
        and not _closed(card, "consolidated")
        and not _closed(card, "cross", unit)
        and all(str(one.by_unit_id) != unit for one in card.conflicts)
    ]
    if others:
        due = state.last_day("cross")
        yield Waiting("cross_score", len(others), _page(others[0]), due)


def of_bloc_head(state: YearState) -> Iterator[Waiting]:
    due = [c for c in state.scorecards if _closed(c, "self") and not _closed(c, "consolidated")]
    returned = [card for card in due if _returned(card, "consolidated")]
    yield from _some("consolidate_again", returned, state, "consolidated")
    first = [card for card in due if card not in returned]
    yield from _some("consolidate", first, state, "consolidated")


def of_officer(state: YearState) -> Iterator[Waiting]:
    cards = state.scorecards
    appeals = [
        (card, one.criterion)
        for card in cards
        for one in card.appeals
        if one.decided_on is None
    ]
    if appeals:
        yield Waiting("decide_appeals", len(appeals), _criterion(*appeals[0]))
    due = [c for c in cards if _closed(c, "consolidated") and not _closed(c, "appraised")]
    yield from _some("appraise", due, state, "appraised")
    ranking = state.ranking
    if cards and ranking is not None and not ranking.open and not state.final:
        yield Waiting("finalise_ranking", 1, "/xep-hang#chot")


def unexplained(card: Scorecard) -> list[str]:
    """Criteria about which another unit asked last, and the unit itself has not answered."""
    last = {one.criterion: one.kind for one in card.remarks}
    return [criterion for criterion, kind in last.items() if kind == "question"]


def _some(
    key: str, cards: Sequence[Scorecard], state: YearState, layer: str
) -> Iterator[Waiting]:
    if cards:
        yield Waiting(key, len(cards), _page(cards[0]), state.last_day(layer))


def _page(card: Scorecard) -> str:
    return f"/cham-diem?don-vi={card.unit_id}"


def _criterion(card: Scorecard, code: str) -> str:
    return f"/cham-diem/{card.scorecard_id}/tieu-chi/{quote(code, safe='')}"


def _returned(card: Scorecard, layer: str) -> bool:
    return any(one.layer == layer and one.state == "returned" for one in card.sheets)


def _closed(card: Scorecard, layer: str, by_unit: str | None = None) -> bool:
    return any(
        sheet.layer == layer
        and sheet.state == "submitted"
        and (by_unit is None or str(sheet.by_unit_id) == by_unit)
        for sheet in card.sheets
    )
