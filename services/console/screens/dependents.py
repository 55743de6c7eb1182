"""*Căn cứ đã dùng*: the awards and verdicts that counted a fact or an award, to be reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from services.console.screens.moment import Moment
from services.console.screens.timeline import Citation
from shared.catalogue.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.console.client.awards import Award, Dependent
    from services.console.screens.wording import Wording


@dataclass(frozen=True)
class DependentLine:
    """Somebody's award or verdict, and the facts in question that it counted."""

    subject: Party
    subject_kind: str
    award: str
    year: int
    verdict: str | None
    award_id: UUID | None
    facts: tuple[Citation, ...]


@dataclass(frozen=True)
class DependentsScreen:
    """What rests on what was asked about; both lists are empty where nothing does.

    `fact` or `award` is what was asked about; neither before anything was.
    """

    typed: str
    fact: Citation | None
    award: Party | None
    award_code: str | None
    award_year: int | None
    revoked: bool
    awards: tuple[DependentLine, ...]
    verdicts: tuple[DependentLine, ...]
    moment: Moment | None


def compose(
    typed: str,
    fact: str | None,
    award: Award | None,
    found: Sequence[Dependent],
    names: Names,
    wording: Wording,
    moment: Moment | None,
) -> DependentsScreen:
    lines = [(each.kind, _line(each, names, wording)) for each in found]
    lines.sort(key=lambda each: (name_key(each[1].subject.name or ""), each[1].year))
    return DependentsScreen(
        typed,
        None if fact is None else wording.citation(fact),
        None if award is None else names.party(award.subject_id),
        None if award is None else award.award,
        None if award is None else award.year,
        award is not None and award.state == "revoked",
        tuple(line for kind, line in lines if kind == "award"),
        tuple(line for kind, line in lines if kind == "verdict"),
        moment,
    )


def mentioned(found: Iterable[Dependent]) -> Iterator[str]:
    """The ids of the facts that were counted."""
    for each in found:
        yield from each.facts


def _line(one: Dependent, names: Names, wording: Wording) -> DependentLine:
    return DependentLine(
        names.party(one.subject_id),
        one.subject_kind,
        one.award,
        one.year,
        one.verdict,
        one.award_id,
        tuple(wording.citation(fact) for fact in one.facts),
    )
