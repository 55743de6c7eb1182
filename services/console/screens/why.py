"""*Vì sao*: one verdict with its conditions, articles and facts, now and as it was known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.console.screens.chrome import Names, Party
from services.console.screens.moment import Moment
from services.console.screens.timeline import Citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.console.client.awards import Verdict
    from services.console.client.conditions import Condition
    from services.console.screens.wording import Wording

NOT_CLAIMED = "route_not_claimed"


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
    """One verdict explained; `moment` is the earlier one it is of, none for now.

    Of an earlier moment, `now` is today's answer and `learnt` are the facts that today's answer
    counts and that one did not. `amended_by` is the law that takes the place of the one judged
    by: a dossier may stand between the two.
    """

    subject: Party
    subject_kind: str
    award: str
    year: int
    verdict: str
    ruleset: str
    version: str
    conditions: tuple[ConditionLine, ...]
    moment: Moment | None = None
    now: str | None = None
    learnt: tuple[Citation, ...] = ()
    amended_by: str | None = None

    @property
    def unsure(self) -> tuple[str, ...]:
        """How sure the conditions are that are not confirmed, from the surest on."""
        return unsure(self.conditions)


def compose(
    verdict: Verdict,
    names: Names,
    wording: Wording,
    moment: Moment | None = None,
    now: Verdict | None = None,
    amended_by: str | None = None,
) -> WhyScreen:
    then = set(cited(verdict.conditions))
    since = () if now is None else dict.fromkeys(cited(now.conditions))
    return WhyScreen(
        names.party(verdict.subject_id),
        verdict.subject_kind,
        verdict.award,
        verdict.year,
        verdict.verdict,
        verdict.ruleset,
        verdict.version,
        tuple(condition(one, wording) for one in verdict.conditions),
        moment,
        None if now is None else now.verdict,
        tuple(wording.citation(fact) for fact in since if fact not in then),
        amended_by,
    )


def unsure(conditions: Iterable[ConditionLine]) -> tuple[str, ...]:
    """How sure the conditions are that are not confirmed, from the surest on."""
    found = {each.certainty for each in conditions}
    return tuple(each for each in ("reported", "assumed") if each in found)


def cited(conditions: Iterable[Condition]) -> Iterator[str]:
    """The ids of all facts that conditions rest on."""
    for one in conditions:
        yield from one.facts
        yield from cited(one.parts)


def condition(one: Condition, wording: Wording) -> ConditionLine:
    """A condition in words, with all that is inside it."""
    return ConditionLine(
        one.code,
        one.answer,
        one.reason != NOT_CLAIMED,
        one.text,
        one.article,
        one.certainty,
        wording.reason(one),
        tuple(wording.citation(fact_id) for fact_id in one.facts),
        tuple(condition(part, wording) for part in one.parts),
    )
