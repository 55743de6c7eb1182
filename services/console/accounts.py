"""The accounts of the development issuer: who there is, and who holds which role where.

They stand in a file (`accountfile`) that is read again when it changes, so that neither an
account nor a role needs a restart. A token carries the roles its account had when it was made:
a change counts from the next sign-in. Accounts are never removed, for what they did is in the
log under their login; without a role an account may do nothing.
"""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import structlog

from services.console import accountfile
from services.console.accountfile import AccountFile, RoleChange
from services.console.accountrefusals import (
    AccountFileNotWritable,
    AccountLoginMalformed,
    AccountLoginTaken,
    AccountNameUnfit,
    AccountUnknown,
    LastEmulationOfficer,
    RoleAlreadyHeld,
    RoleNotGivenHere,
    RoleNotHeld,
    RoleReasonUnfit,
    RoleScopeUnfit,
    RoleTakenWithoutReason,
)
from shared.access import SCOPED, Account, Grant, Role, allow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

log = structlog.get_logger()

# An operator sees the whole log and may rebuild and discard; who that is, the operator of the
# machine decides in the file.
NOT_GIVEN_HERE = frozenset({Role.OPERATOR})
LOGIN = re.compile(r"[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?")
LONGEST_NAME = 200
LONGEST_REASON = 500
# Time of change, number and size of a file.
Version = tuple[int, int, int]
MANAGE_ACCOUNTS = allow("manage_accounts", Role.EMULATION_OFFICER)


class Accounts:
    """The accounts of a file; its changes are made one after the other, each written whole.

    Whoever makes one (`by`, a login) is an emulation officer in the file as it stands then:
    one whose role was taken gives it back to nobody. A change raises `NotAllowed` otherwise,
    and `AccountFileNotWritable` where the file may only be read.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read_of: Version | None = None
        self._said = AccountFile()
        self._changing = threading.Lock()

    def everybody(self) -> tuple[Account, ...]:
        """All accounts, in the order of the file. Raises `AccountFileInvalid`."""
        return self.file().accounts

    def file(self) -> AccountFile:
        """All that the file says as it stands. Raises `AccountFileInvalid`."""
        version = self.version()
        if self._path is None or version is None:
            return AccountFile()
        if version != self._read_of:
            self._said, self._read_of = accountfile.read(self._path), version
            for login, write in self._said.held_nowhere():
                file = str(self._path)
                log.warning("role_held_nowhere", login=login, file=file, write=write)
        return self._said

    def version(self) -> Version | None:
        """What tells the file as it stands from what it was; none while there is no file."""
        if self._path is None or not self._path.exists():
            return None
        found = self._path.stat()
        return (found.st_mtime_ns, found.st_ino, found.st_size)

    def named(self, login: str) -> Account:
        """The account with this login. Raises `AccountUnknown`."""
        for account in self.everybody():
            if account.login == login:
                return account
        raise AccountUnknown(f"there is no account {login!r}")

    def add(self, login: str, name: str, by: str) -> Account:
        """A new account, which holds no role yet.

        Raises `AccountLoginMalformed`, `AccountNameUnfit`, `AccountLoginTaken`.
        """
        if LOGIN.fullmatch(login) is None:
            raise AccountLoginMalformed(f"{login!r} cannot be a login")
        said = unicodedata.normalize("NFC", name).strip()
        if not 0 < len(said) <= LONGEST_NAME or not said.isprintable():
            raise AccountNameUnfit(f"{login} needs a name of 1 to {LONGEST_NAME} characters")
        added = Account(login, said, ())

        def change(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
            if any(account.login == login for account in accounts):
                raise AccountLoginTaken(f"{login} is taken")
            return (*accounts, added)

        self._change(by, change)
        return added

    def give(self, login: str, grant: Grant, by: str, *, at: datetime, reason: str) -> None:
        """Give a role; an empty reason is none.

        Raises `AccountUnknown`, `RoleNotGivenHere`, `RoleScopeUnfit`, `RoleAlreadyHeld`,
        `RoleReasonUnfit`.
        """
        _require_given_here(grant)
        said = _reason(reason)
        if (grant.role in SCOPED) != (grant.scope is not None):
            raise RoleScopeUnfit(f"{grant.role} for {grant.scope}")

        def given(account: Account) -> Account:
            if grant in account.grants:
                raise RoleAlreadyHeld(f"{login} is {grant.role} already")
            return replace(account, grants=(*account.grants, grant))

        self._change(
            by,
            lambda accounts: _with(accounts, login, given),
            _told(at, by, login, "given", grant, said),
        )

    def take(self, login: str, grant: Grant, by: str, *, at: datetime, reason: str) -> None:
        """Take a role and say why; the account stays.

        Raises `AccountUnknown`, `RoleNotGivenHere`, `RoleNotHeld`, `LastEmulationOfficer`,
        `RoleTakenWithoutReason`, `RoleReasonUnfit`.
        """
        _require_given_here(grant)
        said = _reason(reason)
        if not said:
            raise RoleTakenWithoutReason(f"{login} is {grant.role} no longer, and why?")

        def taken(account: Account) -> Account:
            if grant not in account.grants:
                raise RoleNotHeld(f"{login} is not {grant.role}")
            return replace(account, grants=tuple(g for g in account.grants if g != grant))

        def change(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
            left = _with(accounts, login, taken)
            if grant.role == Role.EMULATION_OFFICER and not officers(left):
                raise LastEmulationOfficer(f"{login} is the last emulation officer")
            return left

        self._change(by, change, _told(at, by, login, "taken", grant, said))

    @property
    def writable(self) -> bool:
        """Whether the file is where it can be written anew."""
        return self._path is not None and os.access(self._path.parent, os.W_OK)

    def _change(
        self,
        by: str,
        change: Callable[[tuple[Account, ...]], tuple[Account, ...]],
        *told: RoleChange,
    ) -> None:
        with self._changing:
            MANAGE_ACCOUNTS.check_role(self.named(by))
            before = self.file()
            changed = AccountFile(change(before.accounts), (*before.changes, *told))
            if self._path is None:
                raise AccountFileNotWritable("no file of accounts is named (CONSOLE_ACCOUNTS)")
            try:
                accountfile.write(self._path, changed)
            except OSError as error:
                raise AccountFileNotWritable(f"{self._path.name}: {error.strerror}") from error


def officers(accounts: tuple[Account, ...]) -> tuple[str, ...]:
    """The logins of those who may give roles."""
    role = Role.EMULATION_OFFICER
    return tuple(a.login for a in accounts if any(g.role == role for g in a.grants))


def _with(
    accounts: tuple[Account, ...], login: str, changed: Callable[[Account], Account]
) -> tuple[Account, ...]:
    if not any(account.login == login for account in accounts):
        raise AccountUnknown(f"there is no account {login!r}")
    return tuple(changed(one) if one.login == login else one for one in accounts)


def _reason(typed: str) -> str:
    said = unicodedata.normalize("NFC", typed).strip()
    if len(said) > LONGEST_REASON or not said.isprintable():
        raise RoleReasonUnfit(f"a reason has at most {LONGEST_REASON} characters")
    return said


def _told(
    at: datetime,
    by: str,
    login: str,
    deed: Literal["given", "taken"],
    grant: Grant,
    reason: str,
) -> RoleChange:
    return RoleChange(
        at=at,
        by=by,
        login=login,
        deed=deed,
        role=grant.role,
        scope=grant.scope,
        reason=reason,
    )


def _require_given_here(grant: Grant) -> None:
    if grant.role in NOT_GIVEN_HERE:
        raise RoleNotGivenHere(f"{grant.role} is not given here")
