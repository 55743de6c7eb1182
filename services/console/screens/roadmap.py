"""*Lộ trình*: what is missing to each title, under which article, by which year at best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.console.screens import why
from services.console.screens.chrome import Names, Party
from services.console.screens.moment import Moment
from services.console.screens.why import ConditionLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from services.console.client.questions import Roadmap
    from services.console.screens.wording import Wording


@dataclass(frozen=True)
class StepLine:
    """A condition that is missing, and the year in which it may be met at the earliest."""

    condition: ConditionLine
    earliest: int | None


@dataclass(frozen=True)
class Goal:
    """A title, how it stands in the year, and the way to it."""

    award: str
    answer: str
    earliest: int | None
    steps: tuple[StepLine, ...]


@dataclass(frozen=True)
class RoadmapScreen:
    """The ways to all titles; `next` is the nearest of those that are not within reach yet."""

    subject: Party
    subject_kind: str
    year: int
    next: str | None
    goals: tuple[Goal, ...]
    moment: Moment | None


def compose(
    kind: str,
    subject_id: UUID,
    year: int,
    found: Sequence[Roadmap],
    names: Names,
    wording: Wording,
    moment: Moment | None,
) -> RoadmapScreen:
    return RoadmapScreen(
        names.party(subject_id),
        kind,
        year,
        next_of(found),
        tuple(_goal(each, wording) for each in found),
        moment,
    )


def next_of(found: Sequence[Roadmap]) -> str | None:
    """The title that may be reached first; of several, the one that builds on the fewest."""
    ahead = [each for each in found if each.answer != "yes" and each.earliest is not None]
    return min(ahead, key=lambda each: each.earliest or 0).award if ahead else None


def mentioned(found: Sequence[Roadmap]) -> Iterator[str]:
    """The ids of the facts that missing conditions rest on."""
    for each in found:
        yield from why.cited(step.condition for step in each.steps)


def _goal(one: Roadmap, wording: Wording) -> Goal:
    return Goal(
        one.award,
        one.answer,
        one.earliest,
        tuple(
            StepLine(why.condition(step.condition, wording), step.earliest)
            for step in one.steps
        ),
    )
