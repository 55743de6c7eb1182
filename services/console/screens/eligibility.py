"""*Xét điều kiện*: person or unit by title, each verdict with its conditions and facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from services.console.screens.moment import Moment
from services.console.screens.timeline import Citation
from shared.catalogue.names import name_key, search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.console.client.awards import Condition, Verdict
    from services.console.screens.wording import Wording

TITLES = {
    "person": ("LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"),
    "unit": ("TTLDTT", "TTLDXS", "CO_BO", "CO_CP"),
}
ANSWERS = ("yes", "no", "unknown")
NOT_CLAIMED = "route_not_claimed"


@dataclass(frozen=True)
class Asked:
    """What the reader chose to see; none where everything is."""

    unit: UUID | None = None
    query: str = ""
    title: str | None = None
    answer: str | None = None
    moment: Moment | None = None


@dataclass(frozen=True)
class SubjectRow:
    """A subject and the verdict for each title, in the order of `titles`; none if not asked."""

    subject: Party
    unit: Party | None
    job_title: str | None
    verdicts: tuple[str | None, ...]


@dataclass(frozen=True)
class Tally:
    """How many of the subjects have which verdict for a title."""

    title: str
    yes: int
    no: int
    unknown: int


@dataclass(frozen=True)
class EligibilityScreen:
    """The table of one kind of subject; `tallies` count before a verdict is chosen."""

    year: int
    kind: str
    titles: tuple[str, ...]
    units: tuple[Party, ...]
    asked: Asked
    tallies: tuple[Tally, ...]
    rows: tuple[SubjectRow, ...]


@dataclass(frozen=True)
class ConditionLine:
    """A condition, its answer, and in words why; `parts` are the conditions inside it.

    A condition of a route that nobody claims is not `considered`: it stands against nobody.
    """

    code: str
    answer: str
    considered: bool
    text: str
    article: str
    certainty: str
    why: str
    facts: tuple[Citation, ...]
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
    moment: Moment | None


def compose(
    year: int,
    kind: str,
    found: Iterable[tuple[Party | None, Sequence[Verdict]]],
    units: Sequence[Party],
    names: Names,
    asked: Asked,
) -> EligibilityScreen:
    """The table, from the verdicts of each unit's people, or of the units themselves."""
    titles = TITLES[kind]
    rows = [
        row
        for unit, verdicts in found
        for row in _rows(kind, verdicts, unit, names)
        if search_key(asked.query) in search_key(row.subject.name or "")
    ]
    answers_by_title = [[row.verdicts[place] for row in rows] for place in range(len(titles))]
    tallies = tuple(
        Tally(title, *(answers.count(answer) for answer in ANSWERS))
        for title, answers in zip(titles, answers_by_title, strict=True)
    )
    shown = [row for row in rows if _is_asked_for(row, titles, asked)]
    places = {unit.id: place for place, unit in enumerate(units)}
    # Units keep the order of the bloc; people are sorted as names are.
    shown.sort(
        key=lambda row: (
            places.get((row.unit or row.subject).id, len(places)),
            name_key(row.subject.name or ""),
        )
    )
    return EligibilityScreen(year, kind, titles, tuple(units), asked, tallies, tuple(shown))


def why(verdict: Verdict, names: Names, wording: Wording, moment: Moment | None) -> WhyScreen:
    return WhyScreen(
        names.party(verdict.subject_id),
        verdict.subject_kind,
        verdict.award,
        verdict.year,
        verdict.verdict,
        verdict.ruleset,
        verdict.version,
        tuple(_condition(one, wording) for one in verdict.conditions),
        moment,
    )


def cited(conditions: Iterable[Condition]) -> Iterator[str]:
    """The ids of all facts that conditions rest on."""
    for condition in conditions:
        yield from condition.facts
        yield from cited(condition.parts)


def _condition(condition: Condition, wording: Wording) -> ConditionLine:
    return ConditionLine(
        condition.code,
        condition.answer,
        condition.reason != NOT_CLAIMED,
        condition.text,
        condition.article,
        condition.certainty,
        wording.reason(condition),
        tuple(wording.citation(fact_id) for fact_id in condition.facts),
        tuple(_condition(part, wording) for part in condition.parts),
    )


def _rows(
    kind: str, verdicts: Iterable[Verdict], unit: Party | None, names: Names
) -> Iterator[SubjectRow]:
    by_subject: dict[UUID, dict[str, str]] = {}
    for verdict in verdicts:
        if verdict.subject_kind == kind:
            by_subject.setdefault(verdict.subject_id, {})[verdict.award] = verdict.verdict
    for subject_id, found in by_subject.items():
        yield SubjectRow(
            names.party(subject_id),
            unit,
            names.people[subject_id].job_title if subject_id in names.people else None,
            tuple(found.get(title) for title in TITLES[kind]),
        )


def _is_asked_for(row: SubjectRow, titles: Sequence[str], asked: Asked) -> bool:
    """Whether the row has the chosen verdict, for the chosen title or for any."""
    return asked.answer is None or any(
        answer == asked.answer and asked.title in {None, title}
        for title, answer in zip(titles, row.verdicts, strict=True)
    )
