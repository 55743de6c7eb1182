"""The part of *Chấm điểm* that is filled in: one layer of one scorecard, by one scorer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from services.console.screens.chrome import Action
from services.console.screens.refusals import Refusal
from shared.access import Account, Role
from shared.catalogue.formats import number
from shared.contracts.covenant import Layer, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.console.client.covenant import Deadline, Frame, Scorecard, Sheet, Value
    from shared.contracts.covenant import Criterion

MEASURED = frozenset({"band", "proportional"})
BELOW: dict[Layer, Layer] = {"consolidated": "self", "appraised": "consolidated"}
AWAITS: dict[Layer, Layer] = {
    "cross": "self",
    "consolidated": "self",
    "appraised": "consolidated",
}
RETURNED_BY: dict[Layer, Layer] = {"self": "consolidated", "consolidated": "appraised"}


@dataclass(frozen=True)
class Desk:
    """In which layer an account scores, and for which unit where the layer has several."""

    layer: Layer
    by_unit_id: UUID | None = None


@dataclass(frozen=True)
class Entry:
    """One criterion to be filled in; `typed` is what stands in its field.

    `kept` is the value that stands in this sheet already, `below` that of the layer below.
    """

    code: str
    part: Part
    rule: str
    measure: str | None
    may_not_apply: bool
    evidence_required: bool
    typed: str = ""
    reason: str = ""
    applies: bool = True
    kept: Decimal | None = None
    below: Decimal | None = None
    error: Refusal | None = None


@dataclass(frozen=True)
class Scoresheet:
    """The form: whose it is, whether it may be filled in, and what stands in it.

    `seen` is the version of the scorecard that it was made from, `key` makes a second click
    harmless. `last_day` is its deadline.
    """

    scorecard_id: UUID
    layer: Layer
    by_unit_id: UUID | None
    seen: int
    key: str
    score: Action
    submit: Action
    last_day: date | None
    entries: tuple[Entry, ...]
    refusal: Refusal | None = None

    def entry(self, code: str) -> Entry | None:
        return next((one for one in self.entries if one.code == code), None)


def desks(account: Account, card: Scorecard, scored: Sequence[UUID]) -> tuple[Desk, ...]:
    """Where the account scores this card; `scored` are the units that are scored together."""
    found: dict[Desk, None] = {}
    for grant in account.grants:
        match grant.role:
            case Role.UNIT_OFFICER if grant.scope == str(card.unit_id):
                found[Desk("self", card.unit_id)] = None
            case Role.UNIT_OFFICER if grant.scope in {str(each) for each in scored}:
                found[Desk("cross", UUID(grant.scope))] = None
            case Role.BLOC_HEAD if grant.scope == str(card.bloc_id):
                found[Desk("consolidated")] = None
            case Role.EMULATION_OFFICER:
                found[Desk("appraised")] = None
            case _:
                continue
    return tuple(found)


def sheet_of(card: Scorecard, layer: Layer, by_unit_id: UUID | None) -> Sheet | None:
    return next(
        (
            sheet
            for sheet in card.sheets
            if sheet.layer == layer and (layer != "cross" or sheet.by_unit_id == by_unit_id)
        ),
        None,
    )


def latest(sheet: Sheet | None, code: str) -> Value | None:
    """The value that stands, if any was given."""
    scores = () if sheet is None else sheet.scores
    return next((one.values[-1] for one in scores if one.criterion == code), None)


def compose(
    card: Scorecard,
    frame: Frame,
    desk: Desk,
    deadlines: Sequence[Deadline],
    today: date,
    key: str,
    locale: str,
) -> Scoresheet:
    own = sheet_of(card, desk.layer, desk.by_unit_id)
    below = BELOW.get(desk.layer)
    lower = None if below is None else sheet_of(card, below, None)
    last_day = _last_day(desk.layer, own, deadlines)
    refused = _refused(card, desk, own, last_day, today)
    entries = tuple(
        _entry(part, criterion, own, lower, locale) for part, criterion in _lines(frame)
    )
    may = Action(allowed=refused is None, reason=refused)
    return Scoresheet(
        card.scorecard_id,
        desk.layer,
        desk.by_unit_id,
        card.version,
        key,
        may,
        may,
        last_day,
        entries,
    )


def _lines(frame: Frame) -> Iterator[tuple[Part, Criterion]]:
    for group in frame.groups:
        for criterion in group.criteria:
            yield "base", criterion
    for criterion in frame.bonus:
        yield "bonus", criterion
    for criterion in frame.penalty:
        yield "penalty", criterion


def _entry(
    part: Part, criterion: Criterion, own: Sheet | None, lower: Sheet | None, locale: str
) -> Entry:
    kept, below = latest(own, criterion.code), latest(lower, criterion.code)
    # A layer above starts from what was given below, and says where it differs.
    shown = kept or below
    typed = ""
    if shown is not None and shown.applies:
        measured = criterion.rule in MEASURED
        figure = shown.measured if measured else shown.value
        typed = "" if figure is None else number(figure, locale)
    return Entry(
        criterion.code,
        part,
        criterion.rule,
        criterion.measure,
        criterion.may_not_apply,
        criterion.evidence_required,
        typed,
        (kept.reason or "") if kept is not None and not kept.applies else "",
        shown is None or shown.applies,
        None if kept is None else kept.value,
        None if below is None else below.value,
    )


def _last_day(layer: Layer, own: Sheet | None, deadlines: Sequence[Deadline]) -> date | None:
    due: Layer = layer
    if own is not None and own.state == "returned":
        due = RETURNED_BY.get(layer, layer)
    return next((one.last_day for one in deadlines if one.layer == due), None)


def _refused(
    card: Scorecard, desk: Desk, own: Sheet | None, last_day: date | None, today: date
) -> (
    Literal[
        "reason.layer_submitted",
        "reason.layer_awaits_self",
        "reason.layer_awaits_consolidated",
        "reason.cross_closed",
        "reason.in_conflict",
        "reason.deadline_passed",
    ]
    | None
):
    """Why the service would refuse a score now, as a key of the catalogue."""
    if own is not None and own.state == "submitted":
        return "reason.layer_submitted"
    if desk.layer == "cross":
        if any(one.by_unit_id == desk.by_unit_id for one in card.conflicts):
            return "reason.in_conflict"
        if _is_closed(card, "consolidated"):
            return "reason.cross_closed"
    awaited = AWAITS.get(desk.layer)
    if awaited is not None and not _is_closed(card, awaited):
        if awaited == "self":
            return "reason.layer_awaits_self"
        return "reason.layer_awaits_consolidated"
    if last_day is not None and today > last_day:
        return "reason.deadline_passed"
    return None


def _is_closed(card: Scorecard, layer: Layer) -> bool:
    sheet = sheet_of(card, layer, None)
    return sheet is not None and sheet.state == "submitted"
