"""The list of people: told by their staff numbers, compared with the cards of who is here.

An id never follows from a number or a name: whoever has the number could find the person
again in a log that does not forget. Whether somebody is there is asked of the cards, which do.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec

from services.bloc import views
from services.bloc.application.rows import PersonRow
from services.bloc.intake.known import KnownUnits, id_typed
from services.bloc.intake.person import (
    LAYOUT,
    Known,
    Typed,
    judged_person,
    read_person,
    shown_person,
)
from shared.catalogue.names import name_key, search_key
from shared.intake import Called, Cells, Judged, Outcome, Pending

if TYPE_CHECKING:
    from services.bloc.application import Blocs
    from shared.readmodel import Copies

# What a row does, as it is kept until it is recorded.
ROWS: msgspec.json.Decoder[PersonRow] = msgspec.json.Decoder(PersonRow)


class PeopleTaking:
    """People: enrolled, transferred, their cards corrected."""

    layout = LAYOUT

    def __init__(self, application: Blocs, directory: Copies) -> None:
        self._application = application
        self._directory = directory

    async def judge(
        self, rows: Sequence[tuple[int, dict[str, str]]], today: date, called: Called
    ) -> list[Judged]:
        del called
        units = await self._units()
        # A long list is read and judged beside the event loop, which others wait for.
        read = await asyncio.to_thread(_read, rows, units, today)
        ids = [found for cells, _ in read if (found := id_typed(cells.typed["number"]))]
        numbers = [one.card.staff_number for _, one in read if one.card.staff_number]
        names = [one.card.full_name for _, one in read if one.card.staff_number]
        known = await self._known(ids, numbers, names)
        return await asyncio.to_thread(judged, read, known, units)

    def record(self, rows: Sequence[Pending]) -> list[Outcome]:
        wanted: Mapping[int, PersonRow] = {row.number: ROWS.decode(row.action) for row in rows}
        refusals = self._application.record_people(wanted)
        return [Outcome(row.number, refusals.get(row.number)) for row in rows]

    async def exported(self, locale: str) -> list[list[str]]:
        units = await self._units()
        entries = await self._directory.ask(views.people())
        here = {entry.id: entry for entry in entries if entry.unit_id is not None}
        cards = await self._application.cards.among(list(here), [], [])
        found = [Known(card, here[person_id]) for person_id, card in cards.items()]
        return await asyncio.to_thread(_shown, found, units, locale)

    async def _units(self) -> KnownUnits:
        return KnownUnits(
            await self._directory.ask(views.units(None, None)),
            await self._application.codes.every(),
        )

    async def _known(
        self, ids: Sequence[UUID], numbers: Sequence[str], names: Sequence[str]
    ) -> list[Known]:
        cards = await self._application.cards.among(ids, numbers, names)
        entries = await self._directory.ask(views.people_of(list(cards)))
        return [
            Known(card, entries[person_id])
            for person_id, card in cards.items()
            if person_id in entries
        ]


def _read(
    rows: Sequence[tuple[int, dict[str, str]]], units: KnownUnits, today: date
) -> list[tuple[Cells, Typed]]:
    read = []
    for number, typed in rows:
        cells = Cells(number, dict(typed))
        read.append((cells, read_person(cells, units, today)))
    return read


def _shown(found: list[Known], units: KnownUnits, locale: str) -> list[list[str]]:
    """Rows of the file, unit by unit, in the order of names."""
    found.sort(
        key=lambda one: (
            units.shown_code(one.entry.stays[-1].unit_id),
            name_key(one.card.full_name),
        )
    )
    keys = [column.key for column in LAYOUT.columns]
    return [
        [shown[key] for key in keys]
        for shown in (shown_person(one, units, locale) for one in found)
    ]


def judged(
    read: Sequence[tuple[Cells, Typed]], known: Sequence[Known], units: KnownUnits
) -> list[Judged]:
    """Each row beside who is known by its number or id.

    Somebody without a number is the one of the same name and birth date, if only one is, and
    gets the number of the row.
    """
    times = Counter(cells.typed["number"] for cells, _ in read)
    by_id = {one.entry.id: one for one in known}
    by_number = {one.card.staff_number: one for one in known if one.card.staff_number}
    unnumbered: dict[tuple[str, date | None], list[Known]] = defaultdict(list)
    for one in known:
        if one.card.staff_number is None:
            unnumbered[search_key(one.card.full_name), one.card.birth_date].append(one)
    found = []
    for cells, typed in read:
        number = cells.typed["number"]
        if number and times[number] > 1:
            cells.fail("number", "twice_in_file", typed=number)
        person_id = id_typed(number)
        match = by_id.get(person_id) if person_id else by_number.get(number)
        if match is None and person_id is None and typed.card.birth_date is not None:
            same = unnumbered[search_key(typed.card.full_name), typed.card.birth_date]
            if len(same) == 1:
                match = same[0]
            elif same:
                cells.fail("number", "person_ambiguous")
        found.append(judged_person(cells, typed, match, uuid4(), units))
    return found
