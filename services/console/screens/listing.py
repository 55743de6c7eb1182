"""The list of *Xét điều kiện* as a sheet for Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.workbook import Column, Sheet
from shared.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.console.client.awards import Verdict
    from services.console.screens.eligibility import Asked, SubjectRow
    from services.console.workbook import Cell

TONES = {"yes": "good", "no": "bad", "unknown": "open"}
NUMBER_WIDTH, NAME_WIDTH, JOB_WIDTH, UNIT_WIDTH, VERDICT_WIDTH = 6, 32, 28, 34, 22


def sheet(
    year: int,
    rows: Sequence[SubjectRow],
    verdicts: Sequence[Verdict],
    asked: Asked,
    locale: str,
) -> Sheet:
    """The rows as they are sorted, with the rules they were judged by above them."""

    def said(key: str, **values: object) -> str:
        return catalogue().text(key, locale, **values)

    people = asked.kind == "person"
    columns = [
        Column(said("sheet.number"), NUMBER_WIDTH),
        Column(said("sheet.person" if people else "sheet.collective"), NAME_WIDTH),
    ]
    if people:
        columns += [
            Column(said("sheet.job_title"), JOB_WIDTH),
            Column(said("eligibility.unit"), UNIT_WIDTH),
        ]
    columns += [Column(said(f"award.{title}"), VERDICT_WIDTH) for title in asked.titles]
    answers = {answer: said(f"verdict.{answer}") for answer in TONES}

    def cells() -> Iterator[tuple[Cell, ...]]:
        for place, row in enumerate(rows, start=1):
            about: tuple[Cell, ...] = (place, row.subject.name or said("bloc.erased"))
            if people:
                about += (row.job_title, None if row.unit is None else row.unit.name)
            yield about + tuple(answers.get(each or "") for each in row.verdicts)

    rules = sorted({(each.ruleset, each.version) for each in verdicts if each.ruleset})
    notes = [
        said("eligibility.rule_set", name=said(f"ruleset.{name}"), version=version)
        for name, version in rules
        if catalogue().knows(f"ruleset.{name}")
    ]
    notes += [said("sheet.known_at", at=asked.moment.text)] if asked.moment else []
    notes.append(said("eligibility.lead"))
    return Sheet(
        name=said("eligibility.title"),
        title=f"{said('eligibility.title')} · {year}",
        notes=notes,
        columns=columns,
        rows=cells(),
        tones={answers[answer]: tone for answer, tone in TONES.items()},
    )
