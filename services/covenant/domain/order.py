"""The order of a bloc's units: who is left out, which place each has and why, who has the flag.

The same function makes the live ranking, the final one, and the one that would be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from services.covenant.domain.entrant import Entrant, OpenMatter
from services.covenant.domain.flag import Acclamation, FlagChoice, flag_of
from services.covenant.domain.place import Exclusion, Margin, Place
from services.covenant.domain.ranking_rules import RankingRules


@dataclass(frozen=True)
class Order:
    """A ranking with everything that made it."""

    places: tuple[Place, ...]
    excluded: tuple[Exclusion, ...]
    waiting: tuple[UUID, ...]
    open: tuple[OpenMatter, ...]
    flag: FlagChoice

    @property
    def digest(self) -> str:
        """A seal on what would be fixed: it differs as soon as anything of it does."""
        places = [
            (one.rank, one.unit_id, one.total.normalize(), one.margin and one.margin.by)
            for one in self.places
        ]
        barred = [(one.flag_barred_by, one.elected) for one in self.places]
        excluded = [(one.unit_id, one.conditions) for one in self.excluded]
        return sha256(repr((places, barred, excluded, self.flag)).encode()).hexdigest()


def ordered(
    entrants: Sequence[Entrant],
    rules: RankingRules,
    ballot: Acclamation | None = None,
    *,
    balloting: bool = False,
) -> Order:
    """The order of the units by points, tie-breaks as they are declared, and the ballot.

    `balloting` says that a ballot is open and not counted. The order depends on neither
    the order nor the way in which the units are handed in.
    """
    entrants = sorted(entrants, key=lambda one: str(one.unit_id))
    ranked = [one for one in entrants if not one.under("exclude") and one.points is not None]
    places = places_of(ranked, rules, ballot)
    flag = flag_of(places, rules, ballot)
    if flag.reason == "ballot_over_score" and flag.unit_id is not None:
        rest = [one for one in ranked if one.unit_id != flag.unit_id]
        (first,) = (one for one in places if one.unit_id == flag.unit_id)
        below = [replace(one, rank=one.rank + 1) for one in places_of(rest, rules, ballot)]
        places = (replace(first, rank=1, margin=None, elected=True), *below)
    return Order(
        places=places,
        excluded=tuple(
            Exclusion(
                one.unit_id, one.under("exclude"), one.points.total if one.points else None
            )
            for one in entrants
            if one.under("exclude")
        ),
        waiting=tuple(
            one.unit_id for one in entrants if one.points is None and not one.under("exclude")
        ),
        open=_open(entrants, balloting=balloting or (rules.needs_ballot and ballot is None)),
        flag=flag,
    )


def places_of(
    ranked: Sequence[Entrant], rules: RankingRules, ballot: Acclamation | None = None
) -> tuple[Place, ...]:
    """The places of units that have points; ids order those that nothing decides between."""
    votes = {} if ballot is None else ballot.votes

    def worth(one: Entrant) -> tuple[Decimal, ...]:
        figures = (
            -figure if tie_break.by == "deductions" else figure
            for tie_break in rules.tie_break
            for figure in [one.figure(tie_break, votes)]
        )
        return (_total(one), *figures)

    by_id = sorted(ranked, key=lambda one: str(one.unit_id))
    line = sorted(by_id, key=worth, reverse=True)
    worths = [worth(one) for one in line]
    return tuple(
        Place(
            1 + worths.index(worths[at]),
            one.unit_id,
            _total(one),
            _margin(one, line[at + 1], rules, votes) if at + 1 < len(line) else None,
            one.under("no_flag"),
        )
        for at, one in enumerate(line)
    )


def _total(one: Entrant) -> Decimal:
    return Decimal(0) if one.points is None else one.points.total


def _margin(
    one: Entrant, below: Entrant, rules: RankingRules, votes: Mapping[UUID, int]
) -> Margin | None:
    if _total(one) != _total(below):
        return None
    for tie_break in rules.tie_break:
        mine, other = one.figure(tie_break, votes), below.figure(tie_break, votes)
        if mine != other:
            return Margin(tie_break, below.unit_id, mine, other)
    return None


def _open(entrants: Sequence[Entrant], *, balloting: bool) -> tuple[OpenMatter, ...]:
    """What keeps the ranking from being final.

    An excluded unit is not waited for, except for its appeals: they could not be decided later.
    """
    of_units = tuple(
        matter
        for one in entrants
        for matter in one.open
        if matter.what == "appeal" or not one.under("exclude")
    )
    if balloting:
        return (*of_units, OpenMatter("ballot"))
    return of_units
