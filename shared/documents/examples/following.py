"""Examples of following a year."""

from __future__ import annotations

from datetime import date

from shared.contracts import Fact
from shared.contracts import covenant as facts
from shared.documents.examples.keys import BLOC, COVENANT, OTHER_UNIT, UNIT, YEAR, id_of

FOLLOWING: tuple[Fact, ...] = (
    facts.ProgressReported(
        report_id=id_of("progress report"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        year=YEAR,
        unit_id=UNIT,
        until=date(2024, 6, 30),
        lines=(
            facts.ProgressLine(article=1, course="on_course"),
            facts.ProgressLine(
                article=2,
                course="behind",
                text="Chậm một báo cáo; bổ sung người phụ trách từ tháng 7.",
            ),
        ),
        account="cqt.canbo",
        reported_on=date(2024, 7, 5),
    ),
    facts.ProgressReportedAgain(
        report_id=id_of("progress report"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        year=YEAR,
        unit_id=UNIT,
        until=date(2024, 6, 30),
        lines=(
            facts.ProgressLine(article=1, course="on_course"),
            facts.ProgressLine(article=2, course="on_course", text="Đã nộp báo cáo còn thiếu."),
        ),
        account="cqt.canbo",
        reported_on=date(2024, 7, 12),
    ),
    facts.UnitsReminded(
        reminder_id=id_of("reminder"),
        bloc_id=BLOC,
        year=YEAR,
        matter="progress",
        unit_ids=(OTHER_UNIT,),
        due=date(2024, 7, 15),
        sent_on=date(2024, 7, 16),
    ),
)
