"""Half-year: three units report, one is reminded by the officer, one reports again."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.sample.forms.covenant import Report, Said
from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.named import bloc_and_year, covenant_id
from deploy.sample.steps.step import OFFICER, Step, officer_of

ON_COURSE = Said(course="on_course", text="")


def progress_steps(sample: Sample) -> Iterator[Step]:
    progress = sample.covenant.progress
    for report in progress.reports:
        yield _report(sample, report, f"progress/{report.unit}", "progress")
    reminder = {
        **bloc_and_year(sample),
        "matter": "progress",
        "unit_ids": [str(id_of(f"unit/{progress.late.unit}"))],
        "due": progress.due.isoformat(),
    }
    key = "progress/reminder"
    yield Step(OFFICER, "covenant", "POST", "/reminders", reminder, key, "reminder")
    late, again = progress.late, progress.again
    yield _report(sample, late, f"progress/{late.unit}", "late_progress")
    yield _report(sample, again, f"progress/{again.unit}/again", "late_progress")


def _report(sample: Sample, report: Report, key: str, phase: str) -> Step:
    articles = range(1, len(sample.covenant.articles) + 1)
    said = {number: report.articles.get(number, ON_COURSE) for number in articles}
    body = {
        "covenant_id": covenant_id(sample),
        "unit_id": str(id_of(f"unit/{report.unit}")),
        "until": sample.covenant.progress.until.isoformat(),
        "lines": [
            {"article": number, "course": one.course, "text": one.text}
            for number, one in said.items()
        ],
        "reported_on": report.reported_on.isoformat(),
    }
    account = officer_of(report.unit)
    return Step(account, "covenant", "POST", "/progress-reports", body, key, phase)
