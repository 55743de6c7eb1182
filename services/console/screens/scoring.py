"""*Chấm điểm*: one unit's scorecard with all layers, and the ranking of the bloc."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from services.console.screens.scorework import Scorework
from services.console.screens.standings import Standing, conditions_of, standings

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from services.console.client.covenant import Frame, Ranking, Scorecard, Sheet, Value
    from shared.contracts.covenant import Criterion

LAYERS = ("self", "cross", "consolidated", "appraised")


@dataclass(frozen=True)
class Opinion:
    """What one unit gave in its cross-check."""

    unit: Party
    value: Decimal
    fact_id: str


@dataclass(frozen=True)
class Change:
    """A value that followed another, or came with a reason."""

    layer: str
    value: Decimal
    reason: str
    recorded_on: date
    fact_id: str
    previous: Decimal | None


@dataclass(frozen=True)
class Cell:
    """A value in one layer. For layer `cross` it is the mean, and `opinions` its parts."""

    layer: str
    value: Decimal | None
    fact_id: str | None = None
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class Row:
    """A criterion with its value in every layer."""

    code: str
    name: str
    maximum: Decimal
    cells: tuple[Cell, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Section:
    """A group of criteria, or the bonus, or the penalties; `part` says which."""

    part: str
    code: str
    name: str
    maximum: Decimal
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LayerState:
    """How far a layer is. For `cross`, how many units have submitted."""

    layer: str
    state: str
    submitted_on: date | None
    total: Decimal | None
    sheets: int


@dataclass(frozen=True)
class ScoringScreen:
    """Everything on the page; `unit` is whose grid is shown, `work` what may be done."""

    year: int
    frame_name: str | None
    base_maximum: Decimal | None
    units: tuple[Party, ...]
    unit: Party | None
    sections: tuple[Section, ...]
    layers: tuple[LayerState, ...]
    returns: tuple[tuple[date, str, str], ...]
    ranking: tuple[Standing, ...]
    finalised_on: date | None
    work: Scorework | None = None


def compose(
    year: int,
    scorecards: Sequence[Scorecard],
    frame: Frame | None,
    ranking: Ranking | None,
    names: Names,
    unit_id: UUID | None,
) -> ScoringScreen:
    card = next((one for one in scorecards if one.unit_id == unit_id), None)
    return ScoringScreen(
        year=year,
        frame_name=None if frame is None else frame.name,
        base_maximum=None if frame is None else frame.base_maximum,
        units=tuple(names.party(each.unit_id) for each in scorecards),
        unit=None if card is None else names.party(card.unit_id),
        sections=() if frame is None or card is None else _sections(frame, card, names),
        layers=() if card is None else tuple(_layer(card, layer) for layer in LAYERS),
        returns=()
        if card is None
        else tuple((r.returned_on, r.reason, r.fact_id) for r in card.returns),
        ranking=()
        if ranking is None
        else standings(
            ranking.standing,
            scorecards,
            names,
            conditions_of(() if frame is None else (frame,)),
        ),
        finalised_on=None
        if ranking is None or ranking.finalised is None
        else ranking.finalised.finalised_on,
    )


def shown_card(
    scorecards: Sequence[Scorecard], asked: UUID | None, own: Container[str]
) -> Scorecard | None:
    """The scorecard of the unit asked for, else of the reader's own unit, else the first."""
    wanted = [card for card in scorecards if card.unit_id == asked]
    mine = [card for card in scorecards if str(card.unit_id) in own]
    return next(iter([*wanted, *mine, *scorecards]), None)


def _sections(frame: Frame, card: Scorecard, names: Names) -> tuple[Section, ...]:
    base = [
        Section("base", g.code, g.name, g.maximum, _rows(g.criteria, card, names))
        for g in frame.groups
    ]
    extra = []
    if frame.bonus:
        rows = _rows(frame.bonus, card, names)
        extra.append(Section("bonus", "", "", frame.bonus_maximum, rows))
    if frame.penalty:
        worst = sum((criterion.maximum for criterion in frame.penalty), Decimal(0))
        rows = _rows(frame.penalty, card, names)
        extra.append(Section("penalty", "", "", worst, rows))
    return (*base, *extra)


def _rows(criteria: Iterable[Criterion], card: Scorecard, names: Names) -> tuple[Row, ...]:
    return tuple(
        Row(
            criterion.code,
            criterion.name,
            criterion.maximum,
            tuple(_cell(card, layer, criterion.code, names) for layer in LAYERS),
            tuple(_changes(card, criterion.code)),
        )
        for criterion in criteria
    )


def _values(sheet: Sheet, code: str) -> tuple[Value, ...]:
    return next((one.values for one in sheet.scores if one.criterion == code), ())


def _cell(card: Scorecard, layer: str, code: str, names: Names) -> Cell:
    given = [
        (sheet, values[-1])
        for sheet in card.sheets
        if sheet.layer == layer and (values := _values(sheet, code))
    ]
    if layer != "cross":
        if not given:
            return Cell(layer, None)
        return Cell(layer, given[0][1].value, given[0][1].fact_id)
    opinions = tuple(
        Opinion(names.party(sheet.by_unit_id), value.value, value.fact_id)
        for sheet, value in given
        if sheet.by_unit_id is not None
    )
    averages = () if card.cross_average is None else card.cross_average.criteria
    mean = next((one.average for one in averages if one.criterion == code), None)
    return Cell(layer, mean, opinions=opinions)


def _changes(card: Scorecard, code: str) -> Iterable[Change]:
    for sheet in card.sheets:
        previous = None
        for value in _values(sheet, code):
            if value.reason is not None:
                yield Change(
                    sheet.layer,
                    value.value,
                    value.reason,
                    value.recorded_on,
                    value.fact_id,
                    previous,
                )
            previous = value.value


def _layer(card: Scorecard, layer: str) -> LayerState:
    sheets = [sheet for sheet in card.sheets if sheet.layer == layer]
    closed = [sheet for sheet in sheets if sheet.state == "submitted"]
    if layer == "cross":
        mean = None if card.cross_average is None else card.cross_average.total
        state = "submitted" if closed else ("open" if sheets else "none")
        return LayerState(layer, state, None, mean, len(closed))
    if not sheets:
        return LayerState(layer, "none", None, None, 0)
    sheet = sheets[0]
    return LayerState(layer, sheet.state, sheet.submitted_on, sheet.totals.total, len(closed))
