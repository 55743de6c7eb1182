"""One criterion of a scorecard: its rule, all values of all layers, what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.hearing import allowed_if, may_appeal, may_decide, may_explain
from services.console.screens.refusals import Refusal
from shared.access import Account, Role
from shared.files import known_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.console.client.covenant import Frame, Scorecard
    from shared.contracts.covenant import Band, Criterion

OF_UNIT = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})


@dataclass(frozen=True)
class ValueLine:
    """A value that was given: in which layer, by whom, when, why."""

    layer: str
    unit: Party | None
    actor: str
    value: Decimal
    measured: Decimal | None
    applies: bool
    reason: str | None
    recorded_at: datetime
    fact_id: str


@dataclass(frozen=True)
class FileLine:
    """A file that is attached."""

    digest: str
    name: str | None
    kind: str
    size: int
    scan: str
    attached_on: date
    fact_id: str


@dataclass(frozen=True)
class RemarkLine:
    """What a unit said."""

    kind: str
    unit: Party
    text: str
    made_on: date
    fact_id: str


@dataclass(frozen=True)
class AppealLine:
    """An appeal and what became of it."""

    grounds: str
    appealed_on: date
    upheld: bool | None
    reason: str | None
    decided_on: date | None
    fact_id: str


@dataclass(frozen=True)
class CriterionScreen:
    """Everything on the page. `typed` is what was written into a refused action."""

    card_id: UUID
    unit: Party
    code: str
    name: str
    maximum: Decimal
    rule: str
    measure: str | None
    bands: tuple[Band, ...]
    target: Decimal | None
    evidence_required: bool
    may_not_apply: bool
    values: tuple[ValueLine, ...]
    withheld: int
    files: tuple[FileLine, ...]
    remarks: tuple[RemarkLine, ...]
    appeals: tuple[AppealLine, ...]
    attach: Action
    explain: Action
    question: Action
    appeal: Action
    decide: Action
    by_unit_id: UUID | None
    key: str
    refusal: Refusal | None = None
    typed: dict[str, str] = field(default_factory=dict)


def compose(
    card: Scorecard,
    frame: Frame,
    code: str,
    account: Account,
    names: Names,
    file_names: dict[str, str],
    scored: frozenset[UUID],
    key: str,
    *,
    final: bool,
) -> CriterionScreen | None:
    """The page; none where the frame has no such criterion."""
    criterion = next((one for one in _lines(frame) if one.code == code), None)
    if criterion is None:
        return None
    own = _unit_of(account, frozenset({card.unit_id}))
    other = _unit_of(account, scored - {card.unit_id})
    return CriterionScreen(
        card_id=card.scorecard_id,
        unit=names.party(card.unit_id),
        code=criterion.code,
        name=criterion.name,
        maximum=criterion.maximum,
        rule=criterion.rule,
        measure=criterion.measure,
        bands=criterion.bands,
        target=criterion.target,
        evidence_required=criterion.evidence_required,
        may_not_apply=criterion.may_not_apply,
        values=tuple(_values(card, code, names)),
        withheld=card.withheld,
        files=tuple(
            FileLine(
                one.digest,
                file_names.get(one.digest),
                known_as(one.media_type),
                one.size,
                one.scan,
                one.attached_on,
                one.fact_id,
            )
            for one in card.evidence
            if one.criterion == code
        ),
        remarks=tuple(
            RemarkLine(
                one.kind, names.party(one.by_unit_id), one.text, one.made_on, one.fact_id
            )
            for one in card.remarks
            if one.criterion == code
        ),
        appeals=tuple(
            AppealLine(
                one.grounds,
                one.appealed_on,
                one.upheld,
                one.reason,
                one.decided_on,
                one.fact_id,
            )
            for one in card.appeals
            if one.criterion == code
        ),
        attach=allowed_if(own is not None and not final, "reason.not_own_unit"),
        explain=may_explain(card, code, own),
        question=allowed_if(other is not None, "reason.not_other_unit"),
        appeal=may_appeal(card, code, own, final=final),
        decide=may_decide(card, code, account, final=final),
        by_unit_id=own or other,
        key=key,
    )


def _lines(frame: Frame) -> Iterator[Criterion]:
    for group in frame.groups:
        yield from group.criteria
    yield from frame.bonus
    yield from frame.penalty


def _unit_of(account: Account, units: frozenset[UUID]) -> UUID | None:
    """The unit among these for which the account speaks."""
    for grant in account.grants:
        if grant.role in OF_UNIT and grant.scope in {str(each) for each in units}:
            return UUID(grant.scope)
    return None


def _values(card: Scorecard, code: str, names: Names) -> Iterator[ValueLine]:
    for sheet in card.sheets:
        for one in sheet.scores:
            if one.criterion != code:
                continue
            for value in one.values:
                yield ValueLine(
                    sheet.layer,
                    None if sheet.by_unit_id is None else names.party(sheet.by_unit_id),
                    names.accounts.get(value.actor, value.actor),
                    value.value,
                    value.measured,
                    value.applies,
                    value.reason,
                    value.recorded_at,
                    value.fact_id,
                )
