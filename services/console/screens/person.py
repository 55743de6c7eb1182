"""*Một người*: where they worked and when they were away, and what may be told of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from services.console.screens.units import officers_only, standing
from shared.contracts.bloc import CardField, LeaveKind

if TYPE_CHECKING:
    from services.console.client.people import Person, PersonCard
    from shared.access import Account

ACTS = (
    "sua-ho-so",
    "dieu-chuyen",
    "biet-phai",
    "het-biet-phai",
    "nghi",
    "di-lam-lai",
    "roi",
    "tro-lai",
)


@dataclass(frozen=True)
class Time:
    """A time of the person's: `kind` is stay, secondment or leave; `what` says more of it.

    `unit` is where they worked; `what` the body outside, or the kind of leave.
    """

    kind: str
    since: date
    until: date | None
    unit: Party | None = None
    what: str | None = None


@dataclass(frozen=True)
class PersonScreen:
    """Everything on the page; the name is none once personal data is erased.

    `card` is what is known by name, as text, as far as the account may read it.
    """

    id: UUID
    name: str | None
    job_title: str | None
    gender: str
    unit: Party | None
    times: tuple[Time, ...]
    acts: dict[str, Action]
    card: dict[str, str]
    erase: Action
    choices: tuple[Party, ...]
    leave_kinds: tuple[str, ...]
    key: str
    refusal: Refusal | None = None
    opened: str | None = None
    typed: dict[str, str] = field(default_factory=dict)


def compose(person: PersonCard, names: Names, account: Account, key: str) -> PersonScreen:
    return PersonScreen(
        id=person.id,
        name=person.full_name,
        job_title=person.job_title,
        gender=person.gender,
        unit=None if person.unit_id is None else names.party(person.unit_id),
        times=_times(person, names),
        acts=_acts(person, account),
        card={name: _shown(getattr(person, name)) for name in get_args(CardField)},
        erase=officers_only(account),
        choices=standing(names, person.unit_id),
        leave_kinds=get_args(LeaveKind),
        key=key,
    )


def _shown(held: str | date | None) -> str:
    """What a field of the card holds, as a form shows it; nothing where it is not known."""
    return "" if held is None else str(held)


def _times(person: Person, names: Names) -> tuple[Time, ...]:
    times = [
        *(Time("stay", e.since, e.until, names.party(e.unit_id)) for e in person.stays),
        *(
            Time(
                "secondment",
                each.since,
                each.until,
                None if each.to_unit_id is None else names.party(each.to_unit_id),
                each.host,
            )
            for each in person.secondments
        ),
        *(Time("leave", e.since, e.until, what=e.kind) for e in person.leaves),
    ]
    return tuple(sorted(times, key=lambda each: each.since))


def _acts(person: Person, account: Account) -> dict[str, Action]:
    """Each act, forbidden with the reason where the person is not where it begins."""
    officer = officers_only(account)
    gone = "reason.person_left" if person.unit_id is None else None
    lent = any(each.until is None for each in person.secondments)
    away = any(each.until is None for each in person.leaves)
    why: dict[str, str | None] = {
        "sua-ho-so": "reason.person_erased" if person.full_name is None else None,
        "dieu-chuyen": gone,
        "biet-phai": gone or ("reason.person_seconded" if lent else None),
        "het-biet-phai": gone or (None if lent else "reason.person_not_seconded"),
        # One that is over may be learnt of late: during another, and after the person left.
        "nghi": None,
        "di-lam-lai": gone or (None if away else "reason.person_not_on_leave"),
        "roi": gone,
        "tro-lai": None if gone else "reason.person_here",
    }
    return {
        act: officer if officer.reason or why[act] is None else Action(False, why[act])
        for act in ACTS
    }
