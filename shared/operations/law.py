"""`law.*`: what an operator asks of the law that the awards are judged by.

The service that judges answers, so a rule file is checked by the very code that would use it.
"""

from __future__ import annotations

from datetime import date

import msgspec


class RuleFile(msgspec.Struct, frozen=True):
    """`law.check`: a rule set's or an overlay's file, as it would be used."""

    file: str
    text: str


class RuleFileChecked(msgspec.Struct, frozen=True):
    """Whether it can be used; if not, which rule and field is wrong and why."""

    file: str
    sound: bool
    name: str
    rule: str
    field: str
    problem: str


class RuleSetNamed(msgspec.Struct, frozen=True):
    """`law.show`: the rule set of a name."""

    name: str


class RuleSetsCompared(msgspec.Struct, frozen=True):
    """`law.diff`: two rule sets by name."""

    before: str
    after: str


class RuleSetLine(msgspec.Struct, frozen=True):
    """`law.list` answers with these, the oldest first."""

    name: str
    version: str
    instrument: str
    certainty: str
    effective_from: date
    confirmed_to: date
    supersedes: str


class Rule(msgspec.Struct, frozen=True):
    """A condition, a principle or a quota."""

    code: str
    kind: str
    parameters: dict[str, str]
    article: str
    source: str
    certainty: str
    text: str
    route: str
    parts: tuple[Rule, ...]


class RuledTitle(msgspec.Struct, frozen=True):
    """A title or commendation with its rules."""

    code: str
    subject_kind: str
    name: str
    article: str
    rules: tuple[Rule, ...]


class RuleSetShown(msgspec.Struct, frozen=True):
    """A whole rule set: what holds everywhere, then title by title."""

    line: RuleSetLine
    principles: tuple[Rule, ...]
    common: tuple[Rule, ...]
    quotas: tuple[Rule, ...]
    titles: tuple[RuledTitle, ...]


class RuleChange(msgspec.Struct, frozen=True):
    """A rule that two sets say differently; none where one does not have it."""

    title: str
    code: str
    before: Rule | None
    after: Rule | None
