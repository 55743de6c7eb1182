"""Signing in: the accounts of the development issuer, or the way to a real one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.access import Account


@dataclass(frozen=True)
class SignInScreen:
    """`accounts` to choose from, or `leads`: the address at which one signs in or out.

    `back` is the page that was asked for. Who is `leaving` has signed out here already.
    """

    accounts: tuple[Account, ...]
    back: str = "/"
    leads: str | None = None
    leaving: bool = False
