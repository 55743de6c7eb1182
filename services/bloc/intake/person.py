"""One row of the list of people: what it says, and what that changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

import msgspec

from services.bloc.application.rows import ChangePerson, EnrollPerson, PersonRow
from services.bloc.domain import Gender, IdentityCard
from services.bloc.intake.known import id_typed
from shared.catalogue import catalogue
from shared.intake import Cells, Column, Judged, Layout
from shared.intake.rows import Status, shown_day

if TYPE_CHECKING:
    from services.bloc.intake.known import KnownUnits
    from services.bloc.projections import PersonEntry

LAYOUT = Layout(
    "people",
    (
        Column("number", True, "CB00123"),
        Column("full_name", True, "Nguyễn Thị Ánh"),
        Column("gender", True, "Nữ"),
        Column("birth_date", False, "02/09/1985"),
        Column("job_title", True, "Chuyên viên chính"),
        Column("unit", True, "VTCCB"),
        Column("since", True, "01/03/2018"),
        Column("citizen_number", False, "001185000123"),
        Column("email", False, "anh.nt@example.vn"),
        Column("phone", False, "0912345678"),
    ),
)
# Which column shows which part of a card.
OF_CARD = {
    "number": "staff_number",
    "full_name": "full_name",
    "birth_date": "birth_date",
    "job_title": "job_title",
    "citizen_number": "citizen_number",
    "email": "email",
    "phone": "phone",
}
LONGEST_NUMBER = 40
# Circular 59/2021/TT-BCA: twelve digits; the identity card before it had nine.
CITIZEN_NUMBER = re.compile(r"\d{9}|\d{12}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class Known:
    """Somebody who is there: their card, and where they work."""

    card: IdentityCard
    entry: PersonEntry


@dataclass(frozen=True)
class Typed:
    """What a row says, read; `unit_id` is none where the unit cannot be told."""

    card: IdentityCard
    gender: Gender
    unit_id: UUID | None
    since: date


def read_person(cells: Cells, units: KnownUnits, today: date) -> Typed:
    """What a row says. What is wrong in itself is noted with its cell."""
    number = cells.text("number", LONGEST_NUMBER)
    # What is looked at is what will be recorded.
    cells.typed["full_name"] = _capitalised(cells.text("full_name"))
    card = IdentityCard(
        full_name=cells.typed["full_name"],
        job_title=cells.text("job_title"),
        birth_date=cells.day("birth_date", today),
        citizen_number=cells.optional("citizen_number") or None,
        email=cells.optional("email") or None,
        phone=cells.optional("phone") or None,
        staff_number=None if id_typed(number) else number,
    )
    if card.citizen_number and not CITIZEN_NUMBER.fullmatch(card.citizen_number):
        cells.fail("citizen_number", "citizen_number_unlike")
    if card.email and not EMAIL.fullmatch(card.email):
        cells.fail("email", "email_unlike")
    named = cells.text("unit")
    called = units.called(named) if named else []
    if named and not called:
        cells.fail("unit", "unit_unknown", typed=named)
    elif len(called) > 1:
        cells.fail("unit", "unit_ambiguous", typed=named)
    elif called and called[0].dissolved_on is not None:
        cells.fail("unit", "unit_dissolved", on=shown_day(called[0].dissolved_on))
    return Typed(
        card,
        cells.choice("gender", "gender", get_args(Gender)),
        called[0].id if len(called) == 1 else None,
        cells.needed_day("since"),
    )


def judged_person(
    cells: Cells, typed: Typed, known: Known | None, new_id: UUID, units: KnownUnits
) -> Judged:
    """The row beside who is known by its number; `new_id` is for who is not."""
    if known is None:
        if typed.card.staff_number is None:
            cells.fail("number", "id_unknown")
        if cells.wrong or typed.unit_id is None:
            return _told(cells, None, {}, None)
        row = EnrollPerson(new_id, typed.unit_id, typed.gender, typed.card, typed.since)
        return _told(cells, row, {}, new_id)
    entry, card = known.entry, known.card
    wanted = replace(typed.card, staff_number=typed.card.staff_number or card.staff_number)
    was = shown_person(known, units, "vi")
    if typed.gender != entry.gender and not any(e.column == "gender" for e in cells.wrong):
        cells.fail("gender", "cannot_change", recorded=was["gender"])
    before = {
        column: was[column]
        for column, part in OF_CARD.items()
        if getattr(wanted, part) != getattr(card, part)
    }
    moves = typed.unit_id is not None and typed.unit_id != entry.unit_id
    since = entry.stays[-1].since
    if entry.unit_id is None:
        cells.fail("unit", "person_left", on=was["until"])
    elif moves and typed.since < since:
        cells.fail("since", "move_too_early", since=was["since"])
    elif moves:
        before |= {"unit": was["unit"], "since": was["since"]}
    elif typed.unit_id is not None and typed.since != since:
        cells.fail("since", "cannot_change", recorded=was["since"])
    if cells.wrong or not before or entry.unit_id is None:
        return _told(cells, None, before, entry.id)
    change = ChangePerson(
        entry.id,
        entry.unit_id,
        card,
        wanted,
        typed.unit_id if moves else None,
        typed.since if moves else None,
    )
    return _told(cells, change, before, entry.id)


def shown_person(known: Known, units: KnownUnits, locale: str) -> dict[str, str]:
    """Somebody as their row of the file; `until` is the day they left, if they did."""
    card, entry = known.card, known.entry
    stay = entry.stays[-1]
    return {
        "number": card.staff_number or str(entry.id),
        "full_name": card.full_name,
        "gender": catalogue().text(f"gender.{entry.gender}", locale),
        "birth_date": shown_day(card.birth_date),
        "job_title": card.job_title,
        "unit": units.shown_code(stay.unit_id),
        "since": shown_day(stay.since),
        "citizen_number": card.citizen_number or "",
        "email": card.email or "",
        "phone": card.phone or "",
        "until": shown_day(stay.until),
    }


def _told(
    cells: Cells, row: PersonRow | None, before: dict[str, str], target: UUID | None
) -> Judged:
    status: Status = "changed" if isinstance(row, ChangePerson) else "new"
    if row is None:
        status = "wrong" if cells.wrong else "unchanged"
    return Judged(
        number=cells.number,
        status=status,
        cells=cells.typed,
        before=before,
        wrong=tuple(cells.wrong),
        action=None if row is None else msgspec.json.encode(row).decode(),
        target=None if target is None else str(target),
    )


def _capitalised(name: str) -> str:
    """A name with the first letter of each word in capitals; TCVN3 had none with a tone."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split())
