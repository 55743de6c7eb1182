"""The list of earlier awards: told by holder, award, year and decision.

Holders are named by the codes of another service, which whoever sends the file knows and sends
along; an id in place of a code always does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import msgspec

from services.awards.application.rows import AwardRow, ConfirmAward, DeclareAward
from services.awards.domain.titles import AWARDS, SubjectKind
from services.awards.views import register
from shared.catalogue import catalogue
from shared.catalogue.names import search_key
from shared.intake import Cells, Column, Judged, Layout, Outcome, Pending
from shared.intake.rows import Status, shown_day

if TYPE_CHECKING:
    from services.awards.application import Awards
    from services.awards.projections.register import AwardEntry
    from shared.intake import Called
    from shared.readmodel import Copies

LAYOUT = Layout(
    "past_awards",
    (
        Column("subject_kind", True, "Cá nhân"),
        Column("subject", True, "CB00123"),
        Column("award", True, "Chiến sĩ thi đua cơ sở"),
        Column("year", True, "2019"),
        Column("decision_number", True, "812/QĐ-VPCP"),
        Column("decided_on", True, "15/01/2020"),
        Column("merit", False, "Có"),
        Column("confirmed_on", False, ""),
    ),
)
EARLIEST_YEAR = 1948
PAST_AWARDS = UUID("0c6ad8c5-7d3c-5d0e-9a57-2f8a5b6e4c11")
# What a row does, as it is kept until it is recorded.
ROWS: msgspec.json.Decoder[AwardRow] = msgspec.json.Decoder(AwardRow)

Key = tuple[UUID, str, int, str]


class PastAwardsTaking:
    """Earlier awards: declared, and confirmed where their decision was seen."""

    layout = LAYOUT

    def __init__(self, application: Awards, model: Copies) -> None:
        self._application = application
        self._model = model

    async def judge(
        self, rows: Sequence[tuple[int, dict[str, str]]], today: date, called: Called
    ) -> list[Judged]:
        read = []
        for number, typed in rows:
            cells = Cells(number, typed)
            read.append((cells, read_award(cells, today, called)))
        holders = {one.subject_id for _, one in read if one is not None}
        known = await self._model.ask(register.awards_of(sorted(holders)))
        return judged(read, known)

    def record(self, rows: Sequence[Pending]) -> list[Outcome]:
        wanted: Mapping[int, AwardRow] = {row.number: ROWS.decode(row.action) for row in rows}
        refusals = self._application.record_past_awards(wanted)
        return [Outcome(row.number, refusals.get(row.number)) for row in rows]

    async def exported(self, locale: str) -> list[list[str]]:
        awards = await self._model.ask(register.awards(None, None, None, None, None))
        earlier = [one for one in awards if one.decision_id is None and one.state != "revoked"]
        earlier.sort(key=lambda one: (one.year, one.award, str(one.subject_id)))
        return [_shown(one, locale) for one in earlier]


def judged(
    read: Sequence[tuple[Cells, DeclareAward | None]], known: Sequence[AwardEntry]
) -> list[Judged]:
    """Each row beside the awards its holder has."""
    on_record = {_key(one): one for one in known}
    times = Counter(_key(one) for _, one in read if one is not None)
    return [
        _judged(cells, row, None if row is None else on_record.get(_key(row)), times)
        for cells, row in read
    ]


def read_award(cells: Cells, today: date, called: Called) -> DeclareAward | None:
    """What a row says; none where holder, award or year cannot be told."""
    kind: SubjectKind = cells.choice("subject_kind", "subject_kind", ("person", "unit"))
    named = cells.text("subject")
    holder = _holder(named, called.get(kind, {}))
    if named and holder is None:
        cells.fail("subject", "holder_unknown", typed=named)
    award = _award(cells, kind)
    year_typed = cells.text("year", 4)
    year = int(year_typed) if year_typed.isdecimal() else 0
    if year_typed and not EARLIEST_YEAR <= year <= today.year:
        cells.fail("year", "year_unreadable", typed=year_typed)
    number = cells.text("decision_number")
    decided = cells.needed_day("decided_on", today)
    merit = cells.typed.get("merit", "") == "" or cells.choice("merit", "yes_no", (True, False))
    confirmed = cells.day("confirmed_on", today)
    if confirmed is not None and confirmed < decided:
        cells.fail("confirmed_on", "confirmed_before_decided")
    if holder is None or award is None or not year:
        return None
    award_id = uuid5(PAST_AWARDS, f"{holder}/{award}/{year}/{number.casefold()}")
    return DeclareAward(award_id, kind, holder, award, year, number, decided, merit, confirmed)


def _judged(
    cells: Cells, row: DeclareAward | None, entry: AwardEntry | None, times: Counter[Key]
) -> Judged:
    if row is None:
        return _told(cells, None, {}, None)
    if times[_key(row)] > 1:
        cells.fail("subject", "twice_in_file", typed=cells.typed["subject"])
    if entry is None:
        return _told(cells, row, {}, row.subject_id)
    if entry.decision_id is not None:
        cells.fail("award", "granted_here", number=entry.decision_number)
    elif entry.state == "revoked":
        cells.fail("award", "award_revoked")
    for column, typed, recorded in (
        ("decided_on", row.decided_on, entry.decided_on),
        ("merit", row.merit, entry.merit),
    ):
        if typed != recorded:
            shown = _shown(entry, "vi")[_COLUMNS.index(column)]
            cells.fail(column, "cannot_change", recorded=shown)
    if row.confirmed_on is None or row.confirmed_on == entry.confirmed_on:
        return _told(cells, None, {}, row.subject_id)
    if entry.confirmed_on is not None:
        cells.fail("confirmed_on", "cannot_change", recorded=shown_day(entry.confirmed_on))
    confirm = ConfirmAward(entry.id, row.confirmed_on)
    return _told(cells, confirm, {"confirmed_on": ""}, row.subject_id)


def _told(
    cells: Cells, row: AwardRow | None, before: dict[str, str], target: UUID | None
) -> Judged:
    status: Status = "changed" if isinstance(row, ConfirmAward) else "new"
    if cells.wrong:
        status, row = "wrong", None
    elif row is None:
        status = "unchanged"
    return Judged(
        number=cells.number,
        status=status,
        cells=cells.typed,
        before=before,
        wrong=tuple(cells.wrong),
        action=None if row is None else msgspec.json.encode(row).decode(),
        target=None if target is None else str(target),
    )


def _holder(named: str, called: Mapping[str, UUID]) -> UUID | None:
    try:
        return UUID(named)
    except ValueError:
        return called.get(search_key(named))


def _award(cells: Cells, kind: SubjectKind) -> str | None:
    typed = cells.text("award")
    if not typed:
        return None
    for code in AWARDS[kind]:
        names = {catalogue().text(f"award.{code}", locale) for locale in ("vi", "en")}
        if search_key(typed) in {search_key(code), *map(search_key, names)}:
            return code
    choices = ", ".join(catalogue().text(f"award.{code}", "vi") for code in AWARDS[kind])
    cells.fail("award", "not_a_choice", typed=typed, choices=choices)
    return None


_COLUMNS = tuple(column.key for column in LAYOUT.columns)


def _shown(entry: AwardEntry, locale: str) -> list[str]:
    """An award as its row of the file; its holder by id, which everybody may read."""
    return [
        catalogue().text(f"subject_kind.{entry.subject_kind}", locale),
        str(entry.subject_id),
        catalogue().text(f"award.{entry.award}", locale),
        str(entry.year),
        entry.decision_number,
        shown_day(entry.decided_on),
        catalogue().text(f"yes_no.{str(entry.merit).lower()}", locale),
        shown_day(entry.confirmed_on),
    ]


def _key(one: DeclareAward | AwardEntry) -> Key:
    return one.subject_id, one.award, one.year, one.decision_number.casefold()
