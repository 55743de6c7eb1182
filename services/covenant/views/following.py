"""The questions of following a year."""

from __future__ import annotations

from uuid import UUID

from services.covenant.projections import ProgressView, ReminderView
from services.covenant.views import Question
from services.covenant.views.tables import PROGRESS, REMINDERS


def progress_reports(covenant_id: UUID) -> Question[list[ProgressView]]:
    where = PROGRESS.table.c.covenant_id == covenant_id
    return lambda connection: PROGRESS.find(connection, where)


def reminders(bloc_id: UUID, year: int) -> Question[list[ReminderView]]:
    columns = REMINDERS.table.c
    where = (columns.bloc_id == bloc_id, columns.year == year)
    return lambda connection: REMINDERS.find(connection, *where)
