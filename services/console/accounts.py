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
from typing import TYPE_CHECKING

from services.console import accountfile
from shared.access import SCOPED, Account, Grant, Role, allow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# An operator sees the whole log and may rebuild and discard; who that is, the operator of the
# machine decides in the file.
NOT_GIVEN_HERE = frozenset({Role.OPERATOR})
LOGIN = re.compile(r"[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?")
LONGEST_NAME = 200
# Time of change, number and size of a file.
Version = tuple[int, int, int]
MANAGE_ACCOUNTS = allow("manage_accounts", Role.EMULATION_OFFICER)


class AccountUnknown(Exception):
    """No account has this login."""


class AccountLoginTaken(Exception):
    """Another account has this login; choose another one."""


class AccountLoginMalformed(Exception):
    """A login is 1 to 64 small letters without diacritics, digits, dots and hyphens."""


class AccountNameUnfit(Exception):
    """An account needs a name of at most 200 characters on one line."""


class RoleAlreadyHeld(Exception):
    """The account holds this role there already."""


class RoleNotHeld(Exception):
    """The account does not hold this role there, or no longer."""


class RoleScopeUnfit(Exception):
    """A role of a unit or a bloc needs one that exists; the other roles are held without."""


class RoleNotGivenHere(Exception):
    """The role of an operator is given and taken in the file of accounts only."""


class LastEmulationOfficer(Exception):
    """Nobody else is emulation officer; give somebody that role first."""


class AccountFileNotWritable(Exception):
    """The file of accounts may not be written here; change it where it is kept."""


class Accounts:
    """The accounts of a file; its changes are made one after the other, each written whole.

    Whoever makes one (`by`, a login) is an emulation officer in the file as it stands then:
    one whose role was taken gives it back to nobody. A change raises `NotAllowed` otherwise,
    and `AccountFileNotWritable` where the file may only be read.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read_of: Version | None = None
        self._accounts: tuple[Account, ...] = ()
        self._changing = threading.Lock()

    def everybody(self) -> tuple[Account, ...]:
        """All accounts, in the order of the file. Raises `AccountFileInvalid`."""
        version = self.version()
        if self._path is None or version is None:
            return ()
        if version != self._read_of:
            self._accounts, self._read_of = accountfile.read(self._path), version
        return self._accounts

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

    def give(self, login: str, grant: Grant, by: str) -> None:
        """Raises `AccountUnknown`, `RoleNotGivenHere`, `RoleScopeUnfit`, `RoleAlreadyHeld`."""
        _require_given_here(grant)
        if (grant.role in SCOPED) != (grant.scope is not None):
            raise RoleScopeUnfit(f"{grant.role} for {grant.scope}")

        def given(account: Account) -> Account:
            if grant in account.grants:
                raise RoleAlreadyHeld(f"{login} is {grant.role} already")
            return replace(account, grants=(*account.grants, grant))

        self._change(by, lambda accounts: _with(accounts, login, given))

    def take(self, login: str, grant: Grant, by: str) -> None:
        """The account stays.

        Raises `AccountUnknown`, `RoleNotGivenHere`, `RoleNotHeld`, `LastEmulationOfficer`.
        """
        _require_given_here(grant)

        def taken(account: Account) -> Account:
            if grant not in account.grants:
                raise RoleNotHeld(f"{login} is not {grant.role}")
            return replace(account, grants=tuple(g for g in account.grants if g != grant))

        def change(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
            left = _with(accounts, login, taken)
            if grant.role == Role.EMULATION_OFFICER and not officers(left):
                raise LastEmulationOfficer(f"{login} is the last emulation officer")
            return left

        self._change(by, change)

    @property
    def writable(self) -> bool:
        """Whether the file is where it can be written anew."""
        return self._path is not None and os.access(self._path.parent, os.W_OK)

    def _change(
        self, by: str, change: Callable[[tuple[Account, ...]], tuple[Account, ...]]
    ) -> None:
        with self._changing:
            MANAGE_ACCOUNTS.check_role(self.named(by))
            changed = change(self.everybody())
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


def _require_given_here(grant: Grant) -> None:
    if grant.role in NOT_GIVEN_HERE:
        raise RoleNotGivenHere(f"{grant.role} is not given here")
