"""Half-way through the year: what units report, and whom the head reminds."""

from __future__ import annotations

from datetime import date

import pytest

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.covenant_refusals import CovenantUnitNotParty
from services.covenant.domain.progress import (
    Course,
    ProgressArticleMissing,
    ProgressBeforeItsEnd,
    ProgressBehindWithoutReason,
    ProgressLine,
    ProgressOfCovenantNotInForce,
    ProgressReport,
    ProgressUnchanged,
)
from tests.covenant.player import Player, position
from tests.covenant.samples import BLOC, NEWCOMER, TCCB, UNITS, drafted, signed_by_all

UNTIL, ON = date(2024, 6, 30), date(2024, 7, 5)


def lines(
    covenant: Covenant, course: Course = "on_course", text: str = ""
) -> tuple[ProgressLine, ...]:
    return tuple(ProgressLine(one.number, course, text) for one in covenant.articles)


def reported(covenant: Covenant, said: tuple[ProgressLine, ...]) -> ProgressReport:
    return ProgressReport.make(
        covenant, unit_id=TCCB, until=UNTIL, lines=said, account="officer", reported_on=ON
    )


def test_progress_is_reported_of_every_article_of_a_covenant_in_force() -> None:
    with pytest.raises(ProgressOfCovenantNotInForce):
        reported(drafted(), lines(drafted()))
    covenant = signed_by_all()
    with pytest.raises(ProgressArticleMissing):
        reported(covenant, lines(covenant)[1:])
    with pytest.raises(ProgressBehindWithoutReason):
        reported(covenant, lines(covenant, "behind"))
    with pytest.raises(CovenantUnitNotParty):
        ProgressReport.make(
            covenant,
            unit_id=NEWCOMER,
            until=UNTIL,
            lines=lines(covenant),
            account="officer",
            reported_on=ON,
        )
    with pytest.raises(ProgressBeforeItsEnd):
        ProgressReport.make(
            covenant,
            unit_id=TCCB,
            until=UNTIL,
            lines=lines(covenant),
            account="officer",
            reported_on=date(2024, 6, 29),
        )

    report = reported(covenant, lines(covenant))

    with pytest.raises(ProgressUnchanged):
        report.make_again(lines(covenant), "officer", ON)
    report.make_again(lines(covenant, "behind", "Chậm một báo cáo."), "officer", ON)
    assert {line.course for line in report.lines} == {"behind"}


async def test_a_unit_reports_its_own_progress_and_the_last_report_counts(
    player: Player,
) -> None:
    path, digest = await player.opened_covenant()
    signed = [await player.sign(path, digest, unit_id) for unit_id in UNITS]
    await player.read(path, signed[-1])
    form = {
        "covenant_id": path.rpartition("/")[2],
        "unit_id": str(TCCB),
        "until": "2024-06-30",
        "reported_on": "2024-07-05",
        "lines": [{"article": 1, "course": "on_course", "text": ""}],
    }

    other = await player.unit_officer(UNITS[1]).post("/progress-reports", form)
    assert other.status_code == 403
    position(await player.unit_officer(TCCB).post("/progress-reports", form))
    behind = [{"article": 1, "course": "behind", "text": "Chậm một báo cáo."}]
    again = await player.unit_head(TCCB).post("/progress-reports", form | {"lines": behind})

    (shown,) = await player.read(f"/progress-reports?covenant_id={form['covenant_id']}", again)
    assert (shown["unit_id"], shown["account"]) == (str(TCCB), "unit-head")
    assert shown["lines"] == behind


async def test_the_head_reminds_units_once_a_day_of_one_matter(player: Player) -> None:
    form = {
        "bloc_id": str(BLOC),
        "year": 2024,
        "matter": "progress",
        "unit_ids": [str(TCCB)],
        "due": "2024-07-15",
    }
    assert (await player.unit_head(TCCB).post("/reminders", form)).status_code == 403
    nobody = await player.bloc_head.post("/reminders", form | {"unit_ids": []})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "reminder_to_nobody")

    sent = await player.bloc_head.post("/reminders", form)
    again = await player.emulation_officer.post("/reminders", form)

    (shown,) = await player.read(f"/reminders?bloc_id={BLOC}&year=2024", sent)
    assert (shown["matter"], shown["unit_ids"], shown["account"]) == (
        "progress",
        [str(TCCB)],
        "head",
    )
    assert (again.status_code, again.json()["code"]) == (409, "reminded_today")
