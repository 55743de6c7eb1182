"""Mandates: who may sign for a unit in its head's place, and whether it counts today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.covenant_text import units_of
from shared.access import Account, Role

if TYPE_CHECKING:
    from services.console.client.covenant import Mandate


@dataclass(frozen=True)
class MandateLine:
    """A mandate and whether it counts today."""

    id: UUID
    unit: Party
    who: str
    given_by: str
    document_number: str
    since: date
    until: date
    state: str
    withdraw: Action


def signing_unit(
    missing: tuple[UUID, ...], account: Account, mandates: tuple[Mandate, ...], today: date
) -> tuple[UUID, UUID | None] | None:
    """The unit the account may sign for, and by which mandate; none where it may not."""
    own_heads = units_of(account, Role.UNIT_HEAD)
    for unit_id in missing:
        if str(unit_id) in own_heads:
            return unit_id, None
    for mandate in mandates:
        if (
            mandate.account == account.login
            and mandate.unit_id in missing
            and state_of(mandate, today) == "valid"
        ):
            return mandate.unit_id, mandate.mandate_id
    return None


def state_of(mandate: Mandate, today: date) -> str:
    if mandate.withdrawn_on is not None:
        return "withdrawn"
    if today < mandate.since:
        return "not_yet"
    return "expired" if today > mandate.until else "valid"


def mandate_line(
    one: Mandate, names: Names, own_heads: frozenset[str], today: date
) -> MandateLine:
    state = state_of(one, today)
    return MandateLine(
        one.mandate_id,
        names.party(one.unit_id),
        names.accounts.get(one.account, one.account),
        names.accounts.get(one.given_by, one.given_by),
        one.document_number,
        one.since,
        one.until,
        state,
        _may_withdraw(own=str(one.unit_id) in own_heads, withdrawn=state == "withdrawn"),
    )


def _may_withdraw(*, own: bool, withdrawn: bool) -> Action:
    if withdrawn:
        return Action(allowed=False, reason="covenant_work.mandate_withdrawn")
    if not own:
        return Action(allowed=False, reason="covenant_work.only_unit_head")
    return Action(allowed=True)
