"""The accounts of one local system: a file in its home, begun from those of the sample.

The repository's own file is never written: an emulation officer adds accounts and gives roles
on the console's page *Tài khoản và vai trò*, which writes the file in the home.
"""

from dataclasses import replace
from pathlib import Path

from deploy.local.failures import CannotStart
from deploy.local.profile import REPOSITORY, LocalProfile
from services.console import accountfile
from services.console.accountfile import AccountFile
from shared.access import SCOPED, Account

SAMPLE = REPOSITORY / "deploy" / "sample" / "accounts.toml"


def begin(profile: LocalProfile, *, with_sample: bool) -> None:
    """Write the file where there is none. Raises `CannotStart` where there is a wrong one.

    With the sample it is a copy of the sample's accounts. An empty system begins with those
    whose roles belong to no unit and no bloc, for there is none yet.
    """
    if profile.accounts.exists():
        try:
            accountfile.read(profile.accounts)
        except accountfile.AccountFileInvalid as error:
            said = {**error.values, "home": str(profile.home)}
            raise CannotStart("accounts_invalid", None, **said) from error
        return
    accounts = accountfile.read(SAMPLE).accounts
    if not with_sample:
        accounts = tuple(one for one in accounts if not _is_scoped(one))
    accountfile.write(profile.accounts, AccountFile(accounts))


def held_nowhere(profile: LocalProfile) -> tuple[tuple[str, str], ...]:
    """The login of each account whose role opens nothing, and what to write for it."""
    return accountfile.read(profile.accounts).held_nowhere()


def add_sample(profile: LocalProfile) -> None:
    """The sample is about to be played as its accounts: what they lack is added.

    A system that began empty may have accounts of its own; they keep what they have.
    """
    before = accountfile.read(profile.accounts)
    accounts = {one.login: one for one in before.accounts}
    for one in accountfile.read(SAMPLE).accounts:
        known = accounts.setdefault(one.login, one)
        lacking = tuple(grant for grant in one.grants if grant not in known.grants)
        accounts[one.login] = replace(known, grants=known.grants + lacking)
    after = replace(before, accounts=tuple(accounts.values()))
    if after != before:
        accountfile.write(profile.accounts, after)


def listed(path: Path) -> list[tuple[str, str, list[str]]]:
    """Login, name and roles of every account; none when there is no such file."""
    accounts = accountfile.read(path).accounts if path.exists() else ()
    return [
        (account.login, account.name, [grant.role.value for grant in account.grants])
        for account in accounts
    ]


def _is_scoped(account: Account) -> bool:
    return any(grant.role in SCOPED for grant in account.grants)
