"""Overlays: an organisation adds conditions to the law and never relaxes one.

The law lets organisations detail Articles 24, 26 to 28 and 74.
Added conditions always hold beside those of the law, so that a verdict can only get stricter.
Whatever could make it kinder is refused, with the reason.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from services.awards.law.checks import check
from services.awards.law.conditions import with_parts
from services.awards.law.fields import parse
from services.awards.law.history import FORMS, RATINGS, SCOPES
from services.awards.law.loading import based_on, sources, title_named
from services.awards.law.reading import CERTAINTIES, NAME, Reader

if TYPE_CHECKING:
    from services.awards.law.conditions import Condition
    from services.awards.law.ruleset import RuleSet, Title

OVERLAY = {
    "overlay",
    "version",
    "organisation",
    "certainty",
    "based_on",
    "sources",
    "adds",
    "quotas",
}
# What an overlay might try, and why the law does not let it.
RELAXING = {
    "changes": "an overlay may not change a condition of the law; add one of your own",
    "removes": "an overlay may not remove a condition of the law",
    "titles": "an overlay may not create or rewrite a title; the law names them",
    "principles": "an overlay may not change what holds for every title",
    "common": "add the condition to each title it is meant for",
    "transition": "an overlay does not take the place of a law",
}
LADDERS: dict[str, tuple[str, ...]] = {
    "at_least": (*RATINGS, *SCOPES),
    "from_form": tuple(reversed(FORMS)),
}
# A larger number asks for more, save a time within which something must have happened.
LESS_IS_MORE = {"within_years", "rank"}


def overlaid(file: str, text: str) -> RuleSet:
    """The rule set that an overlay makes of the one it is based on. Raises `RuleSetInvalid`."""
    return laid_over(file, parse(file, text))


def laid_over(file: str, data: dict[str, Any], onto: RuleSet | None = None) -> RuleSet:
    """The rule set that an overlay's tables make.

    Laid over the law it is based on; or `onto` one with overlays already, or one that takes the
    place of that law.
    """
    reader = Reader(file)
    for name, why in RELAXING.items():
        if name in data:
            reader.refuse(name, why)
    reader.only(data, OVERLAY)
    name = reader.pattern(data, "overlay", NAME)
    version = reader.value(data, "version", str)
    reader.value(data, "organisation", str)
    reader.cap = reader.choice(data, "certainty", CERTAINTIES)
    base = based_on(reader, data)
    if onto is not None:
        taken = None if onto.transition is None else onto.transition.supersedes
        if base.name not in {onto.name.partition("+")[0], taken}:
            reader.refuse("based_on", f"is not {onto.name}, which is in force")
        base = onto
    if name in base.overlays:
        reader.refuse("overlay", f"{name} is in force already")
    reader.sources = sources(reader, data)
    titles = dict(base.titles)
    for table in reader.tables(data, "adds"):
        title = title_named(reader, table, base)
        key = (title.subject_kind, title.code)
        added = _added(reader, table, title)
        titles[key] = replace(titles[key], conditions=(*titles[key].conditions, added))
    reader.rule = "file"
    quotas = tuple(reader.quota(each) for each in reader.tables(data, "quotas"))
    ruleset = replace(
        base,
        name=f"{base.name}+{name}",
        version=f"{base.version}+{version}",
        sources=base.sources | reader.sources,
        quotas=(*base.quotas, *quotas),
        titles=titles,
        overlays=(*base.overlays, name),
    )
    check(file, ruleset)
    return ruleset


def _added(reader: Reader, table: dict[str, Any], title: Title) -> Condition:
    if "route" in table:
        reader.refuse("route", "another way to a title would relax the law; leave it out")
    rest = {k: v for k, v in table.items() if k not in {"title", "subject_kind"}}
    added = reader.condition(rest)
    for each in (part for whole in title.conditions for part in with_parts(whole)):
        if each.code == added.code:
            reader.refuse(
                "code", f"{each.code} is the law's own ({each.article}); take another code"
            )
        name = _relaxed(added, each)
        if name:
            reader.refuse(
                name,
                f"{getattr(added.kind, name)} asks for less than {getattr(each.kind, name)} of "
                f"{each.code} ({each.article}), which an overlay may not relax",
            )
    return added


def _relaxed(added: Condition, law: Condition) -> str:
    """The parameter by which an added condition asks for less than the law's of its kind."""
    if type(added.kind) is not type(law.kind) or law.route:
        return ""
    less: list[str] = []
    for each in fields(law.kind):
        ours, theirs = getattr(added.kind, each.name), getattr(law.kind, each.name)
        if ours == theirs:
            continue
        if each.name in LADDERS:
            ladder = LADDERS[each.name]
            asks_less = ladder.index(ours) < ladder.index(theirs)
        elif isinstance(theirs, int):
            asks_less = (ours < theirs) is not (each.name in LESS_IS_MORE)
        else:
            return ""
        if not asks_less:
            return ""
        less.append(each.name)
    return less[0] if less else ""
