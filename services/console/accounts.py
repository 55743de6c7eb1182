"""The sample accounts of a local system, read from a file.

```toml
[[account]]
login = "head"
name = "Nguyễn Văn An"
roles = [{ role = "unit_head", scope = "<id of the unit>" }]
```
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from shared.access import SCOPED, Account, Grant


class AccountUnknown(Exception):
    """No sample account has this login."""


class AccountFileInvalid(Exception):
    """The file of sample accounts does not say what it should."""


class _Entry(msgspec.Struct):
    login: str
    name: str
    roles: tuple[Grant, ...] = ()


class _File(msgspec.Struct):
    account: tuple[_Entry, ...] = ()


class Accounts:
    """The accounts of a file, read again when it changes: adding one needs no restart."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read_of = 0
        self._accounts: tuple[Account, ...] = ()

    def everybody(self) -> tuple[Account, ...]:
        """All accounts, in the order of the file. Raises `AccountFileInvalid`."""
        if self._path is None or not self._path.exists():
            return ()
        written = self._path.stat().st_mtime_ns
        if written != self._read_of:
            self._accounts, self._read_of = _read(self._path), written
        return self._accounts

    def named(self, login: str) -> Account:
        """The account with this login. Raises `AccountUnknown`."""
        for account in self.everybody():
            if account.login == login:
                return account
        raise AccountUnknown(f"there is no account {login!r}")


def _read(path: Path) -> tuple[Account, ...]:
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise AccountFileInvalid(f"{path.name}: {error}") from error
    for entry in file.account:
        for grant in entry.roles:
            if (grant.role in SCOPED) != (grant.scope is not None):
                raise AccountFileInvalid(f"{entry.login}: wrong scope for {grant.role}")
    return tuple(Account(entry.login, entry.name, entry.roles) for entry in file.account)
