"""Rule sets as a reader sees them: every rule with its parameters; what two say otherwise."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from services.awards.law.conditions import KINDS, Condition, parts_of
from services.awards.law.fields import RuleSetInvalid, parse
from services.awards.law.loading import RuleSetUnknown, made
from services.awards.law.overlays import laid_over
from services.awards.law.principles import PRINCIPLES
from services.awards.law.verdict import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.awards.law.principles import Principle
    from services.awards.law.ruleset import Quota, RuleSet

NAMES: dict[type, str] = {kind: name for name, kind in {**KINDS, **PRINCIPLES}.items()}
INSIDE = {"parts", "options"}


@dataclass(frozen=True)
class RuleOutline:
    """A condition, a principle or a quota; `kind` and `parameters` are as in its file."""

    code: str
    kind: str
    parameters: dict[str, str]
    article: str
    source: str
    certainty: Certainty
    text: str
    route: str = ""
    parts: tuple[RuleOutline, ...] = ()


@dataclass(frozen=True)
class TitleOutline:
    code: str
    subject_kind: str
    name: str
    family: str
    article: str
    authority: str
    authority_article: str
    implies: tuple[str, ...]
    rules: tuple[RuleOutline, ...]


@dataclass(frozen=True)
class RuleSetLine:
    """A rule set in a list; `certainty` is the best any of its rules can claim."""

    name: str
    version: str
    instrument: str
    certainty: Certainty
    effective_from: date
    confirmed_to: date
    supersedes: str


@dataclass(frozen=True)
class RuleSetOutline:
    """A whole rule set: what holds everywhere, then title by title."""

    line: RuleSetLine
    sources: dict[str, str]
    principles: tuple[RuleOutline, ...]
    common: tuple[RuleOutline, ...]
    quotas: tuple[RuleOutline, ...]
    titles: tuple[TitleOutline, ...]


@dataclass(frozen=True)
class RuleChange:
    """A rule that two sets say differently; none where one of them does not have it.

    `title` is empty for what holds everywhere, else the title's code and kind of subject.
    """

    title: str
    code: str
    before: RuleOutline | None
    after: RuleOutline | None


@dataclass(frozen=True)
class Checked:
    """Whether a rule file can be used; if not, which rule and field is wrong and why."""

    file: str
    sound: bool
    name: str = ""
    rule: str = ""
    field: str = ""
    problem: str = ""


def line_of(ruleset: RuleSet) -> RuleSetLine:
    return RuleSetLine(
        ruleset.name,
        ruleset.version,
        ruleset.instrument,
        ruleset.certainty,
        ruleset.effective_from,
        ruleset.confirmed_to,
        "" if ruleset.transition is None else ruleset.transition.supersedes,
    )


def outline(ruleset: RuleSet) -> RuleSetOutline:
    return RuleSetOutline(
        line_of(ruleset),
        ruleset.sources,
        tuple(_rule(each) for each in ruleset.principles),
        tuple(_rule(each.condition) for each in ruleset.common),
        tuple(_quota(each) for each in ruleset.quotas),
        tuple(
            TitleOutline(
                title.code,
                title.subject_kind,
                title.name,
                title.family,
                title.article,
                title.authority,
                title.authority_article,
                title.implies,
                tuple(_rule(each) for each in title.conditions),
            )
            for title in ruleset.titles.values()
        ),
    )


def rule_changes(before: RuleSet, after: RuleSet) -> list[RuleChange]:
    """Every rule that is not the same in both, in the order of the first, then the second."""
    old, new = dict(_rules(before)), dict(_rules(after))
    return [
        RuleChange(title, code, old.get((title, code)), new.get((title, code)))
        for title, code in dict.fromkeys((*old, *new))
        if old.get((title, code)) != new.get((title, code))
    ]


def checked(file: str, text: str) -> Checked:
    """A rule set's or an overlay's file, read as if it were to be used."""
    try:
        data = parse(file, text)
        found = laid_over(file, data) if "overlay" in data else made(file, data)
    except RuleSetInvalid as error:
        return Checked(error.file, False, "", error.rule, error.field, error.problem)
    except RuleSetUnknown as error:
        return Checked(file, False, "", "file", "based_on", str(error))
    return Checked(file, True, found.name)


def _rules(ruleset: RuleSet) -> Iterator[tuple[tuple[str, str], RuleOutline]]:
    found = outline(ruleset)
    for rule in (*found.principles, *found.common, *found.quotas):
        yield ("", rule.code), rule
    for title in found.titles:
        for rule in title.rules:
            yield (f"{title.code} {title.subject_kind}", rule.code), rule


def _rule(rule: Condition | Principle) -> RuleOutline:
    condition = rule if isinstance(rule, Condition) else None
    return RuleOutline(
        rule.code,
        NAMES[type(rule.kind)],
        {
            each.name: _said(getattr(rule.kind, each.name))
            for each in fields(rule.kind)
            if each.name not in INSIDE
        },
        rule.article,
        rule.source,
        rule.certainty,
        rule.text,
        "" if condition is None else condition.route,
        () if condition is None else tuple(_rule(each) for each in parts_of(condition)),
    )


def _quota(quota: Quota) -> RuleOutline:
    return RuleOutline(
        quota.code,
        "quota",
        {
            "award": quota.award,
            "of": quota.of,
            "percent": str(quota.percent),
            "rounding": quota.rounding,
        },
        quota.article,
        quota.source,
        quota.certainty,
        quota.text,
    )


def _said(value: Any) -> str:  # noqa: ANN401 (any parameter of a rule)
    return str(value).lower() if isinstance(value, bool) else str(value)
