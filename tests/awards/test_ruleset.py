"""The rule set of the law is complete; one that makes no sense says where it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.awards.domain.titles import TITLES
from services.awards.law import RuleSetInvalid, load
from services.awards.law.conditions import MembersHolding
from services.awards.law.ruleset import RULESETS
from tests.awards.samples import RULES

SOUND = """
name = "sample"
version = "1"
instrument = "Luật"
effective_from = 2024-01-01
confirmed_to = 2025-12-31

[[titles]]
code = "LDTT"
name = "Lao động tiên tiến"
subject_kind = "person"
article = "Điều 24"
authority = "Thủ trưởng"
authority_article = "Điều 80"

[[titles.conditions]]
code = "LDTT-1"
kind = "rating"
at_least = "GOOD"
article = "Điều 24"
certainty = "confirmed"
text = "Hoàn thành tốt nhiệm vụ trở lên"
"""


def test_the_law_names_eight_titles_that_can_be_nominated() -> None:
    for kind, codes in TITLES.items():
        assert [title.code for title in RULES.titles_for(kind)] == list(codes)


def test_the_law_is_judged_from_2024_and_its_wording_confirmed_to_2026() -> None:
    assert RULES.effective_from == date(2024, 1, 1)
    assert RULES.years == range(2024, 2027)


def test_every_condition_has_a_code_of_its_own() -> None:
    codes = [c.code for title in RULES.titles.values() for c in title.conditions]
    assert len(codes) == len(set(codes))


def test_the_share_of_advanced_people_is_seventy_percent() -> None:
    kinds = [c.kind for title in RULES.titles.values() for c in title.conditions]
    shares = [each for each in kinds if isinstance(each, MembersHolding) and each.percent]
    assert {(each.award, each.percent) for each in shares} == {("LDTT", 70)}


def test_a_sound_rule_set_is_read(tmp_path: Path) -> None:
    file = tmp_path / "sample.toml"
    file.write_text(SOUND, encoding="utf-8")
    assert list(load(file).titles) == ["LDTT"]


@pytest.mark.parametrize(
    ("sound", "wrong", "rule", "field"),
    [
        ('at_least = "GOOD"', 'at_least = "BEST"', "LDTT-1", "at_least"),
        ('at_least = "GOOD"', "at_least = 2", "LDTT-1", "at_least"),
        ('at_least = "GOOD"\n', "", "LDTT-1", "at_least"),
        ('kind = "rating"', 'kind = "feeling"', "LDTT-1", "kind"),
        ('kind = "rating"', 'kind = "service"\nmonths = true', "LDTT-1", "months"),
        ('kind = "rating"', 'kind = "service"\nmonths = -1', "LDTT-1", "months"),
        ('kind = "rating"', 'kind = "service"\nmonths = 6', "LDTT-1", "at_least"),
        ('kind = "rating"', 'kind = "any_of"', "LDTT-1", "options"),
        ('certainty = "confirmed"', 'certainty = "sure"', "LDTT-1", "certainty"),
        ('text = "Hoàn thành tốt nhiệm vụ trở lên"', 'text = ""', "LDTT-1", "text"),
        (
            'kind = "rating"\nat_least = "GOOD"',
            'kind = "standard"\naward = "CSTDCS"',
            "LDTT-1",
            "award",
        ),
        (
            'kind = "rating"\nat_least = "GOOD"',
            'kind = "standard"\naward = "LDTT"',
            "LDTT-1",
            "award",
        ),
        ('subject_kind = "person"', 'subject_kind = "bloc"', "LDTT", "subject_kind"),
        ("effective_from = 2024-01-01", 'effective_from = "2024"', "file", "effective_from"),
        ('name = "sample"', "name = [", "file", "toml"),
    ],
)
def test_a_rule_set_that_makes_no_sense_names_file_rule_and_field(
    tmp_path: Path, sound: str, wrong: str, rule: str, field: str
) -> None:
    assert sound in SOUND
    file = tmp_path / "sample.toml"
    file.write_text(SOUND.replace(sound, wrong), encoding="utf-8")
    with pytest.raises(RuleSetInvalid) as refused:
        load(file)
    assert (refused.value.file, refused.value.rule, refused.value.field) == (
        "sample.toml",
        rule,
        field,
    )


def test_a_title_or_condition_is_there_once(tmp_path: Path) -> None:
    file = tmp_path / "sample.toml"
    _, condition = SOUND.split("[[titles.conditions]]")
    file.write_text(f"{SOUND}[[titles.conditions]]{condition}", encoding="utf-8")
    with pytest.raises(RuleSetInvalid, match="twice"):
        load(file)
    _, title = SOUND.split("[[titles]]")
    file.write_text(f"{SOUND}[[titles]]{title}", encoding="utf-8")
    with pytest.raises(RuleSetInvalid, match="twice"):
        load(file)


@pytest.mark.parametrize("file", sorted(RULESETS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_rule_set_of_ours_is_sound_and_named_like_its_file(file: Path) -> None:
    assert load(file).name == file.stem
