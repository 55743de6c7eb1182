"""Rule sets of ours are sound; one with any field broken is refused and says which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.awards.domain.titles import AWARDS
from services.awards.law import (
    RuleSetInvalid,
    RuleSetUnknown,
    TitleNotInRuleSet,
    known,
    load,
)
from services.awards.law.conditions import with_parts
from services.awards.law.kinds import MembersHolding
from services.awards.law.loading import RULESETS, made
from services.awards.law.overlays import laid_over
from tests.awards.samples import RULES

OVERLAY = Path(__file__).parents[2] / "deploy/sample/overlay.toml"
FILES = sorted(RULESETS.glob("*.toml"))
Place = tuple[str | int, ...]


def test_everything_the_law_names_can_be_nominated() -> None:
    for kind, codes in AWARDS.items():
        assert [title.code for title in RULES.titles_for(kind)] == list(codes)


def test_the_law_is_judged_from_2024_and_its_wording_confirmed_to_2026() -> None:
    assert RULES.effective_from == date(2024, 1, 1)
    assert RULES.years == range(2024, 2027)


def test_an_award_that_a_rule_set_does_not_know_is_an_error_and_no_title() -> None:
    assert (RULES.family_of("CSTDCS"), RULES.family_of("BK_BO")) == ("title", "commendation")
    with pytest.raises(TitleNotInRuleSet):
        load("decree-91").family_of("BK_BO")


def test_every_condition_has_a_code_of_its_own() -> None:
    codes = [c.code for title in RULES.titles.values() for c in title.conditions]
    assert len(codes) == len(set(codes))


def test_mistake_11_the_share_of_advanced_people_is_seventy_percent() -> None:
    kinds = [c.kind for title in RULES.titles.values() for c in title.conditions]
    shares = [each for each in kinds if isinstance(each, MembersHolding) and each.percent]
    assert {(each.award, each.percent) for each in shares} == {("LDTT", 70)}


def test_the_rule_sets_are_known_in_the_order_of_their_times() -> None:
    assert known() == ["decree-91", "law-2022", "law-2026"]
    with pytest.raises(RuleSetUnknown):
        load("law-1948")
    with pytest.raises(RuleSetUnknown):
        load("../law-2022")


def test_the_amendment_of_2026_is_assumed_throughout() -> None:
    amended = load("law-2026")
    conditions = [
        part
        for title in amended.titles.values()
        for each in title.conditions
        for part in with_parts(each)
    ]
    assert {each.certainty for each in conditions} == {"assumed"}
    assert {each.certainty for each in amended.principles} == {"assumed"}
    changed = [
        each.code
        for key, title in amended.titles.items()
        for each, before in zip(title.conditions, RULES.titles[key].conditions, strict=True)
        if each.article != before.article
    ]
    assert changed == ["GEF-2"]


def test_what_is_not_at_hand_of_the_old_regulation_is_never_answered_with_yes() -> None:
    old = load("decree-91")
    for title in old.titles.values():
        assert any(type(each.kind).__name__ == "NotAtHand" for each in title.conditions)


# Every field of every file broken, one at a time


def places(value: Any, at: Place = ()) -> Iterator[Place]:  # noqa: ANN401 (TOML)
    """Where every field of a file stands, tables and lists of tables included."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in items:
        if isinstance(name, str):
            yield (*at, name)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*at, name))


def parent(data: Any, place: Place) -> Any:  # noqa: ANN401 (TOML)
    for step in place[:-1]:
        data = data[step]
    return data


def broken(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 (TOML)
    """What can be wrong with a value: the wrong kind, nothing, nonsense."""
    yield "another kind", [] if isinstance(value, dict) else {"wrong": 1}
    match value:
        case bool():
            yield "a number for a boolean", 1
        case int():
            yield "a boolean for a number", True
            yield "less than nothing", -1
        case str():
            yield "white space", " "
            yield "a number for a text", 7
        case date():
            yield "a text for a date", value.isoformat()
        case list() if value and isinstance(value[0], dict):
            yield "a text in a list of tables", [*value, "x"]
            yield "the same table twice", [*value, value[-1]]
        case list():
            yield "a number in a list of names", [*value, 7]
        case _:
            return


# Fields that take one of a few words, or have a form of their own, and one that they refuse.
NONSENSE = {
    "code": "no code",
    "kind": "feeling",
    "certainty": "sure",
    "source": "HEARSAY",
    "article": "somewhere",
    "authority_article": "somewhere",
    "at_least": "BEST",
    "from_form": "frown",
    "absent": "maybe",
    "award": "GOLD",
    "after": "GOLD",
    "or_award": "GOLD",
    "spent_on": "GOLD",
    "of": "GOLD",
    "title": "GOLD",
    "subject_kind": "bloc",
    "family": "medal",
    "route": "bypath",
    "name": "Not A Name",
    "based_on": "law-1948",
    "overlay": "Not A Name",
    "supersedes": "law-1948",
    "snapshot": "New Year",
    "on_leave": "perhaps",
    "seconded": "perhaps",
}
# A title's name and a source's text are any words at all.
FREE = {("titles", "name")}


def mutations(data: dict[str, Any]) -> Iterator[tuple[str, Place]]:
    """The file with one thing wrong, and what and where that is; it is mended afterwards.

    The title with the mistake stands first, so that it is found soon.
    """
    titles = data.get("titles", [])
    yield from within(data, [p for p in places(data) if p[:1] != ("titles",) or len(p) == 1])
    for title in titles:
        data["titles"] = [title, *(each for each in titles if each is not title)]
        yield from within(data, [p for p in places(data) if p[:2] == ("titles", 0)])
    if titles:
        data["titles"] = titles


def within(data: dict[str, Any], found: list[Place]) -> Iterator[tuple[str, Place]]:
    for place in found:
        name = str(place[-1])
        table = parent(data, place)
        value = table[name]
        changes = list(broken(value))
        if name in NONSENSE and isinstance(value, str) and (place[0], name) not in FREE:
            changes.append(("nonsense", NONSENSE[name]))
        for what, wrong in changes:
            table[name] = wrong
            yield what, place
        del table[name]
        yield "left out", place
        table[f"{name}_"] = value
        yield "misspelt", place
        del table[f"{name}_"]
        table[name] = value


@pytest.mark.parametrize("file", [*FILES, OVERLAY], ids=lambda path: path.stem)
def test_a_file_with_any_single_field_broken_is_refused_and_says_where(file: Path) -> None:
    data = tomllib.loads(file.read_text("utf-8"))
    make = laid_over if "overlay" in data else made
    make(file.name, data)
    accepted, elsewhere = [], []
    for what, place in mutations(data):
        try:
            make(file.name, data)
        except RuleSetInvalid as refused:
            if not about(place, data, refused) or refused.file != file.name:
                elsewhere.append((what, place, str(refused)))
        else:
            accepted.append((what, place))
    assert (accepted, elsewhere) == ([], [])
    make(file.name, data)


def about(place: Place, data: dict[str, Any], refused: RuleSetInvalid) -> bool:
    """Whether a refusal names the field, or the rule that the field made wrong."""
    name = str(place[-1])
    if refused.field in {name, f"{name}_"}:
        return True
    if place[0] == "sources":
        return refused.field in {"source", "sources"}
    value: Any = data
    rules: set[str] = set()
    for step in place:
        value = value[step] if not isinstance(value, dict) else value.get(step, [])
        tables = value if isinstance(value, list) else [value]
        rules |= {
            str(each["code"]) for each in tables if isinstance(each, dict) and "code" in each
        }
    return refused.rule in rules
