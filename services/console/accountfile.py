"""A local system's file of accounts: read with its mistakes named, written whole.

```toml
[[account]]
login = "head"
name = "Cục trưởng Cục Quản trị"
roles = [{ role = "unit_head", scope = "<id of the unit>" }]
```

What is done on the page is added below as a `[[change]]`: who gave or took which role, and why.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec

from shared.access import SCOPED, Account, Grant, Role

if TYPE_CHECKING:
    from pathlib import Path

PREAMBLE = (
    "# The accounts of this system's development issuer. The officer changes them on the\n"
    "# page /tai-khoan; a change made here by hand counts from the next sign-in too.\n"
)
# Files of earlier versions name no unit and no bloc for these. Such a role opens nothing, so it
# keeps no system from starting; whoever reads the file says it (`AccountFile.held_nowhere`).
ONCE_WITHOUT_SCOPE = frozenset({Role.COUNCIL_MEMBER})
CHANGE = ("by", "login", "deed", "role", "scope", "reason")
PLACE = re.compile(r"at `\$\.?(.+)`$|\((at line .+)\)$")


class AccountFileInvalid(Exception):
    """The file of accounts does not say what it should; mend it at the place that is named."""

    def __init__(self, file: str, place: str, detail: str) -> None:
        self.values = {"file": file, "place": place, "detail": detail}
        super().__init__(f"{file}, {place}: {detail}")


class RoleChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That `by` gave the account `login` a role or took it; no `reason` is an empty one."""

    at: datetime
    by: str
    login: str
    deed: Literal["given", "taken"]
    role: Role
    scope: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class AccountFile:
    """The accounts and the changes of their roles, both in the order of the file."""

    accounts: tuple[Account, ...] = ()
    changes: tuple[RoleChange, ...] = ()

    def held_nowhere(self) -> tuple[tuple[str, str], ...]:
        """The login of each account whose role opens nothing, and what to write for it."""
        return tuple(
            (account.login, f'{{ role = "{grant.role}", scope = "<unit or bloc id>" }}')
            for account in self.accounts
            for grant in account.grants
            if not grant.held
        )


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    login: str
    name: str
    roles: tuple[Grant, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    account: tuple[_Entry, ...] = ()
    change: tuple[RoleChange, ...] = ()


def read(path: Path) -> AccountFile:
    """What the file says. Raises `AccountFileInvalid`."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except UnicodeDecodeError as error:
        raise AccountFileInvalid(path.name, f"byte {error.start}", "not UTF-8") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        said = str(error)
        found = PLACE.search(said)
        place = "" if found is None else found.group(1) or found.group(2)
        raise AccountFileInvalid(path.name, place, said) from error
    logins: set[str] = set()
    for number, entry in enumerate(file.account):
        place = f"account[{number}] ({entry.login})"
        if entry.login in logins:
            raise AccountFileInvalid(path.name, place, "an account above has this login too")
        logins.add(entry.login)
        for grant in entry.roles:
            if mistake := _mistake(grant):
                raise AccountFileInvalid(path.name, place, mistake)
    accounts = tuple(Account(entry.login, entry.name, entry.roles) for entry in file.account)
    return AccountFile(accounts, file.change)


def _mistake(grant: Grant) -> str | None:
    if grant.role not in SCOPED:
        return None if grant.scope is None else f"{grant.role} is held without a scope"
    if grant.scope is None:
        if grant.role in ONCE_WITHOUT_SCOPE:
            return None
        return f"{grant.role} needs the id of its unit or bloc as scope"
    try:
        UUID(grant.scope)
    except ValueError:
        return f"the scope of {grant.role} is no id: {grant.scope}"
    return None


def write(path: Path, said: AccountFile) -> None:
    """Whole or not at all, readable by the owner only. Raises `OSError`."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(PREAMBLE)
        file.writelines(_written(account) for account in said.accounts)
        file.writelines(_written_change(change) for change in said.changes)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _written(account: Account) -> str:
    lines = [
        "",
        "[[account]]",
        f"login = {_quoted(account.login)}",
        f"name = {_quoted(account.name)}",
        "roles = [",
    ]
    for grant in account.grants:
        scope = "" if grant.scope is None else f", scope = {_quoted(grant.scope)}"
        lines.append(f"    {{ role = {_quoted(grant.role)}{scope} }},")
    return "\n".join([*lines, "]", ""])


def _written_change(change: RoleChange) -> str:
    said = msgspec.to_builtins(change)
    names = [name for name in CHANGE if said[name]]
    lines = ["", "[[change]]", f"at = {change.at.astimezone(UTC).isoformat()}"]
    lines += [f"{name} = {_quoted(said[name])}" for name in names]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    # A basic string of TOML is written as one of JSON is, but for the one control character
    # that JSON leaves as it is.
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")
