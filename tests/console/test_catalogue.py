from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import get_args

import msgspec
import pytest

from services.console.pages.timeline import kinds
from services.console.screens.eligibility import TITLES
from services.console.screens.scoring import LAYERS
from shared.access import Role
from shared.catalogue import LOCALES, TextUnknown, TextValueMissing, catalogue
from shared.catalogue.formats import (
    NumberUnreadable,
    day,
    long_day,
    moment,
    number,
    read_number,
)
from shared.catalogue.names import collation_key, name_key, search_key
from shared.contracts import SOURCES, Fact, awards, bloc, covenant, notify
from tests.console.errors import codes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "services" / "console" / "templates"
WRITTEN_KEY = re.compile(r'\bt\("([a-z_.]+)"[,)]')
BEGUN_KEY = re.compile(r'\bt\("([a-z_.]+)" ~')
REASON = re.compile(r'Outcome\(\s*(?:YES|NO|UNKNOWN), "(\w+)"')
KIND = re.compile(r'return .*?, "(\w+)", ')


def test_both_locales_say_the_same_things() -> None:
    assert catalogue().keys("vi") == catalogue().keys("en")


def test_a_text_needs_the_same_values_in_both_locales() -> None:
    def needed(key: str, locale: str) -> set[str]:
        parts = Formatter().parse(catalogue().template(key, locale))
        return {name for _, name, _, _ in parts if name}

    different = [
        key for key in catalogue().keys("vi") if needed(key, "vi") != needed(key, "en")
    ]
    assert different == []


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.glob("*.html")), ids=lambda file: file.name
)
def test_every_text_a_template_names_is_in_the_catalogue(template: Path) -> None:
    source = template.read_text("utf-8")
    unknown = [key for key in WRITTEN_KEY.findall(source) if not catalogue().knows(key)]
    begun = [
        start
        for start in BEGUN_KEY.findall(source)
        if not any(key.startswith(start) for key in catalogue().keys("vi"))
    ]
    assert (unknown, begun) == ([], [])


def test_every_refusal_can_be_told() -> None:
    assert sorted(code for code in codes() if not catalogue().knows(f"problem.{code}")) == []


def test_a_refusal_is_told_in_general_also_where_its_values_are_not_known() -> None:
    """`[problem]` needs no values; `[refused]` tells more, for codes that `[problem]` has."""
    valued = [
        key
        for key in catalogue().keys("vi")
        if key.startswith("problem.")
        and any(name for _, name, _, _ in Formatter().parse(catalogue().template(key, "vi")))
    ]
    refused = {
        key.removeprefix("refused.")
        for key in catalogue().keys("vi")
        if key.startswith("refused.")
    }
    assert valued == []
    assert sorted(code for code in refused if not catalogue().knows(f"problem.{code}")) == []


def test_every_fact_has_a_name_and_a_sentence_of_its_own_fields() -> None:
    kinds_of_fact = {kind.split(".")[2]: fact for kind, fact in Fact.REGISTRY.items()}
    for name in kinds():
        fields = set(kinds_of_fact[name].__struct_fields__)
        for locale in LOCALES:
            assert catalogue().text(f"fact.{name}", locale)
            catalogue().text(f"sentence.{name}", locale, **dict.fromkeys(fields, "x"))


def test_every_field_of_a_fact_has_a_name() -> None:
    structs = {
        each
        for module in (awards, bloc, covenant, notify)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, msgspec.Struct)
    }
    fields = {name for struct in structs for name in struct.__struct_fields__}
    assert sorted(name for name in fields if not catalogue().knows(f"field.{name}")) == []


def test_mistake_6_every_code_of_the_domain_has_a_name() -> None:
    tables = {
        "award": [title for titles in TITLES.values() for title in titles],
        "layer": LAYERS,
        "role": [role.value for role in Role],
        "rating": get_args(awards.Rating),
        "scope": get_args(awards.Scope),
        "form": get_args(awards.DisciplineForm),
        "ground": get_args(awards.RevocationGround),
        "source": SOURCES,
    }
    missing = [
        f"{table}.{code}"
        for table, coded in tables.items()
        for code in coded
        if not catalogue().knows(f"{table}.{code}")
    ]
    assert missing == []


def test_every_reason_of_a_verdict_can_be_told() -> None:
    law = ROOT / "services" / "awards" / "law"
    reasons = {
        reason
        for file in law.glob("*.py")
        for reason in REASON.findall(file.read_text("utf-8"))
    }
    assert reasons
    assert sorted(each for each in reasons if not catalogue().knows(f"why.{each}")) == []


def test_every_kind_of_message_can_be_told() -> None:
    sources = (ROOT / "services" / "notify" / "subscriptions").glob("*.py")
    found = {kind for source in sources for kind in KIND.findall(source.read_text("utf-8"))}
    assert found
    assert sorted(kind for kind in found if not catalogue().knows(f"notification.{kind}")) == []


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(TextUnknown):
        catalogue().text("nav.nowhere", "vi")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(TextValueMissing):
        catalogue().text("home.due", "vi")


def test_dates_and_numbers_are_written_the_vietnamese_way() -> None:
    signed = date(2024, 3, 12)
    assert day(signed, "vi") == "12/03/2024"
    assert long_day(signed, "vi") == "12 tháng 3 năm 2024"
    assert moment(datetime(2024, 3, 12, 8, 44, tzinfo=UTC), "vi") == "12/03/2024 15:44"
    assert number(Decimal("1234.50"), "vi") == "1.234,5"
    assert number(Decimal("1234.50"), "en") == "1,234.5"


@pytest.mark.parametrize("typed", ["9,5", "9.5", " 9.50 "])
def test_a_number_may_be_typed_with_a_comma_or_a_dot(typed: str) -> None:
    assert read_number(typed) == Decimal("9.5")


@pytest.mark.parametrize("typed", ["", "chín", "NaN", "1.234,5"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NumberUnreadable):
        read_number(typed)


def test_people_are_sorted_by_given_name_in_vietnamese_order() -> None:
    people = [
        "Lê Thu Hà",
        "Đỗ Văn Đức",
        "Trần Văn Dũng",
        "Phạm Ánh",
        "Vũ Ân",
        "Bùi An",
        "Lý Ăn",
    ]
    assert sorted(people, key=name_key) == [
        "Bùi An",
        "Phạm Ánh",
        "Lý Ăn",
        "Vũ Ân",
        "Trần Văn Dũng",
        "Đỗ Văn Đức",
        "Lê Thu Hà",
    ]


def test_words_that_differ_by_tone_follow_the_tones() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=collation_key) == [
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
    ]


def test_a_search_works_without_diacritics_and_in_any_normal_form() -> None:
    assert search_key("Đỗ  Văn Đức") == "do van duc" == search_key("Đỗ Văn Đức")
