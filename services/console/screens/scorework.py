"""What can be done on *Chấm điểm*: the form, and every action with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from services.console.screens.scoresheet import Desk, Scoresheet, sheet_of
from shared.access import Account, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from services.console.client.covenant import Adjustment, Frame, Scorecard


@dataclass(frozen=True)
class ConditionLine:
    """A condition of the frame, and whether it is established of the unit."""

    code: str
    name: str
    effect: str
    ceiling: Decimal | None
    reason: str | None
    judged_on: date | None
    fact_id: str | None


@dataclass(frozen=True)
class ConflictLine:
    """A unit that stepped back from scoring."""

    unit: Party
    reason: str
    fact_id: str


@dataclass(frozen=True)
class AdjustmentLine:
    """Points that the frame's rules add to a layer's total, or take from it."""

    layer: str
    cause: str
    points: Decimal
    condition: str | None


@dataclass(frozen=True)
class Scorework:
    """The form of the reader, if it has one, and what else it may do with this scorecard.

    `beside` counts what stands beside each criterion: files, remarks and appeals. `typed` is
    what was written into a refused action, `refusal` why.
    """

    card_id: UUID
    unit_id: UUID
    form: Scoresheet | None
    desks: tuple[Desk, ...]
    withheld: int
    evidence: dict[str, int]
    remarks: dict[str, int]
    appeals: dict[str, int]
    conditions: tuple[ConditionLine, ...]
    conflicts: tuple[ConflictLine, ...]
    adjustments: tuple[AdjustmentLine, ...]
    give_back: Action
    give_back_consolidation: Action
    declare_conflict: Action
    judge: Action
    score_nowhere: Action
    refusal: Refusal | None = None
    typed: dict[str, str] = field(default_factory=dict)


def compose(
    card: Scorecard,
    frame: Frame,
    account: Account,
    names: Names,
    form: Scoresheet | None,
    found: tuple[Desk, ...],
    *,
    final: bool,
) -> Scorework:
    held = {one.condition: one for one in card.held}
    lines = []
    for one in frame.conditions:
        judged = held.get(one.code)
        lines.append(
            ConditionLine(
                one.code,
                one.name,
                one.effect,
                one.ceiling,
                None if judged is None else judged.reason,
                None if judged is None else judged.judged_on,
                None if judged is None else judged.fact_id,
            )
        )
    return Scorework(
        card_id=card.scorecard_id,
        unit_id=card.unit_id,
        form=form,
        desks=found,
        withheld=card.withheld,
        evidence=_counted([one.criterion for one in card.evidence]),
        remarks=_counted([one.criterion for one in card.remarks]),
        appeals=_counted([one.criterion for one in card.appeals]),
        conditions=tuple(lines),
        conflicts=tuple(
            ConflictLine(names.party(one.by_unit_id), one.reason, one.fact_id)
            for one in card.conflicts
        ),
        adjustments=tuple(
            AdjustmentLine(layer, one.cause, one.points, one.condition)
            for layer, found_in in _adjusted(card)
            for one in found_in
        ),
        give_back=_may_give_back(card, account),
        give_back_consolidation=_may_give_back_consolidation(card, account),
        declare_conflict=_may_step_back(card, found),
        judge=_may_judge(account, final=final),
        score_nowhere=Action(allowed=False, reason="reason.no_layer"),
    )


def _adjusted(card: Scorecard) -> Iterator[tuple[str, tuple[Adjustment, ...]]]:
    """What the rules added or took in each layer: of the cross-checks, the means."""
    for sheet in card.sheets:
        if sheet.layer != "cross":
            yield sheet.layer, sheet.totals.adjustments
    if card.cross_average is not None:
        yield "cross", card.cross_average.adjustments


def _counted(codes: list[str]) -> dict[str, int]:
    return {code: codes.count(code) for code in dict.fromkeys(codes)}


def _submitted(card: Scorecard, layer: str) -> bool:
    return any(one.layer == layer and one.state == "submitted" for one in card.sheets)


def _may_give_back(card: Scorecard, account: Account) -> Action:
    heads = {grant.scope for grant in account.grants if grant.role is Role.BLOC_HEAD}
    if str(card.bloc_id) not in heads:
        return Action(allowed=False, reason="reason.not_bloc_head")
    if _submitted(card, "appraised"):
        return Action(allowed=False, reason="reason.appraised")
    if not _submitted(card, "self"):
        return Action(allowed=False, reason="reason.layer_awaits_self")
    return Action(allowed=True)


def _may_give_back_consolidation(card: Scorecard, account: Account) -> Action:
    if not is_officer(account):
        return Action(allowed=False, reason="reason.not_officer")
    if _submitted(card, "appraised"):
        return Action(allowed=False, reason="reason.appraised")
    if not _submitted(card, "consolidated"):
        return Action(allowed=False, reason="reason.layer_awaits_consolidated")
    return Action(allowed=True)


def _may_step_back(card: Scorecard, found: tuple[Desk, ...]) -> Action:
    crossing = [one for one in found if one.layer == "cross"]
    if not crossing:
        return Action(allowed=False, reason="reason.not_cross_scorer")
    if any(one.by_unit_id == crossing[0].by_unit_id for one in card.conflicts):
        return Action(allowed=False, reason="reason.in_conflict")
    if sheet_of(card, "consolidated", None) and _submitted(card, "consolidated"):
        return Action(allowed=False, reason="reason.cross_closed")
    return Action(allowed=True)


def _may_judge(account: Account, *, final: bool) -> Action:
    if not is_officer(account):
        return Action(allowed=False, reason="reason.not_officer")
    if final:
        return Action(allowed=False, reason="reason.ranking_final")
    return Action(allowed=True)


def is_officer(account: Account) -> bool:
    return any(grant.role is Role.EMULATION_OFFICER for grant in account.grants)
