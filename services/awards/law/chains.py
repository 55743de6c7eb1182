"""Awards that were held, and chains of them in succession."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from services.awards.law.history import AwardHeld, History, chronicle
from services.awards.law.verdict import Answer, Outcome, all_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.awards.law.conditions import AwardsInSuccession


@dataclass(frozen=True)
class Standing:
    """How a subject stands with an award of a year.

    Yes: granted or confirmed, not revoked. Unknown: only declared. No: revoked, or nothing.
    """

    answer: Answer
    revoked: bool = False
    facts: frozenset[str] = frozenset()


def standing(history: History, award: str, year: int) -> Standing:
    """One valid award is cited, the first recorded; without one, all that might have been."""
    held = [e for e in chronicle(history.awards) if e.award == award and e.year == year]
    revocations = {
        entry.award_id: entry.fact for entry in reversed(chronicle(history.revocations))
    }
    proven = [entry for entry in held if entry.proven]
    valid = [entry for entry in proven if entry.award_id not in revocations]
    if valid:
        return Standing(Answer.YES, facts=frozenset({valid[0].fact}))
    facts = {entry.fact for entry in proven}
    facts |= {revocations[entry.award_id] for entry in proven}
    declared = _unproven(held)
    if declared:
        return Standing(Answer.UNKNOWN, bool(proven), frozenset(facts | {declared[0].fact}))
    return Standing(Answer.NO, bool(proven), frozenset(facts))


def _unproven(held: list[AwardHeld]) -> list[AwardHeld]:
    proven = {entry.award_id for entry in held if entry.proven}
    return [entry for entry in held if entry.award_id not in proven]


def succession(kind: AwardsInSuccession, history: History, year: int) -> Outcome:
    """The first of these that is true is the reason: disciplined, spent, broken, declared."""
    last = year - kind.last_before
    years = [last - kind.every_years * step for step in reversed(range(kind.times))]
    links = {each: standing(history, kind.award, each) for each in years}
    disciplined, ended, discipline_facts = _terms(history, date(years[0], 1, 1), year)
    # An award of year k rested on a chain that ended `last_before` years earlier.
    spending = range(years[0] + kind.last_before, year) if kind.spent_on else ()
    spent = {each: standing(history, kind.spent_on, each) for each in spending}
    values = {"award": kind.award, "years": _listed(years), "spent_on": kind.spent_on}
    values |= {f"{name}_years": text for name, text in _states(links).items()}
    values |= {f"spent_{name}_years": text for name, text in _states(spent).items()}
    values |= {"disciplined": disciplined, "discipline_ended": ended}
    facts = discipline_facts.union(*(s.facts for s in [*links.values(), *spent.values()]))
    free = Answer.NO if disciplined else Answer.YES
    unspent = all_of(_negated(each.answer) for each in spent.values())
    unbroken = all_of(each.answer for each in links.values())
    answer = all_of((free, unspent, unbroken))
    if free is Answer.NO:
        reason = "chain_disciplined"
    elif unspent is Answer.NO:
        reason = "chain_spent"
    elif unbroken is Answer.NO:
        reason = "chain_broken"
    else:
        reason = "chain_held" if answer is Answer.YES else "chain_declared"
    return Outcome(answer, reason, {k: v for k, v in values.items() if v}, facts)


def _states(standings: dict[int, Standing]) -> dict[str, str]:
    return {
        "held": _listed(y for y, s in standings.items() if s.answer is Answer.YES),
        "declared": _listed(y for y, s in standings.items() if s.answer is Answer.UNKNOWN),
        "revoked": _listed(y for y, s in standings.items() if s.revoked),
    }


def _listed(years: Iterable[int]) -> str:
    return ", ".join(str(year) for year in sorted(years))


def _negated(answer: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, answer)


def _terms(history: History, since: date, year: int) -> tuple[str, str, frozenset[str]]:
    """The disciplinary terms that touch the time from `since` to the end of `year`.

    Also those that an early ending keeps out of it. A term whose end nobody knows still runs.
    """
    over = {entry.record_id: entry for entry in reversed(chronicle(history.disciplines_over))}
    touching: list[str] = []
    kept_out: list[str] = []
    facts: set[str] = set()
    for entry in chronicle(history.disciplines):
        if entry.imposed_on.year > year:
            continue
        ending = over.get(entry.record_id)
        end = entry.ends_on if ending is None else ending.ended_on
        term = f"{entry.imposed_on}/{'' if end is None else end}"
        used = {entry.fact} if ending is None else {entry.fact, ending.fact}
        if end is None or end > since:
            touching.append(term)
            facts |= used
        elif ending is not None and (entry.ends_on is None or entry.ends_on > since):
            kept_out.append(term)
            facts |= used
    return ", ".join(touching), ", ".join(kept_out), frozenset(facts)
