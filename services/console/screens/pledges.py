"""*Theo dõi chỉ tiêu*: each pledge against who registered, was nominated, was granted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from services.console.screens.registrations import parties
from shared.catalogue.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.console.client.awards import Award, Nomination, Verdict
    from services.console.client.covenant import CovenantFile, Registration
    from shared.contracts.covenant import Pledge

WHOLE = Decimal(100)
# What could close a gap, the nearest first.
WAYS = ("nominated", "registered_yes", "registered_unknown", "aside_yes", "aside_unknown")


@dataclass(frozen=True)
class Way:
    """Subjects that could still close the gap, all for one reason (a key of the catalogue)."""

    reason: str
    subjects: tuple[Party, ...]


@dataclass(frozen=True)
class PledgeRow:
    """A pledge: how many it takes, how far each step is, what is missing.

    `state` is `met`, `reachable`, or `out_of_reach` where all who may still be granted the
    title would not be enough.
    """

    award: str
    subject_kind: str
    measure: str
    at_least: Decimal
    of: int
    needed: int
    registered: int
    nominated: int
    granted: int
    gap: int
    state: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class PledgesScreen:
    """All pledges of the covenant and of its appendices in force."""

    covenant_id: UUID
    title: str
    year: int
    rows: tuple[PledgeRow, ...]


@dataclass(frozen=True)
class Year:
    """What the services say of the year, of all units."""

    registrations: Sequence[Registration]
    nominations: Sequence[Nomination]
    awards: Sequence[Award]
    verdicts: Sequence[Verdict]


def compose(file: CovenantFile, year: Year, names: Names) -> PledgesScreen:
    pledges = [
        *file.covenant.pledges,
        *(
            pledge
            for appendix in file.appendices
            if appendix.in_force_on is not None
            for pledge in appendix.pledges
        ),
    ]
    return PledgesScreen(
        file.covenant.covenant_id,
        file.covenant.title,
        file.covenant.year,
        tuple(_row(pledge, _subjects(pledge, file, names), year, names) for pledge in pledges),
    )


def needed(pledge: Pledge, of: int) -> int:
    """How many subjects it takes: a share of `of`, rounded up, or the count itself."""
    if pledge.measure == "count":
        return int(pledge.at_least)
    share = Decimal(of) * pledge.at_least / WHOLE
    return int(share.to_integral_value(ROUND_CEILING))


def _row(pledge: Pledge, subjects: frozenset[UUID], year: Year, names: Names) -> PledgeRow:
    award = pledge.award
    registered = {
        one.subject_id
        for one in year.registrations
        if one.award == award and one.returned is None
    } & subjects
    nominated = {
        one.subject_id
        for one in year.nominations
        if one.award == award and one.state != "returned"
    } & subjects
    granted = {
        one.subject_id for one in year.awards if one.award == award and one.state == "valid"
    } & subjects
    said = {one.subject_id: one.verdict for one in year.verdicts if one.award == award}
    wanted = needed(pledge, len(subjects))
    gap = max(0, wanted - len(granted))
    by_way = {
        "nominated": nominated - granted,
        "registered_yes": {one for one in registered if said.get(one) == "yes"} - nominated,
        "registered_unknown": {one for one in registered if said.get(one) == "unknown"}
        - nominated,
        "aside_yes": {one for one in subjects if said.get(one) == "yes"}
        - registered
        - nominated,
        "aside_unknown": {one for one in subjects if said.get(one) == "unknown"}
        - registered
        - nominated,
    }
    candidates = set().union(*by_way.values()) - granted
    state = "met" if gap == 0 else "reachable" if len(candidates) >= gap else "out_of_reach"
    return PledgeRow(
        award=award,
        subject_kind=pledge.subject_kind,
        measure=pledge.measure,
        at_least=pledge.at_least,
        of=len(subjects),
        needed=wanted,
        registered=len(registered),
        nominated=len(nominated),
        granted=len(granted),
        gap=gap,
        state=state,
        ways=()
        if gap == 0
        else tuple(
            Way(reason, _named(by_way[reason] - granted, names))
            for reason in WAYS
            if by_way[reason] - granted
        ),
    )


def _subjects(pledge: Pledge, file: CovenantFile, names: Names) -> frozenset[UUID]:
    """Whom the pledge speaks of: the units themselves, or everybody who works in them."""
    units = frozenset(parties(file))
    if pledge.subject_kind == "unit":
        return units
    return frozenset(one.id for one in names.people.values() if one.unit_id in units)


def _named(subjects: Iterable[UUID], names: Names) -> tuple[Party, ...]:
    found = (names.party(one) for one in subjects)
    return tuple(sorted(found, key=lambda one: (name_key(one.name or ""), str(one.id))))
