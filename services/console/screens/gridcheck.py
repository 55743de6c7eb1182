"""What a filled grid would change, row by row, before anything is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from services.console.screens.refusals import Refusal
from services.console.screens.scoresheet import MEASURED, Scoresheet
from shared.catalogue.formats import NumberUnreadable, read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.covenant import Frame
    from services.console.scoregrid import Filled
    from shared.contracts.covenant import Criterion

State = Literal["new", "changed", "unchanged", "empty", "wrong"]


@dataclass(frozen=True)
class GridLine:
    """A row of the file: what stands, what it would be, or what is wrong with it."""

    code: str
    name: str
    before: str
    after: str
    reason: str
    left_out: bool
    state: State
    error: Refusal | None = None


@dataclass(frozen=True)
class GridScreen:
    """The upload, and once a file was chosen what is in it. Nothing is recorded yet."""

    form: Scoresheet
    unit: str
    lines: tuple[GridLine, ...] = ()
    refusal: Refusal | None = None

    @property
    def wrong(self) -> int:
        return sum(one.state == "wrong" for one in self.lines)

    @property
    def changes(self) -> int:
        return sum(one.state in {"new", "changed"} for one in self.lines)


def checked(form: Scoresheet, frame: Frame, rows: Sequence[Filled]) -> tuple[GridLine, ...]:
    """Every row of the file against the form it was made from."""
    lines = {one.code: one for group in frame.groups for one in group.criteria}
    lines |= {one.code: one for one in (*frame.bonus, *frame.penalty)}
    seen: set[str] = set()
    found = []
    for row in rows:
        line = lines.get(row.code)
        if line is None:
            wrong = Refusal("gridfile.unknown_code", {"code": row.code})
            found.append(_line(row, "", "", "wrong", wrong))
            continue
        repeated = row.code in seen
        seen.add(row.code)
        if repeated:
            wrong = Refusal("gridfile.twice", {"code": row.code})
            found.append(_line(row, line.name, "", "wrong", wrong))
            continue
        found.append(_checked(form, line, row, frame.rules.decimals))
    return tuple(found)


def _checked(form: Scoresheet, line: Criterion, row: Filled, decimals: int) -> GridLine:
    entry = form.entry(row.code)
    before = "" if entry is None or entry.kept is None else entry.typed
    if row.left_out:
        wrong = None
        if not line.may_not_apply or not row.reason:
            wrong = Refusal("refused.criterion_applies", {"criterion": row.code})
        return _line(row, line.name, before, "wrong" if wrong else "changed", wrong)
    if not row.value:
        return _line(row, line.name, before, "empty", None)
    try:
        value = read_number(row.value)
    except NumberUnreadable:
        wrong = Refusal("scoresheet.unreadable", {"typed": row.value})
        return _line(row, line.name, before, "wrong", wrong)
    wrong = _wrong(line, row, value, decimals)
    if wrong is not None:
        return _line(row, line.name, before, "wrong", wrong)
    if not before:
        return _line(row, line.name, before, "new", None)
    same = read_number(before.replace(".", "") if "," in before else before) == value
    return _line(row, line.name, before, "unchanged" if same else "changed", None)


def _wrong(line: Criterion, row: Filled, value: Decimal, decimals: int) -> Refusal | None:
    if line.rule in MEASURED:
        return None if value >= 0 else Refusal("problem.measure_unusable")
    said: dict[str, object] = {"criterion": row.code, "value": value}
    if not 0 <= value <= line.maximum:
        return Refusal("refused.score_out_of_range", {**said, "maximum": line.maximum})
    if value != round(value, decimals):
        return Refusal("refused.score_too_fine", {**said, "decimals": decimals})
    return None


def _line(row: Filled, name: str, before: str, state: State, error: Refusal | None) -> GridLine:
    return GridLine(row.code, name, before, row.value, row.reason, row.left_out, state, error)
