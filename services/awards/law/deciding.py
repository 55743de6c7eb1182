"""Which of a verdict's conditions decide it: the reasons in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.awards.law.verdict import Answer, all_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.awards.law.verdict import ConditionResult, Verdict

# Years that are missing decide by themselves, whatever would have been counted within them.
NEGATED = ("not_met", "not_not_met", "not_open")
WITHOUT_PARTS = ("period_short", "anchor_missing")


def deciding(verdict: Verdict) -> tuple[ConditionResult, ...]:
    """The conditions a verdict hangs on, each followed by the ones inside it that decide it.

    For yes: what always holds and the first way that is open. For no: what is not met, and
    where only the ways are closed, what closes each. For unknown: what is not known yet.
    """
    return tuple(_of(verdict.conditions, verdict.answer))


def _of(results: Sequence[ConditionResult], answer: Answer) -> list[ConditionResult]:
    always = [each for each in results if not each.route]
    routes = [
        [each for each in results if each.route == route]
        for route in dict.fromkeys(each.route for each in results if each.route)
    ]
    if answer is Answer.YES:
        open_way = next((w for w in routes if all_of(e.answer for e in w) is Answer.YES), [])
        chosen = [*always, *open_way]
    else:
        chosen = [each for each in always if each.answer is answer]
        if answer is Answer.UNKNOWN or not chosen:
            for way in routes:
                if all_of(each.answer for each in way) is answer:
                    chosen += [each for each in way if each.answer is answer]
    return [part for each in chosen for part in (each, *_inside(each))]


def _inside(result: ConditionResult) -> list[ConditionResult]:
    if result.reason == "any_of_met":
        met = [part for part in result.parts if part.answer is Answer.YES]
        return _of(met[:1], Answer.YES)
    if result.reason in NEGATED:
        return _of(result.parts, result.parts[0].answer)
    if result.answer is Answer.YES or result.reason in WITHOUT_PARTS:
        return []
    return _of(result.parts, result.answer)
