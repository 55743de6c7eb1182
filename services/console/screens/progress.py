"""*Tiến độ giao ước*: how far each unit is half-way, article by article, and who is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.covenant_text import heads, units_of
from services.console.screens.registrations import parties
from shared.access import Account, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.covenant import (
        CovenantFile,
        ProgressReport,
        Reminded,
    )
    from services.console.screens.lateness import Pending
    from services.console.screens.refusals import Refusal
    from shared.contracts.covenant import ProgressLine


@dataclass(frozen=True)
class Cell:
    """What a unit says of an article; `course` is none where it has not reported."""

    unit: Party
    course: str | None
    text: str


@dataclass(frozen=True)
class ArticleRow:
    """An article, and every unit beside it."""

    number: int
    heading: str
    cells: tuple[Cell, ...]

    def of(self, course: str) -> int:
        """How many units say so."""
        return sum(cell.course == course for cell in self.cells)


@dataclass(frozen=True)
class Report:
    """That a unit has reported, when, and the fact that says so."""

    unit: Party
    reported_on: date | None
    fact_id: str | None


@dataclass(frozen=True)
class OwnReport:
    """The form of one of the reader's units, with what it reported last."""

    unit: Party
    lines: tuple[ProgressLine, ...]

    def course(self, article: int) -> str:
        return next((one.course for one in self.lines if one.article == article), "on_course")

    def text(self, article: int) -> str:
        return next((one.text for one in self.lines if one.article == article), "")


@dataclass(frozen=True)
class LateRow:
    """A matter, the units that have not done it, and who was reminded last."""

    matter: str
    units: tuple[Party, ...]
    due: date | None
    overdue: bool
    reminded_on: date | None


@dataclass(frozen=True)
class ProgressScreen:
    """The scorecard of a covenant at half-year, and who is late with what.

    `form` names the form that was refused for `error`.
    """

    covenant_id: UUID
    title: str
    until: date
    units: tuple[Party, ...]
    rows: tuple[ArticleRow, ...]
    reports: tuple[Report, ...]
    own: tuple[OwnReport, ...]
    report: Action
    late: tuple[LateRow, ...]
    remind: Action
    key: str
    form: str = ""
    error: Refusal | None = None


def compose(
    file: CovenantFile,
    reports: Sequence[ProgressReport],
    late: Sequence[Pending],
    reminders: Sequence[Reminded],
    account: Account,
    names: Names,
    *,
    until: date,
    today: date,
    key: str,
) -> ProgressScreen:
    units = parties(file)
    told = {one.unit_id: one for one in reports if one.until == until}
    own = units_of(account, Role.UNIT_OFFICER, Role.UNIT_HEAD)
    return ProgressScreen(
        covenant_id=file.covenant.covenant_id,
        title=file.covenant.title,
        until=until,
        units=tuple(names.party(one) for one in units),
        rows=tuple(
            ArticleRow(
                article.number,
                article.heading,
                tuple(_cell(unit, article.number, told, names) for unit in units),
            )
            for article in file.covenant.articles
        ),
        reports=tuple(_report(unit, told, names) for unit in units),
        own=tuple(
            OwnReport(names.party(unit), told[unit].lines if unit in told else ())
            for unit in units
            if str(unit) in own
        ),
        report=_may_report(file, until, today),
        late=tuple(_late(one, reminders, names, today) for one in late if one.unit_ids),
        remind=_may_remind(account, file.covenant.bloc_id),
        key=key,
    )


def _cell(unit: UUID, article: int, told: dict[UUID, ProgressReport], names: Names) -> Cell:
    lines = told[unit].lines if unit in told else ()
    line = next((one for one in lines if one.article == article), None)
    if line is None:
        return Cell(names.party(unit), None, "")
    return Cell(names.party(unit), line.course, line.text)


def _report(unit: UUID, told: dict[UUID, ProgressReport], names: Names) -> Report:
    found = told.get(unit)
    if found is None:
        return Report(names.party(unit), None, None)
    return Report(names.party(unit), found.reported_on, found.fact_id)


def _may_report(file: CovenantFile, until: date, today: date) -> Action:
    if file.covenant.state != "in_force":
        return Action(allowed=False, reason="progress.not_in_force")
    if today < until:
        return Action(allowed=False, reason="progress.too_early")
    return Action(allowed=True)


def _may_remind(account: Account, bloc_id: UUID) -> Action:
    officer = any(grant.role is Role.EMULATION_OFFICER for grant in account.grants)
    if heads(account, bloc_id) or officer:
        return Action(allowed=True)
    return Action(allowed=False, reason="progress.only_who_leads")


def _late(one: Pending, reminders: Sequence[Reminded], names: Names, today: date) -> LateRow:
    sent = [each.sent_on for each in reminders if each.matter == one.matter]
    return LateRow(
        one.matter,
        tuple(names.party(unit) for unit in one.unit_ids),
        one.due,
        one.due is not None and one.due < today,
        max(sent, default=None),
    )
