"""*Đăng ký danh hiệu*: who aims at which title, and whether it can still be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.covenant_text import KIND_OF, heads, units_of
from services.console.screens.eligibility import FIRST_GROUP, GROUPS
from services.console.screens.refusals import Refusal
from shared.access import Account, Role
from shared.catalogue.names import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.console.client.covenant import CovenantFile, Registration
    from services.console.client.questions import Roadmap


@dataclass(frozen=True)
class Missing:
    """A condition that is not met, and the first year in which it could be."""

    text: str
    article: str
    earliest: int | None


@dataclass(frozen=True)
class Outlook:
    """Whether a title can be reached in a year: `never` where a precondition is lost.

    `away` where nobody could be asked.
    """

    state: str
    earliest: int | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class RegistrationRow:
    """A registration with what stands in its way."""

    id: UUID
    subject: Party
    award: str
    on: date
    returned: str | None
    returned_on: date | None
    outlook: Outlook


@dataclass(frozen=True)
class Chosen:
    """What the form stands at: a subject of the unit and a title."""

    subject: str = ""
    award: str = ""

    @property
    def kind(self) -> str:
        return self.subject.partition("/")[0]

    @property
    def subject_id(self) -> str:
        return self.subject.partition("/")[2]


@dataclass(frozen=True)
class RegistrationsScreen:
    """The registrations of one unit, and the form for one more."""

    covenant_id: UUID
    title: str
    year: int
    units: tuple[Party, ...]
    unit: Party
    rows: tuple[RegistrationRow, ...]
    people: tuple[Party, ...]
    titles: Mapping[str, tuple[str, ...]]
    chosen: Chosen
    outlook: Outlook | None
    register: Action
    give_back: Action
    key: str
    error: Refusal | None = None


def compose(
    file: CovenantFile,
    unit_id: UUID,
    registrations: tuple[Registration, ...],
    outlooks: Mapping[UUID, Outlook],
    chosen: Chosen,
    outlook: Outlook | None,
    names: Names,
    account: Account,
    key: str,
) -> RegistrationsScreen:
    covenant = file.covenant
    people = [
        names.party(person.id)
        for person in names.people.values()
        if person.unit_id == unit_id and person.full_name
    ]
    officer = heads(account, covenant.bloc_id) or any(
        grant.role is Role.EMULATION_OFFICER for grant in account.grants
    )
    return RegistrationsScreen(
        covenant_id=covenant.covenant_id,
        title=covenant.title,
        year=covenant.year,
        units=tuple(names.party(one) for one in parties(file)),
        unit=names.party(unit_id),
        rows=tuple(
            RegistrationRow(
                one.registration_id,
                names.party(one.subject_id),
                one.award,
                one.registered_on,
                one.returned,
                one.returned_on,
                outlooks[one.registration_id],
            )
            for one in registrations
        ),
        people=tuple(sorted(people, key=lambda one: name_key(one.name or ""))),
        titles=GROUPS[FIRST_GROUP],
        chosen=chosen,
        outlook=outlook,
        register=_may_register(covenant.state, unit_id, account),
        give_back=Action(allowed=True)
        if officer
        else Action(allowed=False, reason="registration.only_leading"),
        key=key,
    )


def parties(file: CovenantFile) -> tuple[UUID, ...]:
    """The units under the covenant, also those that joined later."""
    return (*file.covenant.unit_ids, *(one.unit_id for one in file.accessions))


def shown_unit(file: CovenantFile, asked: UUID | None, account: Account) -> UUID:
    """The unit that is asked for, else the reader's own, else the first."""
    units = parties(file)
    if asked in units and asked is not None:
        return asked
    own = units_of(account, Role.UNIT_OFFICER, Role.UNIT_HEAD)
    return next((unit_id for unit_id in units if str(unit_id) in own), units[0])


def outlook_of(roadmap: Roadmap, year: int) -> Outlook:
    """What a road map to a title of this year says: reached, open, or not to be reached."""
    missing = tuple(
        Missing(step.condition.text, step.condition.article, step.earliest)
        for step in roadmap.steps
    )
    if roadmap.answer == "yes":
        return Outlook("reached")
    if roadmap.earliest is None or roadmap.earliest > year:
        return Outlook("never", roadmap.earliest, missing)
    return Outlook("open", roadmap.earliest, missing)


def fits(chosen: Chosen) -> bool:
    """Whether subject and title are both chosen and can go together."""
    return chosen.award in KIND_OF and KIND_OF[chosen.award] == chosen.kind


def _may_register(state: str, unit_id: UUID, account: Account) -> Action:
    if state == "draft":
        return Action(allowed=False, reason="reason.not_open")
    if str(unit_id) not in units_of(account, Role.UNIT_OFFICER):
        return Action(allowed=False, reason="registration.only_officer")
    return Action(allowed=True)
