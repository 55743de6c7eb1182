"""A local system's file of accounts: read with its mistakes named, written whole.

```toml
[[account]]
login = "head"
name = "Cục trưởng Cục Quản trị"
roles = [{ role = "unit_head", scope = "<id of the unit>" }]
```
"""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from shared.access import SCOPED, Account, Grant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PREAMBLE = (
    "# The accounts of this system's development issuer. The officer changes them on the\n"
    "# page /tai-khoan; a change made here by hand counts from the next sign-in too.\n"
)
PLACE = re.compile(r"at `\$\.?(.+)`$|\((at line .+)\)$")


class AccountFileInvalid(Exception):
    """The file of accounts does not say what it should; mend it at the place that is named."""

    def __init__(self, file: str, place: str, detail: str) -> None:
        self.values = {"file": file, "place": place, "detail": detail}
        super().__init__(f"{file}, {place}: {detail}")


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    login: str
    name: str
    roles: tuple[Grant, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    account: tuple[_Entry, ...] = ()


def read(path: Path) -> tuple[Account, ...]:
    """The accounts in the order of the file. Raises `AccountFileInvalid`."""
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
    return tuple(Account(entry.login, entry.name, entry.roles) for entry in file.account)


def _mistake(grant: Grant) -> str | None:
    if grant.role not in SCOPED:
        return None if grant.scope is None else f"{grant.role} is held without a scope"
    if grant.scope is None:
        return f"{grant.role} needs the id of its unit or bloc as scope"
    try:
        UUID(grant.scope)
    except ValueError:
        return f"the scope of {grant.role} is no id: {grant.scope}"
    return None


def write(path: Path, accounts: Iterable[Account]) -> None:
    """Whole or not at all, readable by the owner only. Raises `OSError`."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(PREAMBLE + "".join(_written(account) for account in accounts))
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


def _quoted(text: str) -> str:
    # A basic string of TOML is written as one of JSON is, but for the one control character
    # that JSON leaves as it is.
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")
