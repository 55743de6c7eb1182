"""The list of units: told by their codes, compared with those that are registered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

import msgspec

from services.bloc import views
from services.bloc.application.rows import ChangeUnit, RegisterUnit, UnitRow
from services.bloc.codes import unit_of_code
from services.bloc.domain import UnitKind
from services.bloc.intake.known import KnownUnits, id_typed
from services.bloc.intake.parents import Parents
from shared.catalogue import catalogue
from shared.catalogue.names import collation_key
from shared.intake import Called, Cells, Column, Judged, Layout, Outcome, Pending
from shared.intake.rows import shown_day

if TYPE_CHECKING:
    from services.bloc.application import Blocs
    from services.bloc.projections import UnitEntry
    from shared.readmodel import Copies

LAYOUT = Layout(
    "units",
    (
        Column("code", True, "VTCCB"),
        Column("name", True, "Vụ Tổ chức cán bộ"),
        Column("short_name", True, "Vụ TCCB"),
        Column("kind", True, "Vụ"),
        Column("legal_personality", True, "Không"),
        Column("founded_on", True, "20/10/1992"),
        Column("parent", False, ""),
        Column("changed_on", False, ""),
        Column("changed_by", False, ""),
    ),
)
LONGEST_CODE = 40
# What a row does, as it is kept until it is recorded.
ROWS: msgspec.json.Decoder[UnitRow] = msgspec.json.Decoder(UnitRow)


class UnitsTaking:
    """Units: registered, renamed, given the codes by which other lists name them."""

    layout = LAYOUT

    def __init__(self, application: Blocs, directory: Copies) -> None:
        self._application = application
        self._directory = directory

    async def judge(
        self, rows: Sequence[tuple[int, dict[str, str]]], today: date, called: Called
    ) -> list[Judged]:
        del called
        known = KnownUnits(
            await self._directory.ask(views.units(None, None)),
            await self._application.codes.every(),
        )
        return judged(rows, known, today)

    def record(self, rows: Sequence[Pending]) -> list[Outcome]:
        wanted: Mapping[int, UnitRow] = {row.number: ROWS.decode(row.action) for row in rows}
        refusals = self._application.record_units(wanted)
        return [Outcome(row.number, refusals.get(row.number)) for row in rows]

    async def exported(self, locale: str) -> list[list[str]]:
        codes = await self._application.codes.every()
        units = await self._directory.ask(views.units(None, None))
        known = KnownUnits(units, codes)
        standing = sorted(
            (unit for unit in units if unit.dissolved_on is None),
            key=lambda unit: collation_key(unit.name),
        )
        return [[*_shown(unit, known, locale).values(), "", ""] for unit in standing]


def judged(
    rows: Sequence[tuple[int, dict[str, str]]], known: KnownUnits, today: date
) -> list[Judged]:
    """Each row beside the units that are known."""
    codes = Counter(cells.get("code", "").casefold() for _, cells in rows)
    names = Counter(cells.get("name", "").casefold() for _, cells in rows)
    parents = Parents(rows, known)
    return [
        _judged(Cells(number, typed), known, today, codes, names, parents)
        for number, typed in rows
    ]


def _judged(
    cells: Cells,
    known: KnownUnits,
    today: date,
    codes: Counter[str],
    names: Counter[str],
    parents: Parents,
) -> Judged:
    code = cells.text("code", LONGEST_CODE)
    name = cells.text("name")
    short_name = cells.text("short_name")
    kind = cells.choice("kind", "unit_kind", get_args(UnitKind))
    legal = cells.choice("legal_personality", "yes_no", (True, False))
    founded = cells.needed_day("founded_on", today)
    changed_on = cells.day("changed_on")
    changed_by = cells.optional("changed_by")
    if codes[code.casefold()] > 1:
        cells.fail("code", "twice_in_file", typed=code)
    unit = known.by_code(code)
    if unit is None and id_typed(code) is not None:
        cells.fail("code", "id_unknown")
    gets_code = False
    if unit is None and (namesakes := known.uncoded_named(name)):
        # A unit that was registered without a code is the one of this name, if only one is.
        gets_code = len(namesakes) == 1 and names[name.casefold()] == 1
        if gets_code:
            unit = namesakes[0]
        else:
            cells.fail("name", "unit_ambiguous", typed=name)
    if unit is None:
        unit_id = unit_of_code(code)
        parent_id = parents.of(cells, unit_id)
        row = RegisterUnit(unit_id, code, name, short_name, kind, legal, founded, parent_id)
        if not cells.wrong:
            parents.stands(code, unit_id)
        return _told(cells, row, unit_id, {})
    if unit.dissolved_on is not None:
        cells.fail("code", "unit_dissolved", on=shown_day(unit.dissolved_on))
    now = _shown(unit, known, "vi")
    for column, typed, recorded in (
        ("kind", kind, unit.kind),
        ("legal_personality", legal, unit.legal_personality),
        ("founded_on", founded, unit.founded_on),
    ):
        if typed != recorded and not any(each.column == column for each in cells.wrong):
            cells.fail(column, "cannot_change", recorded=now[column])
    before: dict[str, str] = {}
    if gets_code:
        before["code"] = ""
    renamed = None
    if (name, short_name) != (unit.name, unit.short_name):
        renamed = (name, short_name)
        before |= {
            column: now[column]
            for column, typed in (("name", name), ("short_name", short_name))
            if typed != now[column]
        }
    # An empty cell says nothing: a file without the column moves nobody.
    parent_id = parents.of(cells, unit.id)
    moved = parent_id is not None and parent_id != unit.parent_id
    if moved:
        before["parent"] = now["parent"]
    if renamed is not None or moved:
        if changed_on is None:
            cells.fail("changed_on", "change_needs_day")
        if not changed_by:
            cells.fail("changed_by", "change_needs_reason")
    change = ChangeUnit(
        unit.id,
        (unit.name, unit.short_name),
        unit.parent_id,
        code if gets_code else None,
        renamed,
        parent_id if moved else None,
        changed_on,
        changed_by,
    )
    return _told(cells, change if before else None, unit.id, before)


def _told(cells: Cells, row: UnitRow | None, target: UUID, before: dict[str, str]) -> Judged:
    if cells.wrong:
        return Judged(
            number=cells.number,
            status="wrong",
            cells=cells.typed,
            before=before,
            wrong=tuple(cells.wrong),
            target=str(target),
        )
    if row is None:
        return Judged(
            number=cells.number, status="unchanged", cells=cells.typed, target=str(target)
        )
    return Judged(
        number=cells.number,
        status="new" if isinstance(row, RegisterUnit) else "changed",
        cells=cells.typed,
        before=before,
        action=msgspec.json.encode(row).decode(),
        target=str(target),
    )


def _shown(unit: UnitEntry, known: KnownUnits, locale: str) -> dict[str, str]:
    """A unit as its row of the file."""
    return {
        "code": known.shown_code(unit.id),
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": catalogue().text(f"unit_kind.{unit.kind}", locale),
        "legal_personality": catalogue().text(
            f"yes_no.{str(unit.legal_personality).lower()}", locale
        ),
        "founded_on": shown_day(unit.founded_on),
        "parent": "" if unit.parent_id is None else known.shown_code(unit.parent_id),
    }
