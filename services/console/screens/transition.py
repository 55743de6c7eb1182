"""*Hồ sơ giữa hai luật*: both verdicts side by side, which one holds, and why (T-01)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.console.screens import why
from services.console.screens.chrome import Party
from services.console.screens.why import ConditionLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from services.console.client.questions import Judged, RuleSet, Transitional
    from services.console.screens.moment import Moment
    from services.console.screens.wording import Wording


@dataclass(frozen=True)
class Side:
    """The verdict by one of the two laws; `unsure` says how sure its unconfirmed rules are."""

    ruleset: str
    version: str
    answer: str
    unsure: tuple[str, ...]
    conditions: tuple[ConditionLine, ...]


@dataclass(frozen=True)
class Both:
    """The two verdicts, which of them holds, and the rule that says so."""

    old: Side
    new: Side
    holds: str
    reason: str
    code: str
    received_before: date
    article: str
    text: str
    certainty: str


@dataclass(frozen=True)
class TransitionScreen:
    """A dossier between two laws; `both` is none until the day it was received is known."""

    subject: Party
    subject_kind: str
    award: str
    year: int
    received_on: date | None
    both: Both | None
    moment: Moment | None


def compose(
    subject: Party,
    kind: str,
    award: str,
    year: int,
    found: Transitional | None,
    wording: Wording,
    moment: Moment | None,
) -> TransitionScreen:
    return TransitionScreen(
        subject,
        kind,
        award,
        year,
        None if found is None else found.received_on,
        None if found is None else _both(found, wording),
        moment,
    )


def amending(known: Sequence[RuleSet], ruleset: str | None = None) -> str | None:
    """The newest rule set that takes the place of this one, or of any; none if none does.

    What an organisation adds to a law (`law-2022+agency`) is amended with it.
    """
    base = None if ruleset is None else ruleset.partition("+")[0]
    found = [e.name for e in known if e.supersedes and base in {None, e.supersedes}]
    return found[-1] if found else None


def mentioned(found: Transitional | None) -> Iterator[str]:
    """The ids of the facts that either verdict rests on."""
    if found is not None:
        yield from why.cited((*found.old.conditions, *found.new.conditions))


def _both(found: Transitional, wording: Wording) -> Both:
    rule = found.transition
    return Both(
        _side(found.old, wording),
        _side(found.new, wording),
        found.holds,
        found.reason,
        rule.code,
        rule.received_before,
        rule.article,
        rule.text,
        rule.certainty,
    )


def _side(judged: Judged, wording: Wording) -> Side:
    lines = tuple(why.condition(one, wording) for one in judged.conditions)
    return Side(judged.ruleset, judged.version, judged.answer, why.unsure(lines), lines)
