"""What stands on a screen is words: names, roles, sentences; codes stay in the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
import pytest

from services.console.client.bloc import Unit
from services.console.client.people import Person
from services.console.screens.chrome import Names
from services.console.screens.wording import Wording, ids_in
from shared.access import Account
from shared.contracts import Envelope, awards
from shared.contracts.notify import NotificationDelivered
from tests.console import samples

UNIT = samples.id_of("tccb")
ERASED = samples.id_of("tccb-02")


@dataclass
class Words:
    """The words of one directory, with facts at hand."""

    names: Names
    cited: dict[str, Envelope]
    begun: dict[str, Envelope]

    def wording(self) -> Wording:
        return Wording(self.names, "vi", self.cited, self.begun)


@pytest.fixture
def words() -> Words:
    unit = Unit(
        UNIT,
        "Vụ Tổ chức cán bộ",
        "Vụ TCCB",
        "vu",
        legal_personality=False,
        founded_on=date(2003, 1, 1),
    )
    names = Names.of(
        [unit], [Person(ERASED, "female", UNIT)], [], [Account("tdkt", "Chuyên viên", ())]
    )
    log = samples.log()
    return Words(names, {fact.id: fact for fact in log}, {log[2].subject: log[2]})


def delivered(audience: str, actor: str = "policy:notify-deliveries") -> Envelope:
    return msgspec.structs.replace(
        samples.log()[0],
        source="notify",
        actor=actor,
        subject=str(samples.id_of("notification")),
        data=NotificationDelivered(
            notification_id=samples.id_of("notification"),
            audience=audience,
            kind="covenant_signed",
            about="covenant:2",
            values={"unit_id": str(UNIT)},
            delivered_on=date(2024, 3, 12),
        ),
    )


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ("authority", "Người có thẩm quyền quyết định"),
        (f"unit_head@{UNIT}", "Thủ trưởng đơn vị – Vụ Tổ chức cán bộ"),
    ],
)
def test_an_audience_is_a_role_and_a_unit(words: Words, audience: str, said: str) -> None:
    sentence = words.wording().line(delivered(audience)).sentence
    assert sentence == f"Đến {said}: Vụ Tổ chức cán bộ đã ký giao ước thi đua"


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        ("policy:notify-deliveries", "Hệ thống gửi thông báo"),
        ("policy:something-new", "Hệ thống"),
        ("tdkt", "Chuyên viên"),
        ("somebody", "somebody"),
    ],
)
def test_whoever_acted_is_named(words: Words, actor: str, said: str) -> None:
    assert words.wording().line(delivered("authority", actor)).actor == said


def test_a_fact_cites_others_in_words(words: Words) -> None:
    shown = words.wording().fact(delivered("authority"))
    details = {detail.name: detail for detail in shown.details}
    assert "notification_id" not in details
    assert details["kind"].text == "Ký giao ước"
    assert details["about"].text == "Vụ Tổ chức cán bộ ký giao ước, người ký: tccb.thutruong"
    assert details["about"].link == "/facts/covenant:2"
    assert details["values"].parts[0].parts[0].text == "Vụ Tổ chức cán bộ"


def test_an_entity_without_a_name_is_said_by_how_it_began(words: Words) -> None:
    begun = samples.log()[1]
    words.begun[begun.subject] = begun
    said = words.wording().entity(UUID(begun.subject))
    assert said == "Vụ Tổ chức cán bộ ký giao ước, người ký: tccb.thutruong"


def test_what_nobody_knows_is_not_shown_as_a_code(words: Words) -> None:
    assert words.wording().entity(samples.id_of("nothing")) == "(chưa rõ tên)"
    assert words.wording().entity(ERASED) == "Người đã xóa"


def test_every_id_of_a_body_is_found() -> None:
    fact = samples.log()[2].data
    assert isinstance(fact, awards.RatingRecorded)
    assert set(ids_in(fact)) == {str(fact.record_id), str(fact.subject_id)}
    assert set(ids_in(delivered("authority").data)) >= {"covenant:2", str(UNIT)}
