"""*Xét điều kiện*: person or unit by title, each verdict with its conditions and facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from shared.catalogue.names import name_key, search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.console.client.awards import Condition, Verdict
    from services.console.screens.wording import Wording

TITLES = {
    "person": ("LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"),
    "unit": ("TTLDTT", "TTLDXS", "CO_BO", "CO_CP"),
}


@dataclass(frozen=True)
class SubjectRow:
    """A subject and the verdict for each title, in the order of `titles`; none if not asked."""

    subject: Party
    job_title: str | None
    verdicts: tuple[str | None, ...]


@dataclass(frozen=True)
class EligibilityScreen:
    """The table of one kind of subject."""

    year: int
    kind: str
    titles: tuple[str, ...]
    units: tuple[Party, ...]
    unit: Party | None
    query: str
    rows: tuple[SubjectRow, ...]


@dataclass(frozen=True)
class ConditionLine:
    """A condition, its answer, and in words why; `parts` are the conditions inside it."""

    code: str
    answer: str
    text: str
    article: str
    certainty: str
    why: str
    facts: tuple[str, ...]
    parts: tuple[ConditionLine, ...]


@dataclass(frozen=True)
class WhyScreen:
    """One verdict explained."""

    subject: Party
    subject_kind: str
    award: str
    year: int
    verdict: str
    ruleset: str
    version: str
    conditions: tuple[ConditionLine, ...]


def compose(
    year: int,
    kind: str,
    verdicts: Sequence[Verdict],
    units: Sequence[Party],
    unit: Party | None,
    names: Names,
    query: str,
) -> EligibilityScreen:
    titles = TITLES[kind]
    by_subject: dict[UUID, dict[str, str]] = {}
    for verdict in verdicts:
        if verdict.subject_kind == kind:
            by_subject.setdefault(verdict.subject_id, {})[verdict.award] = verdict.verdict
    rows = [
        SubjectRow(
            names.party(subject_id),
            names.people[subject_id].job_title if subject_id in names.people else None,
            tuple(found.get(title) for title in titles),
        )
        for subject_id, found in by_subject.items()
    ]
    return EligibilityScreen(
        year, kind, titles, tuple(units), unit, query, tuple(_sorted(rows, units, query))
    )


def why(verdict: Verdict, names: Names, wording: Wording) -> WhyScreen:
    return WhyScreen(
        names.party(verdict.subject_id),
        verdict.subject_kind,
        verdict.award,
        verdict.year,
        verdict.verdict,
        verdict.ruleset,
        verdict.version,
        tuple(_condition(one, wording) for one in verdict.conditions),
    )


def _condition(condition: Condition, wording: Wording) -> ConditionLine:
    return ConditionLine(
        condition.code,
        condition.answer,
        condition.text,
        condition.article,
        condition.certainty,
        wording.reason(condition),
        condition.facts,
        tuple(_condition(part, wording) for part in condition.parts),
    )


def _sorted(rows: Iterable[SubjectRow], units: Sequence[Party], query: str) -> list[SubjectRow]:
    wanted = search_key(query)
    shown = [row for row in rows if wanted in search_key(row.subject.name or "")]
    places = {unit.id: place for place, unit in enumerate(units)}
    # Units keep the order of the bloc; people are sorted as names are.
    return sorted(
        shown,
        key=lambda row: (places.get(row.subject.id, 0), name_key(row.subject.name or "")),
    )
