"""*Một đơn vị*: what it is, what happened to it, who works there, what may be told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.bloc import Worker, workers
from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from services.console.screens.units import officers_only, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.bloc import Headcount, Tree, Unit
    from services.console.client.people import Person
    from shared.access import Account

# What may be told of a unit that stands, and of one that does not.
OF_STANDING = ("tiep-nhan", "doi-ten", "chuyen", "sap-nhap", "chia-tach", "giai-the")
OF_DISSOLVED = ("khoi-phuc",)


@dataclass(frozen=True)
class ChangeLine:
    """Something that happened to the unit on a day; `others` are the units concerned."""

    kind: str
    on: date
    name: str | None
    others: tuple[Party, ...]
    reason: str | None


@dataclass(frozen=True)
class UnitScreen:
    """Everything on the page; `opened` is the form that was sent back."""

    id: UUID
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    founded_on: date
    dissolved_on: date | None
    parent: Party | None
    into: Party | None
    below: tuple[Party, ...]
    headcount: Headcount | None
    with_below: int
    changes: tuple[ChangeLine, ...]
    people: tuple[Worker, ...]
    movers: tuple[Party, ...]
    acts: dict[str, Action]
    choices: tuple[Party, ...]
    key: str
    refusal: Refusal | None = None
    opened: str | None = None
    typed: dict[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()


def compose(
    unit: Unit,
    tree: Tree,
    people: Sequence[Person],
    names: Names,
    account: Account,
    key: str,
) -> UnitScreen:
    here = workers(people, "")
    branch = next((each for each in tree.branches if each.id == unit.id), None)
    changes = sorted(unit.changes, key=lambda each: each.on)
    return UnitScreen(
        id=unit.id,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        legal_personality=unit.legal_personality,
        founded_on=unit.founded_on,
        dissolved_on=unit.dissolved_on,
        parent=None if unit.parent_id is None else names.party(unit.parent_id),
        into=None if unit.into_unit_id is None else names.party(unit.into_unit_id),
        below=tuple(
            Party(each.id, each.name) for each in tree.branches if each.parent_id == unit.id
        ),
        headcount=None if branch is None else branch.headcount,
        with_below=0 if branch is None else branch.with_below,
        changes=tuple(
            ChangeLine(
                each.kind,
                each.on,
                each.name,
                tuple(names.party(other) for other in each.unit_ids),
                each.reason,
            )
            for each in changes
        ),
        people=here,
        movers=tuple(Party(one.id, _told_apart(one)) for one in here),
        acts=_acts(unit, account) | {"chuyen-nguoi": _transfer(people, account)},
        choices=standing(names, unit.id),
        key=key,
    )


def _told_apart(one: Worker) -> str | None:
    """Who somebody is in a list to choose from, where two may have one name."""
    return None if one.name is None else f"{one.name} – {one.job_title}"


def _transfer(people: Sequence[Person], account: Account) -> Action:
    """Who works here may go, also where the unit itself is no more."""
    officer = officers_only(account)
    return officer if officer.reason or people else Action(False, "reason.nobody_here")


def _acts(unit: Unit, account: Account) -> dict[str, Action]:
    officer = officers_only(account)
    stands = unit.dissolved_on is None
    wrong = {True: "reason.unit_stands", False: "reason.unit_dissolved"}[stands]
    other = Action(allowed=False, reason=officer.reason or wrong)
    return {
        name: officer if (name in OF_STANDING) is stands else other
        for name in (*OF_STANDING, *OF_DISSOLVED)
    }
