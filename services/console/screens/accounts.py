"""*Tài khoản và vai trò*: who may sign in, who holds which role where, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from shared.access import SCOPED, Account, Grant, Role
from shared.catalogue.names import collation_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from services.console.accountfile import AccountFile, RoleChange
    from services.console.client.bloc import Bloc

LATEST = 50
OF_UNITS = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
GIVEN = (
    *OF_UNITS,
    Role.BLOC_HEAD,
    Role.BLOC_DEPUTY,
    Role.EMULATION_OFFICER,
    Role.COUNCIL_MEMBER,
    Role.AUTHORITY,
    Role.VIEWER,
)


@dataclass(frozen=True)
class HeldRole:
    """A role and where it is held; `place` is none for one that needs none.

    One that needs a place and has none is not `counted`: it opens nothing.
    """

    role: str
    scope: str
    place: str | None
    counted: bool
    take: Action


@dataclass(frozen=True)
class AccountLine:
    """An account of the list."""

    login: str
    name: str
    roles: tuple[HeldRole, ...]
    own: bool


@dataclass(frozen=True)
class ChangeLine:
    """That a role was given or taken; the names are those of now, or the login."""

    at: datetime
    by: str
    name: str
    deed: str
    role: str
    place: str | None
    reason: str


@dataclass(frozen=True)
class BlocPlace:
    """A bloc in which a role can be held."""

    id: UUID
    name: str
    year: int


@dataclass(frozen=True)
class Vacancy:
    """A role that nobody holds in a unit or bloc of the year."""

    role: str
    place: Party


@dataclass(frozen=True)
class AccountsScreen:
    """Everything on the page; `issuer` is the real one's address, where roles come from it.

    `changes` are the latest, the newest first; the file keeps all of them.
    """

    issuer: str | None
    accounts: tuple[AccountLine, ...]
    change: Action
    given: tuple[str, ...]
    units: tuple[Party, ...]
    blocs: tuple[BlocPlace, ...]
    vacancies: tuple[Vacancy, ...]
    changes: tuple[ChangeLine, ...]
    refusal: Refusal | None = None
    typed: dict[str, str] = field(default_factory=dict)


def compose(
    file: AccountFile,
    reader: Account,
    names: Names,
    bloc: Bloc | None,
    issuer: str | None,
    change: Action,
) -> AccountsScreen:
    accounts = file.accounts
    officers = sum(_holds(account, Grant(Role.EMULATION_OFFICER)) for account in accounts)
    units = sorted(names.units.values(), key=lambda unit: collation_key(unit.name))
    blocs = sorted(names.blocs.values(), key=lambda one: (-one.year, collation_key(one.name)))
    return AccountsScreen(
        issuer=issuer,
        accounts=tuple(
            AccountLine(
                account.login,
                account.name,
                tuple(_held(grant, names, change, officers) for grant in account.grants),
                account.login == reader.login,
            )
            for account in accounts
        ),
        change=change,
        given=tuple(role.value for role in GIVEN),
        units=tuple(Party(unit.id, unit.name) for unit in units),
        blocs=tuple(BlocPlace(one.id, one.name, one.year) for one in blocs),
        vacancies=() if bloc is None or issuer else vacancies(accounts, bloc, names),
        changes=_changes(file, names),
    )


def vacancies(accounts: Sequence[Account], bloc: Bloc, names: Names) -> tuple[Vacancy, ...]:
    """The roles without which the bloc's year stands still, and which nobody holds."""
    wanted = [(Role.BLOC_HEAD, bloc.id)]
    wanted += [(role, unit_id) for unit_id in bloc.unit_ids for role in OF_UNITS]
    return tuple(
        Vacancy(role.value, names.party(scope))
        for role, scope in wanted
        if not any(_holds(account, Grant(role, str(scope))) for account in accounts)
    )


def _changes(file: AccountFile, names: Names) -> tuple[ChangeLine, ...]:
    called = {account.login: account.name for account in file.accounts}

    def line(change: RoleChange) -> ChangeLine:
        return ChangeLine(
            at=change.at,
            by=called.get(change.by, change.by),
            name=called.get(change.login, change.login),
            deed=change.deed,
            role=change.role.value,
            place=_place(change.scope, names),
            reason=change.reason,
        )

    return tuple(line(change) for change in reversed(file.changes[-LATEST:]))


def _place(scope: str | None, names: Names) -> str | None:
    return None if scope is None else names.name(UUID(scope)) or scope


def _holds(account: Account, grant: Grant) -> bool:
    return grant in account.grants


def _held(grant: Grant, names: Names, change: Action, officers: int) -> HeldRole:
    take = change
    if grant.role not in GIVEN:
        take = Action(allowed=False, reason="reason.role_of_the_file")
    elif grant.role == Role.EMULATION_OFFICER and officers == 1:
        take = Action(allowed=False, reason="reason.last_emulation_officer")
    return HeldRole(
        grant.role.value, grant.scope or "", _place(grant.scope, names), grant.held, take
    )


def grant_of(role: str, place: str) -> Grant | None:
    """What a form names; none when it names no role, or a place that is none for it.

    Without a place it is the role that a file may hold nowhere, which can only be taken.
    """
    if role not in set(Role):
        return None
    known = Role(role)
    if not place:
        return Grant(known)
    if known not in SCOPED:
        return None
    try:
        return Grant(known, str(UUID(place)))
    except ValueError:
        return None
