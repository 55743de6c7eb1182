"""*Xét điều kiện*: person or unit by title: who is eligible, who is not, of whom it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from services.console.screens.moment import Moment
from shared.catalogue.names import collation_key, is_found, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.console.client.awards import Verdict
    from services.console.screens.quotas import QuotaShown

COMMENDATIONS = ("BK_BO", "BK_TTG", "HCLD_3", "HCLD_2", "HCLD_1")
# What is shown together: titles of a year, and commendations that build on years.
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "danh-hieu": {
        "person": ("LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"),
        "unit": ("TTLDTT", "TTLDXS", "CO_BO", "CO_CP"),
    },
    "khen-thuong": {"person": COMMENDATIONS, "unit": COMMENDATIONS},
}
FIRST_GROUP = "danh-hieu"
TITLES = {
    kind: tuple(code for group in GROUPS.values() for code in group[kind])
    for kind in ("person", "unit")
}
ANSWERS = ("yes", "no", "unknown")
ROWS = 200


@dataclass(frozen=True)
class Asked:
    """What the reader chose to see; none where everything is.

    `everywhere` looks beyond the chosen bloc; `moment` an earlier one to look from.
    """

    kind: str = "person"
    group: str = FIRST_GROUP
    everywhere: bool = False
    unit: UUID | None = None
    query: str = ""
    title: str | None = None
    answer: str | None = None
    moment: Moment | None = None
    page: int = 1

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles in the table: one of a whole ministry, a group of a bloc."""
        group = GROUPS[self.group][self.kind]
        return (self.title or group[0],) if self.everywhere else group


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
    """The table of one kind of subject; `tallies` count before a verdict is chosen.

    `rows` are those of one page of `pages`; `count` is how many there are in all.
    """

    year: int
    kind: str
    groups: tuple[str, ...]
    titles: tuple[str, ...]
    units: tuple[Party, ...]
    asked: Asked
    tallies: tuple[Tally, ...]
    count: int
    pages: int
    rows: tuple[SubjectRow, ...]
    quotas: tuple[QuotaShown, ...] = ()


def compose(
    year: int,
    verdicts: Sequence[Verdict],
    units: Sequence[Party],
    names: Names,
    asked: Asked,
    quotas: tuple[QuotaShown, ...] = (),
) -> EligibilityScreen:
    """The table, one page of it."""
    rows = subject_rows(verdicts, names, asked)
    answers_by_title = [[row.verdicts[n] for row in rows] for n in range(len(asked.titles))]
    tallies = tuple(
        Tally(title, *(answers.count(answer) for answer in ANSWERS))
        for title, answers in zip(asked.titles, answers_by_title, strict=True)
    )
    shown = chosen(rows, units, asked)
    start = (asked.page - 1) * ROWS
    return EligibilityScreen(
        year,
        asked.kind,
        tuple(GROUPS),
        asked.titles,
        tuple(units),
        asked,
        tallies,
        len(shown),
        max(1, -(-len(shown) // ROWS)),
        tuple(shown[start : start + ROWS]),
        quotas,
    )


def subject_rows(verdicts: Iterable[Verdict], names: Names, asked: Asked) -> list[SubjectRow]:
    """A row for each subject whose name fits what was searched for."""
    return [
        row
        for row in _rows(verdicts, names, asked)
        if is_found(asked.query, row.subject.name or "")
    ]


def chosen(
    rows: Iterable[SubjectRow], units: Sequence[Party], asked: Asked
) -> list[SubjectRow]:
    """The rows that have the chosen verdict, unit by unit.

    Units keep the order of the bloc, all others follow by name; people are sorted as
    Vietnamese names are.
    """
    places = {unit.id: place for place, unit in enumerate(units)}

    def place(row: SubjectRow) -> tuple[object, ...]:
        unit = row.unit or row.subject
        at = places.get(unit.id, len(places))
        return at, collation_key(unit.name or ""), name_key(row.subject.name or "")

    return sorted((row for row in rows if _is_asked_for(row, asked)), key=place)


def in_order(units: Iterable[Party]) -> list[Party]:
    """Units sorted as Vietnamese names are."""
    return sorted(units, key=lambda unit: collation_key(unit.name or ""))


def _rows(verdicts: Iterable[Verdict], names: Names, asked: Asked) -> Iterator[SubjectRow]:
    by_subject: dict[UUID, dict[str, str]] = {}
    units: dict[UUID, UUID | None] = {}
    for verdict in verdicts:
        if verdict.subject_kind == asked.kind and verdict.award in asked.titles:
            by_subject.setdefault(verdict.subject_id, {})[verdict.award] = verdict.verdict
            units[verdict.subject_id] = verdict.unit_id
    for subject_id, found in by_subject.items():
        unit_id = units[subject_id] if asked.kind == "person" else None
        yield SubjectRow(
            names.party(subject_id),
            None if unit_id is None else names.party(unit_id),
            names.people[subject_id].job_title if subject_id in names.people else None,
            tuple(found.get(title) for title in asked.titles),
        )


def _is_asked_for(row: SubjectRow, asked: Asked) -> bool:
    """Whether the row has the chosen verdict, for the chosen title or for any."""
    return asked.answer is None or any(
        answer == asked.answer and asked.title in {None, title}
        for title, answer in zip(asked.titles, row.verdicts, strict=True)
    )
