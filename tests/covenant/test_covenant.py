from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.covenant.domain.covenant_refusals import (
    CovenantAlreadyOpened,
    CovenantAlreadySigned,
    CovenantDateTooEarly,
    CovenantDigestDiffers,
    CovenantNotOpen,
    CovenantTextFixed,
    CovenantUnitNotParty,
    CovenantUnitRepeated,
    CovenantWithoutArticles,
    CovenantWithoutUnits,
)
from services.covenant.domain.text import (
    Article,
    ArticleOutOfOrder,
    ArticleWithoutText,
    Pledge,
    PledgeNotMeasurable,
)
from services.covenant.domain.titles import TitleNotForSubject, TitleUnknown
from tests.covenant.samples import (
    ARTICLES,
    OPENED_ON,
    PLEDGES,
    SIGNED_ON,
    TCCB,
    UNITS,
    drafted,
    happened,
    opened,
    sign,
    signed_by_all,
)

# Written out because this form may never change: signatures rest on it.
CANONICAL = (
    '{"articles":[{"heading":"Chủ đề","number":1,"text":"Đoàn kết, kỷ cương."}],'
    '"basis":["453/QĐ-VPCP"],'
    '"pledges":[{"at_least":"100","award":"TTLDTT","measure":"share","subject_kind":"unit"}],'
    '"title":"Giao ước","unit_ids":["00000000-0000-0000-0000-000000000001",'
    '"00000000-0000-0000-0000-000000000002"],"year":2024}'
)


def test_a_draft_is_revised_as_often_as_needed() -> None:
    covenant = drafted()

    covenant.revise(ARTICLES[:1], (), date(2024, 2, 25))
    covenant.revise(ARTICLES, PLEDGES, date(2024, 2, 28))

    assert happened(covenant) == ["covenant.drafted", "covenant.revised", "covenant.revised"]
    assert covenant.articles == ARTICLES


def test_an_open_covenant_keeps_its_text() -> None:
    covenant = opened()

    with pytest.raises(CovenantTextFixed):
        covenant.revise(ARTICLES[:1], (), SIGNED_ON)
    with pytest.raises(CovenantAlreadyOpened):
        covenant.open(SIGNED_ON)


def test_a_covenant_without_articles_is_not_opened() -> None:
    covenant = drafted(articles=())

    with pytest.raises(CovenantWithoutArticles):
        covenant.open(OPENED_ON)


def test_the_digest_of_a_known_text_is_known() -> None:
    covenant = opened(
        title="Giao ước",
        unit_ids=(UUID(int=2), UUID(int=1)),
        basis=("453/QĐ-VPCP",),
        articles=ARTICLES[:1],
        pledges=PLEDGES[:1],
    )

    assert covenant.digest == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_the_digest_does_not_depend_on_the_keyboard_or_the_order_of_units() -> None:
    decomposed = unicodedata.normalize("NFD", drafted().title)
    pledges = (Pledge("TTLDTT", "unit", "share", Decimal("100.0")), PLEDGES[1])

    other = drafted(title=decomposed, unit_ids=UNITS[::-1], pledges=pledges)

    assert other.title != drafted().title
    assert other.canonical == drafted().canonical


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Khác"},
        {"year": 2025},
        {"unit_ids": UNITS[:3]},
        {"basis": ()},
        {"articles": ARTICLES[:1]},
        {"pledges": PLEDGES[:1]},
    ],
)
def test_the_digest_changes_with_every_part_of_the_text(change: dict[str, Any]) -> None:
    assert drafted(**change).canonical != drafted().canonical


def test_a_covenant_is_in_force_when_the_last_unit_signs() -> None:
    covenant = opened()
    for unit_id in UNITS[:-1]:
        sign(covenant, unit_id)
    assert happened(covenant)[-1] == "covenant.signed"

    sign(covenant, UNITS[-1])

    assert happened(covenant) == ["covenant.signed", "covenant.in_force"]
    assert covenant.state == "in_force"


def test_a_covenant_is_in_force_from_its_latest_signature() -> None:
    covenant = opened()
    sign(covenant, UNITS[0], date(2024, 3, 20))
    for unit_id in UNITS[1:]:
        sign(covenant, unit_id, date(2024, 3, 12))

    assert covenant.in_force_on == date(2024, 3, 20)


def test_a_covenant_is_signed_once_by_each_unit() -> None:
    covenant = signed_by_all()

    with pytest.raises(CovenantAlreadySigned, match="signed on 2024-03-12"):
        sign(covenant, TCCB)


def test_a_draft_is_not_signed() -> None:
    with pytest.raises(CovenantNotOpen):
        sign(drafted(), TCCB)


def test_a_unit_that_is_not_a_party_does_not_sign() -> None:
    with pytest.raises(CovenantUnitNotParty):
        sign(opened(), uuid4())


def test_another_text_is_not_signed() -> None:
    covenant = opened()

    with pytest.raises(CovenantDigestDiffers):
        covenant.sign(TCCB, account="unit-head", digest="0" * 64, signed_on=SIGNED_ON)
    assert covenant.signatures == {}


def test_nothing_happens_before_the_text_it_is_about() -> None:
    with pytest.raises(CovenantDateTooEarly):
        drafted().revise(ARTICLES, PLEDGES, date(2024, 1, 1))
    with pytest.raises(CovenantDateTooEarly):
        drafted().open(date(2024, 1, 1))
    with pytest.raises(CovenantDateTooEarly):
        sign(opened(), TCCB, date(2024, 3, 1))


def test_a_covenant_names_each_unit_once() -> None:
    with pytest.raises(CovenantWithoutUnits):
        drafted(unit_ids=())
    with pytest.raises(CovenantUnitRepeated):
        drafted(unit_ids=(TCCB, TCCB))


def test_articles_are_numbered_and_say_something() -> None:
    with pytest.raises(ArticleOutOfOrder):
        drafted(articles=(ARTICLES[1],))
    with pytest.raises(ArticleWithoutText):
        drafted().revise((Article(1, "Chủ đề", " "),), (), SIGNED_ON)


@pytest.mark.parametrize(
    ("pledge", "refusal"),
    [
        (Pledge("LDTT", "person", "share", Decimal(101)), PledgeNotMeasurable),
        (Pledge("LDTT", "person", "share", Decimal("NaN")), PledgeNotMeasurable),
        (Pledge("LDTT", "person", "count", Decimal("1.5")), PledgeNotMeasurable),
        (Pledge("LDTT", "person", "count", Decimal(0)), PledgeNotMeasurable),
        (Pledge("LDTT", "unit", "count", Decimal(1)), TitleNotForSubject),
        (Pledge("GK", "person", "count", Decimal(1)), TitleUnknown),
    ],
)
def test_a_pledge_is_a_reachable_share_or_count_of_a_title(
    pledge: Pledge, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        drafted(pledges=(pledge,))
