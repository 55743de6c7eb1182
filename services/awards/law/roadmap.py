"""The way to a title: what is missing, under which article, and by which year at the earliest.

The earliest year is found by supposing the best: from the year asked about on everything that
nobody has recorded yet turns out well, and each title on the way is granted in every year in
which it can be, as if what is only supposed spent nothing. What is recorded already stays as it
is. So no year before the earliest is possible, and no year is sure.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from services.awards.law.conditions import NotThat, parts_of, with_parts
from services.awards.law.engine import judge
from services.awards.law.history import (
    AwardHeld,
    DisciplineOver,
    Found,
    History,
    HoldLifted,
    Initiative,
    Ranked,
    Rated,
    Registered,
)
from services.awards.law.kinds import FindingMet
from services.awards.law.suppositions import SUPPOSED, Supposition, supposing
from services.awards.law.verdict import Answer, ConditionResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.awards.law.conditions import Condition
    from services.awards.law.ruleset import RuleSet, Title
    from services.awards.law.verdict import Verdict

# The longest way is from nothing to an order of the first class.
HORIZON = 30
NOT_CLAIMED = "route_not_claimed"
TITLES_OF_PEOPLE = ("LDTT", "CSTDCS")


@dataclass(frozen=True)
class Step:
    """A condition that is not met yet; `earliest` is none where no year in sight will do."""

    condition: ConditionResult
    earliest: int | None


@dataclass(frozen=True)
class Roadmap:
    """What is missing to a title, as asked in a year; nothing where it is within reach now."""

    award: str
    year: int
    answer: Answer
    earliest: int | None
    steps: tuple[Step, ...]


def roadmap(
    ruleset: RuleSet,
    award: str,
    year: int,
    history: History,
    people: Sequence[History] = (),
    predecessors: Sequence[History] = (),
) -> Roadmap:
    """The way from a year on. Raises what `judge` raises."""
    now = judge(ruleset, award, year, history, people, predecessors)
    missing = [
        each
        for each in now.conditions
        if each.answer is not Answer.YES and each.reason != NOT_CLAIMED
    ]
    met: dict[str, int] = {}
    earliest = year if now.answer is Answer.YES else None
    for later, verdict in _supposed(ruleset, award, year, history, people, predecessors):
        for each in verdict.conditions:
            if each.answer is Answer.YES:
                met.setdefault(each.code, later)
        if verdict.answer is Answer.YES and earliest is None:
            earliest = later
        if earliest is not None and all(each.code in met for each in missing):
            break
    steps = tuple(Step(each, met.get(each.code)) for each in missing)
    return Roadmap(award, year, now.answer, earliest, steps)


def _supposed(
    ruleset: RuleSet,
    award: str,
    year: int,
    history: History,
    people: Sequence[History],
    predecessors: Sequence[History],
) -> Iterator[tuple[int, Verdict]]:
    """The verdict of each year if all goes well from `year` on."""
    way = _titles_on_the_way(ruleset, award, history)
    best = history
    staff = list(people)
    for later in range(year, year + HORIZON + 1):
        best = supposing(best, _best_of(way, best, later, since=year))
        staff = [supposing(each, _best_of_member(each, later, year)) for each in staff]
        for title in way:
            alone = _without(best, title.code)
            verdict = judge(ruleset, title.code, later, alone, staff, predecessors)
            if title.code == award:
                yield later, verdict
            if verdict.answer is Answer.YES:
                best = supposing(best, _granted(title.code, later, best))


def _without(history: History, award: str) -> History:
    """Without the supposed awards of a title: they would only spend what it rests on."""
    kept = tuple(
        entry
        for entry in history.awards
        if entry.award != award or not entry.fact.startswith(f"{SUPPOSED}:")
    )
    return replace(history, awards=kept)


def _titles_on_the_way(ruleset: RuleSet, award: str, history: History) -> list[Title]:
    """The title and all that its conditions count, in the order of the rule set."""
    wanted = [award]
    for code in wanted:
        title = ruleset.title(history.subject_kind, code)
        if title is None:
            continue
        wanted += [
            named
            for condition in title.conditions
            for part in with_parts(condition)
            for each in fields(part.kind)
            if each.metadata.get("award")
            and (named := getattr(part.kind, each.name))
            and named not in wanted
        ]
    return [t for t in ruleset.titles_for(history.subject_kind) if t.code in set(wanted)]


def _best_of(
    way: list[Title], history: History, year: int, since: int
) -> Iterator[Supposition]:
    """What may still turn out well in a year: what is recorded of it is not supposed anew."""
    if all(entry.year != year for entry in history.ratings):
        yield "ratings", Rated("", year, "EXCELLENT")
    known = {entry.condition for entry in history.findings if entry.year == year}
    for code in sorted({code for title in way for code in _awaited(title)} - known):
        yield "findings", Found("", year, code, met=True)
    if history.subject_kind == "person":
        if all(entry.year != year for entry in history.initiatives):
            yield "initiatives", Initiative("", year, "NATION", decided=True)
    elif all(entry.year != year for entry in history.ranks):
        yield "ranks", Ranked("", history.subject_id, year, rank=1, members=1)
    registered = {e.award for e in history.registrations if e.year == year}
    for title in way:
        if title.code not in registered:
            yield "registrations", Registered("", title.code, year)
    if year == since + 1:
        yield from _bars_gone(history, year)


def _awaited(title: Title) -> Iterator[str]:
    """The findings without which a verdict stays open."""
    for condition in title.conditions:
        yield from _findings(condition)


def _findings(condition: Condition) -> Iterator[str]:
    if isinstance(condition.kind, FindingMet) and condition.kind.absent == "unknown":
        yield condition.code
    if not isinstance(condition.kind, NotThat):
        for part in parts_of(condition):
            yield from _findings(part)


def _bars_gone(history: History, year: int) -> Iterator[Supposition]:
    """Holds are lifted and terms without a known end are over when the next year begins."""
    lifted = {entry.record_id for entry in history.holds_lifted}
    for hold in history.holds:
        if hold.record_id not in lifted:
            yield "holds_lifted", HoldLifted("", hold.record_id)
    over = {entry.record_id for entry in history.disciplines_over}
    for each in history.disciplines:
        if each.ends_on is None and each.record_id not in over:
            yield "disciplines_over", DisciplineOver("", each.record_id, date(year, 1, 1))


def _best_of_member(person: History, year: int, since: int) -> Iterator[Supposition]:
    if all(entry.year != year for entry in person.ratings):
        yield "ratings", Rated("", year, "EXCELLENT")
    if year > since:
        for code in TITLES_OF_PEOPLE:
            yield from _granted(code, year, person)


def _granted(code: str, year: int, history: History) -> Iterator[Supposition]:
    if all((e.award, e.year) != (code, year) for e in history.awards):
        supposed: UUID = uuid5(history.subject_id, f"supposed/{code}/{year}")
        yield "awards", AwardHeld("", supposed, code, year, proven=True)
