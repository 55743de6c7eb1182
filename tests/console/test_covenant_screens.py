from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.client.awards import Award, Verdict
from services.console.client.covenant import Covenant, CovenantFile, Mandate, Registration
from services.console.client.people import Person
from services.console.client.questions import Roadmap
from services.console.screens.chrome import Names
from services.console.screens.codes import code_of, typed_code
from services.console.screens.comparison import compare
from services.console.screens.mandates import signing_unit, state_of
from services.console.screens.pledges import Year, compose, needed
from services.console.screens.registrations import outlook_of
from shared.access import Account, Grant, Role
from shared.contracts.covenant import Pledge
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

UNIT, OTHER = (uuid5(UUID(int=0), name) for name in ("a unit", "another"))
PEOPLE = tuple(uuid5(UUID(int=0), f"person {number}") for number in range(5))
WRITE = f"/giao-uoc/{samples.COVENANT}/soan"
HALF = Pledge("LDTT", "person", "share", Decimal(50))


def file(*pledges: Pledge) -> CovenantFile:
    return CovenantFile(
        covenant=Covenant(
            covenant_id=UUID(int=1),
            bloc_id=UUID(int=2),
            year=2024,
            title="Giao ước",
            unit_ids=(UNIT, OTHER),
            basis=(),
            articles=(),
            pledges=pledges,
            state="in_force",
            drafted_on=date(2024, 2, 19),
        )
    )


def names() -> Names:
    people = [
        Person(one, "female", UNIT, full_name=f"Người {at}") for at, one in enumerate(PEOPLE)
    ]
    return Names.of((), people, ())


def registration(person: UUID, returned: str | None = None) -> Registration:
    return Registration(
        registration_id=person,
        unit_id=UNIT,
        subject_kind="person",
        subject_id=person,
        award="LDTT",
        registered_on=date(2024, 3, 20),
        returned=returned,
    )


def award(person: UUID) -> Award:
    return Award(
        id=person,
        subject_kind="person",
        subject_id=person,
        award="LDTT",
        family="title",
        year=2024,
        decision_number="1/QĐ",
        decided_on=date(2025, 1, 2),
        state="valid",
    )


def verdict(person: UUID, answer: str) -> Verdict:
    return Verdict(
        subject_kind="person",
        subject_id=person,
        award="LDTT",
        year=2024,
        verdict=answer,  # type: ignore[arg-type] # One of the three answers.
    )


@pytest.mark.parametrize(
    ("measure", "at_least", "of", "wanted"),
    [
        ("share", "100", 7, 7),
        ("share", "50", 5, 3),
        ("share", "0.1", 9, 1),
        ("count", "2", 9, 2),
    ],
)
def test_a_share_is_rounded_up_and_a_count_is_itself(
    measure: str, at_least: str, of: int, wanted: int
) -> None:
    pledge = Pledge("LDTT", "person", measure, Decimal(at_least))  # type: ignore[arg-type]

    assert needed(pledge, of) == wanted


def test_a_pledge_says_how_far_each_step_is_and_who_could_close_the_gap() -> None:
    year = Year(
        [registration(one) for one in PEOPLE[:2]],
        [],
        [award(PEOPLE[0])],
        [verdict(PEOPLE[1], "unknown"), verdict(PEOPLE[2], "yes"), verdict(PEOPLE[3], "no")],
    )

    (row,) = compose(file(HALF), year, names()).rows

    assert (row.of, row.needed, row.registered, row.granted, row.gap) == (5, 3, 2, 1, 2)
    assert row.state == "reachable"
    assert {way.reason: [one.id for one in way.subjects] for way in row.ways} == {
        "registered_unknown": [PEOPLE[1]],
        "aside_yes": [PEOPLE[2]],
    }


def test_a_pledge_that_all_candidates_cannot_meet_is_out_of_reach() -> None:
    year = Year([registration(PEOPLE[0], "chưa đủ")], [], [], [verdict(PEOPLE[0], "yes")])

    (row,) = compose(file(HALF), year, names()).rows

    assert (row.registered, row.state) == (0, "out_of_reach")


@given(st.text(alphabet="ab \n.", max_size=40), st.text(alphabet="ab \n.", max_size=40))
def test_a_comparison_shows_both_texts_to_the_letter(before: str, after: str) -> None:
    left, right = compare(before, after)

    assert "".join(piece.text for piece in left) == before
    assert "".join(piece.text for piece in right) == after
    assert (before == after) == all(piece.change == "same" for piece in (*left, *right))


def test_the_words_that_changed_are_marked() -> None:
    left, right = compare("Giữ kỷ luật, kỷ cương.", "Giữ nghiêm kỷ cương.")

    assert [piece.text.strip() for piece in left if piece.change == "gone"] == ["kỷ luật,"]
    assert [piece.text.strip() for piece in right if piece.change == "new"] == ["nghiêm"]


def test_a_code_is_typed_as_it_is_printed_or_any_other_way() -> None:
    code = code_of("c45fb9837f95" + "0" * 52)

    assert code == "C45F-B983-7F95"
    assert typed_code(" c45f b9837f95 ") == "c45fb9837f95" == typed_code(code)
    assert typed_code("c45f") is None is typed_code("zzzz-zzzz-zzzz")


@pytest.mark.parametrize(
    ("answer", "earliest", "state"),
    [
        ("yes", 2024, "reached"),
        ("unknown", 2024, "open"),
        ("no", 2026, "never"),
        ("no", None, "never"),
    ],
)
def test_a_title_whose_precondition_is_lost_is_out_of_reach(
    answer: str, earliest: int | None, state: str
) -> None:
    roadmap = Roadmap(
        award="CSTDTQ",
        year=2024,
        answer=answer,  # type: ignore[arg-type] # One of the three answers.
        earliest=earliest,
    )

    assert outlook_of(roadmap, 2024).state == state


def test_a_proxy_may_sign_while_its_mandate_counts_and_for_no_other_unit() -> None:
    mandate = Mandate(
        mandate_id=UUID(int=9),
        unit_id=UNIT,
        account="deputy",
        given_by="head",
        document_number="15/GUQ",
        since=date(2024, 3, 1),
        until=date(2024, 3, 31),
    )
    deputy = Account("deputy", "", (Grant(Role.UNIT_OFFICER, str(UNIT)),))
    march, april = date(2024, 3, 31), date(2024, 4, 1)

    assert signing_unit((UNIT,), deputy, (mandate,), march) == (UNIT, UUID(int=9))
    assert signing_unit((UNIT,), deputy, (mandate,), april) is None
    assert signing_unit((OTHER,), deputy, (mandate,), march) is None
    assert (state_of(mandate, march), state_of(mandate, april)) == ("valid", "expired")


async def test_what_was_typed_is_kept_when_somebody_was_first(
    visitor: Browser, services: SampleServices
) -> None:
    await visitor.sign_in("tccb.thutruong")
    services.draft = True
    services.refusals[f"/covenants/{samples.COVENANT}/text"] = (409, "version_conflict")

    page = await visitor.post(
        WRITE,
        {
            "version": "1",
            "heading": "Kỷ cương",
            "text": "Chữ vừa gõ",
            "award": "",
            "measure": "share",
            "at_least": "",
        },
    )

    assert page.status_code == 409
    assert "Dự thảo đã được xử lý bởi" in page.text
    assert "Chữ vừa gõ" in page.text


async def test_who_may_not_write_sees_the_button_disabled_with_its_reason(
    unit_head: Browser,
) -> None:
    page = await unit_head.get("/giao-uoc/soan")

    assert "Chỉ Trưởng khối thực hiện việc này." in page.text
    assert "Lưu dự thảo" in page.text


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-")])
async def test_a_covenant_is_downloaded_on_paper(
    unit_head: Browser, kind: str, begins: bytes
) -> None:
    page = await unit_head.get(f"/giao-uoc/{samples.COVENANT}/giao-uoc.{kind}")

    assert page.content.startswith(begins)


async def test_a_code_leads_to_the_covenant_and_an_unknown_one_says_so(
    unit_head: Browser, services: SampleServices
) -> None:
    services.more[f"/papers/{samples.DIGEST[:12]}"] = {
        "bloc_id": samples.BLOC,
        "year": 2024,
        "digest": samples.DIGEST,
        "covenant": {"title": "Giao ước", "state": "in_force"},
    }
    known = await unit_head.get(f"/kiem-tra?ma={code_of(samples.DIGEST)}")
    unknown = await unit_head.get("/kiem-tra?ma=0000-0000-0000")

    assert samples.DIGEST in known.text
    assert "Không có văn bản mang mã này." in unknown.text


async def test_the_warning_stands_beside_the_form_before_anything_is_saved(
    unit_head: Browser, services: SampleServices
) -> None:
    page = await unit_head.get(
        f"/giao-uoc/dang-ky?don-vi={samples.id_of('cqt')}"
        f"&doi-tuong=person/{samples.id_of('cqt-01')}&danh-hieu=CSTDTQ"
    )

    assert page.status_code == 200
    assert 'id="canh-bao"' in page.text
    assert services.told == []


async def test_a_covenant_begins_with_the_common_model_or_an_earlier_covenant(
    visitor: Browser,
) -> None:
    await visitor.sign_in("tccb.thutruong")
    blank = await visitor.get("/giao-uoc/soan")
    common = await visitor.get("/giao-uoc/soan?mau=mau-chung")
    earlier = await visitor.get(f"/giao-uoc/soan?mau={samples.COVENANT}")

    assert "Nhiệm vụ chính trị" not in blank.text
    assert 'value="Nhiệm vụ chính trị"' in common.text
    assert 'name="at_least" inputmode="decimal" value="100"' in common.text
    article = samples.covenant_(())["articles"][0]
    assert article["heading"] in earlier.text
    assert f'<option value="{samples.COVENANT}" selected>' in earlier.text
