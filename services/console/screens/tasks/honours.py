"""Work on nominations, decisions and what rested on a revoked award."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.screens.tasks.state import Waiting, YearState

if TYPE_CHECKING:
    from collections.abc import Iterator


def of_unit_head(state: YearState, unit: str) -> Iterator[Waiting]:
    nominated = state.nominations is None or any(
        str(nomination.by_unit_id) == unit for nomination in state.nominations
    )
    member = any(str(card.unit_id) == unit for card in state.scorecards)
    if state.final and member and not nominated:
        yield Waiting("nominate", 1, f"/xet-dieu-kien?don-vi={unit}")


def of_authority(state: YearState) -> Iterator[Waiting]:
    waiting = sum(nomination.state == "submitted" for nomination in state.nominations or ())
    if waiting:
        yield Waiting("decide", waiting, "/quyet-dinh#de-nghi")
    later = sum(len(review.affected) for review in state.reviews)
    if later:
        yield Waiting("review", later, "/quyet-dinh#ra-soat")
