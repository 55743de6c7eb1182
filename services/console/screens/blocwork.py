"""*Điều hành khối*: members and leaders by day, whose turn it is, forming and closing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from services.console.screens.units import officers_only, standing
from shared.catalogue.names import name_key
from shared.contracts.bloc import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.bloc import Bloc, Leader, Rotation
    from shared.access import Account


@dataclass(frozen=True)
class Post:
    """Somebody who leads, and the unit they come from; `elsewhere` if they left it since."""

    person: Party
    unit: Party
    elsewhere: bool = False


@dataclass(frozen=True)
class MemberLine:
    """A unit's time in the bloc; `gone` since when it is no more, `heir` who took its place."""

    unit: Party
    since: date
    until: date | None
    reason: str | None
    gone: date | None
    heir: Party | None


@dataclass(frozen=True)
class TermLine:
    """A time of leadership; `year` is that of the bloc."""

    year: int
    period: str
    head: Post
    deputies: tuple[Post, ...]
    since: date
    until: date | None


@dataclass(frozen=True)
class TurnLine:
    """A member and the last year in which the head came from it; none if never."""

    unit: Party
    last_headed: int | None


@dataclass(frozen=True)
class Candidates:
    """The people of a member unit, by given name."""

    unit: Party
    people: tuple[Party, ...]


@dataclass(frozen=True)
class BlocWorkScreen:
    """Everything on the page; without a bloc only the form of the first one."""

    id: UUID | None
    name: str | None
    year: int | None
    organiser: str | None
    period: str
    periods: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    closed_on: date | None
    members: tuple[MemberLine, ...]
    terms: tuple[TermLine, ...]
    turns: tuple[TurnLine, ...]
    inside: tuple[Party, ...]
    outside: tuple[Party, ...]
    candidates: tuple[Candidates, ...]
    acts: dict[str, Action]
    key: str
    refusal: Refusal | None = None
    opened: str | None = None
    typed: dict[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()


def compose(
    bloc: Bloc | None, rotation: Rotation | None, names: Names, account: Account, key: str
) -> BlocWorkScreen:
    members = () if bloc is None else bloc.unit_ids
    inside = tuple(each for each in standing(names) if each.id in members)
    return BlocWorkScreen(
        id=None if bloc is None else bloc.id,
        name=None if bloc is None else bloc.name,
        year=None if bloc is None else bloc.year,
        organiser=None if bloc is None else bloc.organiser,
        period="calendar_year" if bloc is None else bloc.period,
        periods=get_args(Period),
        starts_on=None if bloc is None else bloc.starts_on,
        ends_on=None if bloc is None else bloc.ends_on,
        closed_on=None if bloc is None else bloc.closed_on,
        members=() if bloc is None else member_lines(bloc, names),
        terms=() if rotation is None else term_lines(rotation, names),
        turns=() if rotation is None else turn_lines(rotation, names),
        inside=tuple(names.party(unit) for unit in members),
        outside=tuple(each for each in standing(names) if each.id not in members),
        candidates=tuple(_candidates(unit, names) for unit in inside),
        acts=_acts(bloc, account),
        key=key,
    )


def member_lines(bloc: Bloc, names: Names) -> tuple[MemberLine, ...]:
    return tuple(
        MemberLine(
            names.party(each.unit_id),
            each.since,
            each.until,
            each.reason,
            None if unit is None else unit.dissolved_on,
            None
            if unit is None or unit.into_unit_id is None
            else names.party(unit.into_unit_id),
        )
        for each in bloc.memberships
        for unit in (names.units.get(each.unit_id),)
    )


def term_lines(rotation: Rotation, names: Names) -> tuple[TermLine, ...]:
    return tuple(
        TermLine(
            each.year,
            each.period,
            _post(each.head, names),
            _posts(each.deputies, names),
            each.since,
            each.until,
        )
        for each in rotation.headships
    )


def turn_lines(rotation: Rotation, names: Names) -> tuple[TurnLine, ...]:
    return tuple(TurnLine(names.party(t.unit_id), t.last_headed) for t in rotation.turns)


def _candidates(unit: Party, names: Names) -> Candidates:
    found = [p for p in names.people.values() if p.unit_id == unit.id and p.full_name]
    found.sort(key=lambda person: name_key(person.full_name or ""))
    return Candidates(unit, tuple(Party(person.id, person.full_name) for person in found))


def _posts(leaders: Sequence[Leader], names: Names) -> tuple[Post, ...]:
    return tuple(_post(leader, names) for leader in leaders)


def _post(leader: Leader, names: Names) -> Post:
    person = names.people.get(leader.person_id)
    elsewhere = person is not None and person.unit_id != leader.unit_id
    return Post(names.party(leader.person_id), names.party(leader.unit_id), elsewhere)


def _acts(bloc: Bloc | None, account: Account) -> dict[str, Action]:
    officer = officers_only(account)
    of_open = officer
    if officer.allowed and bloc is None:
        of_open = Action(allowed=False, reason="reason.no_bloc")
    elif officer.allowed and bloc is not None and bloc.closed_on is not None:
        of_open = Action(allowed=False, reason="reason.bloc_closed")
    without_members = of_open
    if of_open.allowed and bloc is not None and not bloc.unit_ids:
        without_members = Action(allowed=False, reason="reason.no_members")
    return {
        "phan-cong": without_members,
        "ket-nap": of_open,
        "roi-khoi": without_members,
        "ket-thuc": of_open,
        "lap-khoi": officer,
    }
