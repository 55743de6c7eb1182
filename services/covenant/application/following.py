"""The use cases of following a year: what units report half-way, and whom the head reminds."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.covenant.domain.accession import Accession
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.progress import ProgressLine, ProgressReport
from services.covenant.domain.reminder import Matter, RemindedToday, Reminder
from shared.eventstore import EventSourcedApplication


class FollowingUseCases(EventSourcedApplication):
    """Reports progress against a covenant; reminds who is late."""

    def report_progress(
        self,
        covenant_id: UUID,
        unit_id: UUID,
        *,
        until: date,
        lines: tuple[ProgressLine, ...],
        account: str,
        reported_on: date,
    ) -> None:
        """Report until a day; a report that was made for it already is made again."""
        report_id = ProgressReport.id_of(covenant_id, unit_id, until)
        if self.exists(report_id):
            report = self.load(ProgressReport, report_id)
            report.make_again(lines, account, reported_on)
        else:
            joined = self.exists(Accession.id_of(covenant_id, unit_id))
            report = ProgressReport.make(
                self.load(Covenant, covenant_id),
                unit_id=unit_id,
                until=until,
                lines=lines,
                account=account,
                reported_on=reported_on,
                joined=(unit_id,) if joined else (),
            )
        self.save(report)

    def remind(
        self,
        *,
        bloc_id: UUID,
        year: int,
        matter: Matter,
        unit_ids: tuple[UUID, ...],
        due: date | None,
        today: date,
    ) -> None:
        if self.exists(Reminder.id_of(bloc_id, year, matter, today)):
            raise RemindedToday
        self.save(
            Reminder.send(
                bloc_id=bloc_id,
                year=year,
                matter=matter,
                unit_ids=unit_ids,
                due=due,
                sent_on=today,
            )
        )
