"""Rule sets by name or from a file: whole ones, and ones that amend another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.awards.law.checks import check
from services.awards.law.conditions import Condition, parts_of, rebuilt
from services.awards.law.fields import parse
from services.awards.law.reading import CERTAINTIES, CODE, NAME, Reader
from services.awards.law.ruleset import RuleSet, Title
from services.awards.law.verdict import Certainty

RULESETS = Path(__file__).parent / "rulesets"
HEAD = {
    "name",
    "version",
    "instrument",
    "certainty",
    "effective_from",
    "confirmed_to",
    "sources",
}
WHOLE = HEAD | {"principles", "common", "quotas", "titles"}
AMENDS = {"based_on", "transition", "changes"}


class RuleSetUnknown(Exception):
    """There is no rule set of this name."""


def known() -> list[str]:
    """The names of our rule sets, the oldest first."""
    found = [load(path.stem) for path in RULESETS.glob("*.toml")]
    return [each.name for each in sorted(found, key=lambda each: each.effective_from)]


@cache
def load(name: str) -> RuleSet:
    """One of our rule sets. Raises `RuleSetInvalid` and `RuleSetUnknown`."""
    path = RULESETS / f"{name}.toml"
    if not NAME.fullmatch(name) or not path.exists():
        raise RuleSetUnknown(f"there is no rule set {name!r}")
    return read(path.name, path.read_text(encoding="utf-8"))


def read(file: str, text: str) -> RuleSet:
    """The rule set that a file's text says. Raises `RuleSetInvalid`."""
    return made(file, parse(file, text))


def made(file: str, data: dict[str, Any]) -> RuleSet:
    """The rule set that a file's tables make."""
    reader = Reader(file)
    return _amended(reader, data) if data.keys() & AMENDS else _whole(reader, data)


def _head(reader: Reader, data: dict[str, Any]) -> dict[str, Any]:
    """What every rule set says of itself; sets what the reader knows of the file."""
    certainty: Certainty = reader.choice(data, "certainty", CERTAINTIES)
    reader.cap = certainty
    reader.sources = sources(reader, data)
    head = {
        "name": reader.pattern(data, "name", NAME),
        "version": reader.value(data, "version", str),
        "instrument": reader.value(data, "instrument", str),
        "certainty": certainty,
        "effective_from": reader.value(data, "effective_from", date),
        "confirmed_to": reader.value(data, "confirmed_to", date),
        "sources": reader.sources,
    }
    if head["confirmed_to"] < head["effective_from"]:
        reader.refuse("confirmed_to", "is before the rule set takes effect")
    if f"{head['name']}.toml" != reader.file:
        reader.refuse("name", f"the file {reader.file} must be called by the name of its rules")
    return head


def sources(reader: Reader, data: dict[str, Any]) -> dict[str, str]:
    """Where rules were read, by the key that rules name it with."""
    found: dict[str, Any] = reader.value(data, "sources", dict)
    for key in found:
        reader.value(found, key, str)
    return found


def _whole(reader: Reader, data: dict[str, Any]) -> RuleSet:
    reader.only(data, WHOLE)
    head = _head(reader, data)
    lists = {
        name: reader.tables(data, name, may_be_empty=name != "titles")
        for name in ("principles", "common", "quotas", "titles")
    }
    rules: dict[str, Any] = {
        "principles": tuple(reader.principle(each) for each in lists["principles"]),
        "common": tuple(reader.everywhere(each) for each in lists["common"]),
        "quotas": tuple(reader.quota(each) for each in lists["quotas"]),
    }
    titles = [reader.title(each) for each in lists["titles"]]
    reader.rule = "file"
    reader.once(
        [f"{each.code} of a {each.subject_kind}" for each in titles], "titles", "a title"
    )
    by_key = {(each.subject_kind, each.code): each for each in titles}
    ruleset = RuleSet(titles=by_key, **rules, **head)
    check(reader.file, ruleset)
    return ruleset


def _amended(reader: Reader, data: dict[str, Any]) -> RuleSet:
    """Another rule set with some conditions replaced; no rule is surer than the set is."""
    reader.only(data, HEAD | AMENDS)
    head = _head(reader, data)
    base = based_on(reader, data)
    transition = reader.transition(reader.value(data, "transition", dict))
    if transition.supersedes != base.name:
        reader.refuse("supersedes", f"is not {base.name}, which the rule set is based on")
    reader.sources = base.sources | reader.sources
    titles = {key: _weakened(title, reader.cap) for key, title in base.titles.items()}
    reader.rule = "file"
    done: list[str] = []
    for table in reader.tables(data, "changes", may_be_empty=False):
        title = title_named(reader, table, base)
        rest = {k: v for k, v in table.items() if k not in {"title", "subject_kind"}}
        changed = reader.condition(rest, title.routes)
        if all(each.code != changed.code for each in title.conditions):
            reader.refuse("code", f"{title.code} has no condition {changed.code!r} to change")
        key = (title.subject_kind, title.code)
        conditions = tuple(
            changed if each.code == changed.code else each for each in titles[key].conditions
        )
        titles[key] = replace(titles[key], conditions=conditions)
        done.append(changed.code)
    reader.rule = "file"
    reader.once(done, "changes", "a change")
    ruleset = replace(
        base,
        **head | {"sources": reader.sources},
        principles=tuple(
            replace(each, certainty=weaker(each.certainty, reader.cap))
            for each in base.principles
        ),
        common=tuple(
            replace(each, condition=_condition(each.condition, reader.cap))
            for each in base.common
        ),
        quotas=tuple(
            replace(each, certainty=weaker(each.certainty, reader.cap)) for each in base.quotas
        ),
        titles=titles,
        transition=transition,
    )
    check(reader.file, ruleset)
    return ruleset


def based_on(reader: Reader, data: dict[str, Any]) -> RuleSet:
    name = reader.pattern(data, "based_on", NAME)
    if f"{name}.toml" == reader.file:
        reader.refuse("based_on", "is the rule set itself")
    try:
        return load(name)
    except RuleSetUnknown as error:
        reader.refuse("based_on", str(error))


def title_named(reader: Reader, table: dict[str, Any], base: RuleSet) -> Title:
    """The title that a change or an addition is about."""
    reader.rule = reader.name_of(table)
    kind = reader.choice(table, "subject_kind", ("person", "unit"))
    code = reader.pattern(table, "title", CODE)
    title = base.title(kind, code)
    if title is None:
        reader.refuse("title", f"{base.name} has no title {code!r} for a {kind}")
    return title


def weaker(one: Certainty, other: Certainty) -> Certainty:
    return max(one, other, key=CERTAINTIES.index)


def _weakened(title: Title, cap: Certainty) -> Title:
    conditions = tuple(_condition(each, cap) for each in title.conditions)
    return replace(title, conditions=conditions)


def _condition(condition: Condition, cap: Certainty) -> Condition:
    parts = tuple(_condition(each, cap) for each in parts_of(condition))
    return rebuilt(replace(condition, certainty=weaker(condition.certainty, cap)), parts)
