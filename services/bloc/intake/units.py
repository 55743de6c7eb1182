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
        Column("renamed_on", False, ""),
        Column("renamed_by", False, ""),
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
    return [_judged(Cells(number, typed), known, today, codes, names) for number, typed in rows]


def _judged(
    cells: Cells,
    known: KnownUnits,
    today: date,
    codes: Counter[str],
    names: Counter[str],
) -> Judged:
    code = cells.text("code", LONGEST_CODE)
    name = cells.text("name")
    short_name = cells.text("short_name")
    kind = cells.choice("kind", "unit_kind", get_args(UnitKind))
    legal = cells.choice("legal_personality", "yes_no", (True, False))
    founded = cells.needed_day("founded_on", today)
    renamed_on = cells.day("renamed_on")
    renamed_by = cells.optional("renamed_by")
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
        row = RegisterUnit(unit_of_code(code), code, name, short_name, kind, legal, founded)
        return _told(cells, row, row.unit_id, {})
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
        if renamed_on is None:
            cells.fail("renamed_on", "rename_needs_day")
        if not renamed_by:
            cells.fail("renamed_by", "rename_needs_reason")
    change = ChangeUnit(
        unit.id,
        (unit.name, unit.short_name),
        code if gets_code else None,
        renamed,
        renamed_on,
        renamed_by,
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
    }
