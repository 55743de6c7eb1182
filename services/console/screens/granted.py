"""What was granted for a year, by class: titles and commendations are never in one list.

The class of an award comes with it from the law's catalogue; nothing here decides it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from services.console.workbook import Column, Sheet
from shared.catalogue import catalogue
from shared.catalogue.names import collation_key
from shared.sheets.writing import guarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.console.client.granted import Family, Granted
    from services.console.screens.chrome import Names
    from services.console.workbook import Cell

FAMILIES: tuple[Family, ...] = ("title", "commendation")
# The names of the columns in the catalogue, under `granted`, and their widths in characters.
COLUMNS = {
    "family": 24,
    "award": 12,
    "name": 44,
    "article": 34,
    "subject_kind": 12,
    "subject": 34,
    "subject_id": 38,
    "unit": 34,
    "year": 8,
    "decision": 18,
    "decided_on": 14,
    "merit": 16,
    "state": 30,
}
NUMBER_WIDTH = 6


def sheets(year: int, granted: Sequence[Granted], names: Names, locale: str) -> list[Sheet]:
    """One sheet for each class, also where it is empty."""
    return [_sheet(year, family, granted, names, locale) for family in FAMILIES]


def separated(granted: Sequence[Granted], names: Names, locale: str) -> Iterator[bytes]:
    """The same as CSV in UTF-8, the class in its first column; a line at a time."""
    headings = [catalogue().text(f"granted.{name}", locale) for name in COLUMNS]
    # The mark at its beginning tells Excel that this is UTF-8.
    yield _line(headings, "utf-8-sig")
    for family in FAMILIES:
        for one in _of(family, granted, names):
            yield _line([guarded(str(cell)) for cell in _cells(one, names, locale)], "utf-8")


def _sheet(
    year: int, family: Family, granted: Sequence[Granted], names: Names, locale: str
) -> Sheet:
    def said(key: str, **values: object) -> str:
        return catalogue().text(key, locale, **values)

    found = _of(family, granted, names)
    columns = [Column(said("sheet.number"), NUMBER_WIDTH)]
    columns += [Column(said(f"granted.{name}"), width) for name, width in COLUMNS.items()]
    rows: Iterator[tuple[Cell, ...]] = (
        (place, *_cells(one, names, locale)) for place, one in enumerate(found, start=1)
    )
    revoked = sum(one.state == "revoked" for one in found)
    notes = [
        said("granted.total", valid=len(found) - revoked, revoked=revoked),
        said("granted.no_national_form"),
    ]
    called = said(f"family.{family}")
    return Sheet(called, f"{called} · {year}", notes, columns, rows)


def _of(family: Family, granted: Sequence[Granted], names: Names) -> list[Granted]:
    """Those of a class: by award, then by name."""
    return sorted(
        (one for one in granted if one.family == family),
        key=lambda one: (one.award, collation_key(names.name(one.subject_id) or "")),
    )


def _cells(one: Granted, names: Names, locale: str) -> tuple[Cell, ...]:
    def said(key: str, **values: object) -> str:
        return catalogue().text(key, locale, **values)

    state = said("decisions.held")
    if one.revoked_on is not None:
        state = said("decisions.revoked_by", number=one.revoked_by, on=one.revoked_on)
    return (
        said(f"family.{one.family}"),
        one.award,
        one.name,
        one.article,
        said(f"subject_kind.{one.subject_kind}"),
        names.name(one.subject_id) or said("bloc.erased"),
        str(one.subject_id),
        "" if one.by_unit_id is None else names.name(one.by_unit_id) or "",
        one.year,
        one.decision_number,
        one.decided_on.isoformat(),
        said("granted.of_merit" if one.merit else "granted.not_of_merit"),
        state,
    )


def _line(cells: Sequence[str], encoding: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerow(cells)
    return file.getvalue().encode(encoding)
