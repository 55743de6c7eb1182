"""Who may explain, appeal and decide about one criterion, each with the reason if not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action
from services.console.screens.scorework import is_officer

if TYPE_CHECKING:
    from services.console.client.covenant import Scorecard
    from shared.access import Account


def allowed_if(allowed: bool, otherwise: str) -> Action:
    return Action(allowed=allowed, reason=None if allowed else otherwise)


def may_explain(card: Scorecard, code: str, own: UUID | None) -> Action:
    if own is None:
        return allowed_if(False, "reason.not_own_unit")
    standing = {
        (sheet.layer, sheet.by_unit_id): one
        for sheet in card.sheets
        for one in sheet.scores
        if one.criterion == code
    }
    claimed = [one.values[-1].value for (layer, _), one in standing.items() if layer == "self"]
    # A cut that is withheld from the unit is not to be answered yet either.
    cut = bool(claimed) and any(
        one.values[-1].value > claimed[0]
        if one.part == "penalty"
        else one.values[-1].value < claimed[0]
        for (layer, _), one in standing.items()
        if layer != "self"
    )
    return allowed_if(cut, "reason.nothing_cut")


def may_appeal(card: Scorecard, code: str, own: UUID | None, *, final: bool) -> Action:
    if own is None:
        return allowed_if(False, "reason.not_own_unit")
    if final:
        return allowed_if(False, "reason.ranking_final")
    if not any(one.layer == "appraised" and one.state == "submitted" for one in card.sheets):
        return allowed_if(False, "reason.not_appraised")
    return allowed_if(not _is_open(card, code), "reason.appeal_open")


def may_decide(card: Scorecard, code: str, account: Account, *, final: bool) -> Action:
    if not is_officer(account):
        return allowed_if(False, "reason.not_officer")
    if final:
        return allowed_if(False, "reason.ranking_final")
    return allowed_if(_is_open(card, code), "reason.no_appeal")


def _is_open(card: Scorecard, code: str) -> bool:
    return any(one.criterion == code and one.decided_on is None for one in card.appeals)
