"""The places of a ranking in words: why a unit is where it is, or why it has no place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party

if TYPE_CHECKING:
    from services.console.client.covenant import (
        FinalRanking,
        Frame,
        Ranking,
        Scorecard,
        SupposedOrder,
    )
    from shared.contracts.covenant import Exclusion, Place, TieBreak


@dataclass(frozen=True)
class Reason:
    """What put a unit before another with the same total."""

    by: str
    of: str
    figure: Decimal
    other: Decimal
    over: Party


@dataclass(frozen=True)
class Standing:
    """A unit's place; no rank while it is not appraised, and none once it is excluded.

    `excluded` and `barred` are names of conditions of the frame. `shared` is a tie that
    nothing declared decides.
    """

    unit: Party
    rank: int | None
    total: Decimal | None
    layer: str | None
    reason: Reason | None = None
    barred: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    elected: bool = False
    shared: bool = False


def conditions_of(frames: Iterable[Frame]) -> dict[str, str]:
    """The names of all conditions by their codes."""
    return {one.code: one.name for frame in frames for one in frame.conditions}


def standings(
    order: Ranking | FinalRanking | SupposedOrder,
    cards: Sequence[Scorecard],
    names: Names,
    conditions: Mapping[str, str],
) -> tuple[Standing, ...]:
    """The places, then who has none yet, then who is excluded."""
    placed = [_placed(place, order.places, names, conditions) for place in order.places]
    excluded = [_excluded(one, names, conditions) for one in order.excluded]
    known = {one.unit.id for one in (*placed, *excluded)}
    waiting = [
        Standing(names.party(card.unit_id), None, card.total, card.total_layer)
        for card in cards
        if card.unit_id not in known
    ]
    return (*placed, *waiting, *excluded)


def _placed(
    place: Place, places: Sequence[Place], names: Names, conditions: Mapping[str, str]
) -> Standing:
    margin = place.margin
    reason = None
    if margin is not None:
        reason = Reason(
            margin.by.by,
            named(margin.by, conditions),
            margin.figure,
            margin.other,
            names.party(margin.over_unit_id),
        )
    return Standing(
        names.party(place.unit_id),
        place.rank,
        place.total,
        "appraised",
        reason,
        _names(place.flag_barred_by, conditions),
        elected=place.elected,
        shared=sum(one.rank == place.rank for one in places) > 1,
    )


def named(tie_break: TieBreak, conditions: Mapping[str, str]) -> str:
    """What a tie-break looks at, as a reader knows it."""
    return conditions.get(tie_break.of, tie_break.of)


def _excluded(one: Exclusion, names: Names, conditions: Mapping[str, str]) -> Standing:
    return Standing(
        names.party(one.unit_id),
        None,
        one.total,
        None if one.total is None else "appraised",
        excluded=_names(one.conditions, conditions),
    )


def _names(codes: Iterable[str], conditions: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(conditions.get(code, code) for code in codes)


def moved(
    now: Sequence[Standing], then: Sequence[Standing]
) -> tuple[tuple[Standing, Standing], ...]:
    """Each unit as it stands and as it would, in the order that would be."""
    before: dict[UUID, Standing] = {one.unit.id: one for one in now}
    return tuple((before[one.unit.id], one) for one in then if one.unit.id in before)
