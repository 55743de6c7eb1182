"""When something may be said about a scorecard, by how far its layers are."""

from __future__ import annotations

from services.covenant.domain.dialogue import (
    Appeal,
    Dialogue,
    Remark,
    Withdrawal,
    check_said,
)
from services.covenant.domain.dialogue_refusals import (
    AppealTooEarly,
    EvidenceInUse,
    NothingToExplain,
    QuestionOnOwnScore,
)
from services.covenant.domain.scorecard_refusals import (
    ConsolidationNotSubmitted,
    EvidenceMissing,
    ReturnWithoutReason,
    ScorecardFinished,
    ScorecardNotSubmitted,
)
from services.covenant.domain.sheets import CONSOLIDATED, Sheets


def check_return(sheets: Sheets, reason: str) -> None:
    """A self-score goes back with a reason, once it is submitted and before it is appraised."""
    if not reason.strip():
        raise ReturnWithoutReason
    if not sheets.of("self").submitted:
        raise ScorecardNotSubmitted
    if sheets.of("appraised").submitted:
        raise ScorecardFinished


def check_return_of_consolidation(sheets: Sheets, reason: str) -> None:
    if not reason.strip():
        raise ReturnWithoutReason
    if not sheets.at(CONSOLIDATED).submitted:
        raise ConsolidationNotSubmitted
    if sheets.of("appraised").submitted:
        raise ScorecardFinished


def check_evidence(sheets: Sheets, dialogue: Dialogue) -> None:
    """Every criterion that asks for evidence has a file, unless nothing is claimed for it."""
    own, evidenced = sheets.of("self"), dialogue.evidenced()
    missing = tuple(
        one.code
        for one in sheets.criteria
        if one.evidence_required
        and one.code not in evidenced
        and (given := own.latest(one.code)) is not None
        and given.value > 0
    )
    if missing:
        raise EvidenceMissing(missing)


def check_withdrawal(sheets: Sheets, dialogue: Dialogue, withdrawal: Withdrawal) -> None:
    dialogue.check_attached(withdrawal.criterion, withdrawal.digest)
    check_said(withdrawal.reason)
    if sheets.of("self").submitted:
        raise EvidenceInUse


def check_remark(sheets: Sheets, remark: Remark) -> None:
    """A unit explains what was cut of its own score; others ask."""
    criterion = sheets.criterion(remark.criterion)
    check_said(remark.text)
    own = remark.by_unit_id == sheets.unit_id
    if remark.kind == "question":
        if own:
            raise QuestionOnOwnScore
        return
    given = sheets.of("self").latest(criterion.code)
    claimed = None if given is None else given.value
    others = [
        value.value
        for key, sheet in sheets.by_key.items()
        if key.layer != "self" and (value := sheet.latest(criterion.code)) is not None
    ]
    worse = max if criterion.part == "penalty" else min
    cut = claimed is not None and others and worse([claimed, *others]) != claimed
    if not own or not cut:
        raise NothingToExplain(criterion.code)


def check_appeal(sheets: Sheets, appeal: Appeal) -> None:
    sheets.criterion(appeal.criterion)
    if not sheets.of("appraised").submitted:
        raise AppealTooEarly
