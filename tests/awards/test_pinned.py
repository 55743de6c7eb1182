"""No number and no level of the law can change without a case of the table noticing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from services.awards.law.conditions import Condition, parts_of, rebuilt
from services.awards.law.kinds import StandardOf
from services.awards.law.ruleset import RuleSet, Title
from tests.awards.samples import RULES
from tests.awards.telling import Case, table

# Seventy in a hundred of somebody are somebody: a number beside the share changes nothing.
WITHOUT_EFFECT = {"ALC-3.count = 1", "ELC-4.count = 1"}


def others(value: Any, choices: tuple[str, ...]) -> list[Any]:  # noqa: ANN401 (any parameter)
    """The values next to one."""
    match value:
        case bool():
            return [not value]
        case int():
            return [each for each in (value - 1, value + 1) if each > 0]
        case str() if choices:
            place = choices.index(value)
            return [choices[n] for n in (place - 1, place + 1) if 0 <= n < len(choices)]
        case _:
            return []


def variants(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """A condition with one of its parameters, or of those inside it, changed."""
    kind = condition.kind
    for each in fields(kind):
        choices: tuple[str, ...] = each.metadata.get("choices", ())
        for value in others(getattr(kind, each.name), choices):
            changed: dict[str, Any] = {each.name: value}
            what = f"{condition.code}.{each.name} = {value}"
            yield what, replace(condition, kind=replace(kind, **changed))
    parts = parts_of(condition)
    for place, part in enumerate(parts):
        for what, changed_part in variants(part):
            inside = (*parts[:place], changed_part, *parts[place + 1 :])
            yield what, rebuilt(condition, inside)


def changed(title: Title) -> Iterator[tuple[str, RuleSet]]:
    for place, condition in enumerate(title.conditions):
        before, after = title.conditions[:place], title.conditions[place + 1 :]
        for what, other in variants(condition):
            found = replace(title, conditions=(*before, other, *after))
            titles = RULES.titles | {(title.subject_kind, title.code): found}
            yield what, replace(RULES, titles=titles)


def asking(title: Title) -> list[Case]:
    """The cases whose verdict hangs on a title's conditions."""
    codes = {title.code} | {
        other.code
        for other in RULES.titles_for(title.subject_kind)
        for each in other.conditions
        if isinstance(each.kind, StandardOf) and each.kind.award == title.code
    }
    return [
        case
        for case in table()
        if case.ruleset == RULES.name
        and case.subject == title.subject_kind
        and case.award in codes
    ]


@pytest.mark.parametrize(
    "title", RULES.titles.values(), ids=lambda title: f"{title.subject_kind}-{title.code}"
)
def test_a_changed_parameter_is_noticed(title: Title) -> None:
    cases = [(case, case.kept()) for case in asking(title)]
    unnoticed = [
        what
        for what, ruleset in changed(title)
        if what not in WITHOUT_EFFECT
        and all(case.is_met_by(case.judged(kept, ruleset)) for case, kept in cases)
    ]
    assert unnoticed == []
