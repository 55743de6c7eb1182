"""*Đơn vị*: the tree of units on a day, with who was on their rolls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from services.console.screens.scorework import is_officer
from shared.catalogue.names import collation_key
from shared.contracts.bloc import UnitKind

if TYPE_CHECKING:
    from services.console.client.bloc import Branch, Tree
    from shared.access import Account


@dataclass(frozen=True)
class Gone:
    """A unit that stood no more on the day, and who took its place."""

    id: UUID
    name: str
    dissolved_on: date
    into: Party | None


@dataclass(frozen=True)
class UnitsScreen:
    """Everything on the page. `on` is the day it is of."""

    on: date
    people: int
    branches: tuple[Branch, ...]
    gone: tuple[Gone, ...]
    choices: tuple[Party, ...]
    kinds: tuple[str, ...]
    register: Action
    key: str
    refusal: Refusal | None = None
    typed: dict[str, str] = field(default_factory=dict)


def compose(tree: Tree, names: Names, account: Account, key: str) -> UnitsScreen:
    gone = [
        Gone(
            unit.id,
            unit.name,
            unit.dissolved_on,
            None if unit.into_unit_id is None else names.party(unit.into_unit_id),
        )
        for unit in names.units.values()
        if unit.dissolved_on is not None and unit.dissolved_on <= tree.on
    ]
    return UnitsScreen(
        on=tree.on,
        people=tree.people,
        branches=tree.branches,
        gone=tuple(sorted(gone, key=lambda each: collation_key(each.name))),
        choices=standing(names),
        kinds=get_args(UnitKind),
        register=officers_only(account),
        key=key,
    )


def standing(names: Names, but: UUID | None = None) -> tuple[Party, ...]:
    """The units that can be chosen in a form: those that stand, by name."""
    found = [
        Party(unit.id, unit.name)
        for unit in names.units.values()
        if unit.dissolved_on is None and unit.id != but
    ]
    return tuple(sorted(found, key=lambda each: collation_key(each.name or "")))


def officers_only(account: Account) -> Action:
    allowed = is_officer(account)
    return Action(allowed, None if allowed else "reason.not_officer")
