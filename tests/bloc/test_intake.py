from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client

from services.bloc.domain import IdentityCard
from services.bloc.intake import people, person, units
from services.bloc.intake.known import KnownUnits
from services.bloc.intake.person import Known, read_person
from services.bloc.main import build
from services.bloc.projections import PersonEntry, Stay, UnitEntry
from services.bloc.settings import BlocSettings
from shared.access import Role
from shared.catalogue import LOCALES, catalogue
from shared.errors import code_of
from shared.http.intakes import INTAKE_STATUSES
from shared.intake import Cells, HeadingsMissing, Judged, arranged
from shared.sheets.reading import read
from tests.conftest import new_postgres_database
from tests.harness.intakes import Officer, counts, sheet
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import running

TODAY = date(2026, 1, 5)
DAY = date(2018, 3, 1)
TCCB = UnitEntry(UUID(int=1), "Vụ Tổ chức cán bộ", "TCCB", "vu", False, date(1992, 10, 20))
CONG = UnitEntry(UUID(int=2), "Cổng Thông tin", "Cổng", "cong", True, date(2006, 1, 11))
GONE = UnitEntry(
    UUID(int=3), "Vụ cũ", "VC", "vu", False, date(1990, 1, 1), dissolved_on=date(2025, 3, 1)
)
PHONG = UnitEntry(
    UUID(int=4), "Phòng Một", "P1", "khac", False, date(2000, 1, 1), parent_id=TCCB.id
)
UNITS = KnownUnits([TCCB, CONG, GONE, PHONG], {"TCCB": TCCB.id, "CU": GONE.id, "P1": PHONG.id})
UNIT_ROW = {
    "code": "TCCB",
    "name": "Vụ Tổ chức cán bộ",
    "short_name": "TCCB",
    "kind": "Vụ",
    "legal_personality": "Không",
    "founded_on": "20/10/1992",
}
CARD = IdentityCard("Đỗ Thị Ánh", "Chuyên viên", date(1985, 9, 2), staff_number="CB1")
ANH = Known(CARD, PersonEntry(UUID(int=9), "female", TCCB.id, (Stay(TCCB.id, DAY),)))
PERSON_ROW = {
    "number": "CB1",
    "full_name": "Đỗ Thị Ánh",
    "gender": "Nữ",
    "birth_date": "2/9/1985",
    "job_title": "Chuyên viên",
    "unit": "TCCB",
    "since": "2018-03-01",
}


def unit_row(**typed: str) -> Judged:
    return units.judged([(2, UNIT_ROW | typed)], UNITS, TODAY)[0]


def person_row(known: Known = ANH, /, **typed: str) -> Judged:
    cells = Cells(2, PERSON_ROW | typed)
    return people.judged([(cells, read_person(cells, UNITS, TODAY))], [known], UNITS)[0]


def wrongs(row: Judged) -> list[tuple[str, str]]:
    return [(each.column, each.code) for each in row.wrong]


def test_columns_are_found_in_any_order_under_a_title_and_in_either_language() -> None:
    text = "Danh sách,,\nGhi chú,MÃ ĐƠN VỊ (*),Unit name\nx,A,Vụ A\n,,\ny,B,Vụ B"
    layout = units.LAYOUT
    with pytest.raises(HeadingsMissing) as missing:
        arranged(layout, read(text.encode()))
    assert "Loại đơn vị" in missing.value.values["columns"]
    rest = ",Tên viết tắt,Loại đơn vị,Tư cách pháp nhân,Ngày thành lập"
    rows = arranged(layout, read(text.replace("Unit name", f"Unit name{rest}").encode()))
    assert [(number, row["code"], row["name"]) for number, row in rows] == [
        (3, "A", "Vụ A"),
        (5, "B", "Vụ B"),
    ]


@pytest.mark.parametrize(
    ("typed", "status", "before"),
    [
        ({}, "unchanged", {}),
        ({"code": "tccb", "kind": "vu", "legal_personality": "no"}, "unchanged", {}),
        ({"code": str(CONG.id), "name": CONG.name, "short_name": "Cổng", "kind": "Cổng",
          "legal_personality": "Có", "founded_on": "2006-01-11"}, "unchanged", {}),
        ({"code": "CTT", "name": "cổng thông tin", "short_name": "Cổng", "kind": "Cổng",
          "legal_personality": "Có", "founded_on": "11/01/2006", "changed_on": "1/1/2026",
          "changed_by": "x"}, "changed", {"code": "", "name": CONG.name}),
        ({"code": "MOI", "name": "Vụ mới"}, "new", {}),
        ({"code": "MOI", "name": "Vụ mới", "parent": "cong thong tin"}, "new", {}),
        ({"parent": "Cổng", "changed_on": "01/01/2026", "changed_by": "QĐ 1"}, "changed",
         {"parent": ""}),
        ({"name": "Vụ TC", "changed_on": "01/01/2026", "changed_by": "QĐ 1"}, "changed",
         {"name": TCCB.name}),
    ],
)  # fmt: skip
def test_a_unit_is_new_changed_or_unchanged(
    typed: dict[str, str], status: str, before: dict[str, str]
) -> None:
    row = unit_row(**typed)
    assert (row.status, row.before, row.wrong) == (status, before, ())


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": ""}, ("name", "missing")),
        ({"kind": "Tổng cục"}, ("kind", "not_a_choice")),
        ({"founded_on": "31/02/1992"}, ("founded_on", "day_unreadable")),
        ({"founded_on": "01/01/2031"}, ("founded_on", "day_in_future")),
        ({"founded_on": "01/01/1993"}, ("founded_on", "cannot_change")),
        ({"name": "Vụ TC", "changed_by": "QĐ 1"}, ("changed_on", "change_needs_day")),
        ({"name": "Vụ TC", "changed_on": "1/1/2026"}, ("changed_by", "change_needs_reason")),
        ({"code": "CU"}, ("code", "unit_dissolved")),
        ({"parent": "Vụ lạ"}, ("parent", "parent_unknown")),
        ({"parent": "CU"}, ("parent", "unit_dissolved")),
        ({"parent": "P1"}, ("parent", "unit_under_itself")),
        ({"parent": "Cổng", "changed_on": "1/1/2026"}, ("changed_by", "change_needs_reason")),
        ({"code": str(uuid4())}, ("code", "id_unknown")),
    ],
)
def test_what_is_wrong_with_a_unit_is_said_in_its_cell(
    typed: dict[str, str], wrong: tuple[str, str]
) -> None:
    row = unit_row(**typed)
    assert row.status == "wrong"
    assert row.action is None
    assert wrong in wrongs(row)


def test_a_parent_stands_further_up_in_the_file_and_nobody_stands_below_themselves() -> None:
    above = UNIT_ROW | {"code": "A", "name": "Cục A"}
    below = UNIT_ROW | {"code": "B", "name": "Phòng B", "parent": "A"}
    assert [row.status for row in units.judged([(2, above), (3, below)], UNITS, TODAY)] == [
        "new",
        "new",
    ]
    first = units.judged([(2, below), (3, above)], UNITS, TODAY)[0]
    assert wrongs(first) == [("parent", "parent_unknown")]
    around = [(2, UNIT_ROW | {"parent": "Cổng"}), (3, above | {"parent": "TCCB"})]
    both = units.judged([*around, (4, below | {"code": str(CONG.id)})], UNITS, TODAY)
    assert all(("parent", "unit_under_itself") in wrongs(row) for row in both[:2])


@pytest.mark.parametrize(
    ("typed", "status", "before"),
    [
        ({}, "unchanged", {}),
        ({"unit": "vu to chuc can bo", "gender": "female"}, "unchanged", {}),
        ({"full_name": "Đỗ Thị Ảnh"}, "changed", {"full_name": "Đỗ Thị Ánh"}),
        ({"birth_date": ""}, "changed", {"birth_date": "02/09/1985"}),
        ({"unit": "Cổng", "since": "01/05/2025"}, "changed",
         {"unit": "TCCB", "since": "01/03/2018"}),
        ({"number": "CB2", "full_name": "Lê Văn Bình"}, "new", {}),
    ],
)  # fmt: skip
def test_a_person_is_new_changed_or_unchanged(
    typed: dict[str, str], status: str, before: dict[str, str]
) -> None:
    row = person_row(**typed)
    assert (row.status, row.before, row.wrong) == (status, before, ())


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"number": ""}, ("number", "missing")),
        ({"gender": "Nam"}, ("gender", "cannot_change")),
        ({"unit": "Vụ lạ"}, ("unit", "unit_unknown")),
        ({"unit": "CU"}, ("unit", "unit_dissolved")),
        ({"unit": "Cổng", "since": "01/01/2017"}, ("since", "move_too_early")),
        ({"since": "01/01/2017"}, ("since", "cannot_change")),
        ({"citizen_number": "123"}, ("citizen_number", "citizen_number_unlike")),
        ({"email": "khong co"}, ("email", "email_unlike")),
        ({"job_title": "x" * 201}, ("job_title", "too_long")),
    ],
)
def test_what_is_wrong_with_a_person_is_said_in_its_cell(
    typed: dict[str, str], wrong: tuple[str, str]
) -> None:
    row = person_row(**typed)
    assert row.status == "wrong"
    assert wrong in wrongs(row)


def test_who_has_no_number_yet_gets_it_by_name_and_birth_date() -> None:
    unnumbered = Known(IdentityCard("Đỗ Thị Ánh", "Chuyên viên", date(1985, 9, 2)), ANH.entry)
    row = person_row(unnumbered)
    assert (row.status, row.before) == ("changed", {"number": str(ANH.entry.id)})
    assert person_row(unnumbered, birth_date="").status == "new"


def test_a_number_twice_in_a_file_is_wrong_both_times() -> None:
    both = [Cells(number, PERSON_ROW) for number in (2, 3)]
    judged = people.judged([(c, read_person(c, UNITS, TODAY)) for c in both], [], UNITS)
    assert [wrongs(row) for row in judged] == [[("number", "twice_in_file")]] * 2


def test_everything_that_can_be_wrong_has_a_text() -> None:
    for kind in INTAKE_STATUSES:
        assert catalogue().knows(f"problem.{code_of(kind)}")
    for layout in (units.LAYOUT, person.LAYOUT):
        for locale in LOCALES:
            assert len(set(layout.headings(locale))) == len(layout.columns)
            assert all(note for _, note in layout.notes(locale))


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The store: SQLite, unless a test asks for both."""
    if getattr(request, "param", "sqlite") == "postgres":
        return new_postgres_database(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path / 'bloc.sqlite'}"


@pytest.fixture
async def officer(
    address: str, nats_server: NatsServer, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[Officer]:
    assert log_client.is_connected
    settings = BlocSettings(
        port=0,
        store_url=address,
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    async with running(build(settings), issuer) as service:
        yield Officer(service, issuer.token((Role.EMULATION_OFFICER, None)))


@pytest.mark.parametrize("address", ["sqlite", "postgres"], indirect=True)
async def test_lists_are_taken_in_looked_at_recorded_and_handed_out_again(
    officer: Officer,
) -> None:
    second = UNIT_ROW | {"code": "CTT", "name": "Cổng Thông tin", "parent": "TCCB"}
    of_units = await officer.upload("units", sheet(units.LAYOUT, UNIT_ROW, second))
    assert counts(of_units) == (2, 0, 0, 0)
    assert (await officer.commit(of_units, "all"))["state"] == "recorded"

    file = sheet(
        person.LAYOUT,
        PERSON_ROW,
        PERSON_ROW | {"number": "CB2", "full_name": "Lê Văn Bình", "gender": "Nam"},
        PERSON_ROW | {"number": "CB3", "unit": "Vụ lạ"},
    )
    looked_at = await officer.upload("people", file)
    assert counts(looked_at) == (2, 0, 0, 1)
    (wrong,) = await officer.rows(looked_at, "?status=wrong")
    assert (wrong["number"], wrong["wrong"][0]["code"]) == (4, "unit_unknown")
    assert len(await officer.rows(looked_at, "?limit=2")) == 2

    refused = await officer.ask(
        "POST", f"/intakes/{looked_at['id']}/commit", json={"mode": "all"}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "intake_has_wrong_rows")
    done = await officer.commit(looked_at, "good")
    assert (done["state"], done["recorded"], done["refused"]) == ("recorded", 2, 0)
    # Nothing of who was recorded stays in the upload.
    assert [row["status"] for row in await officer.rows(looked_at)] == ["wrong"]

    again = await officer.upload("people", file)
    assert counts(again) == (0, 0, 2, 1)
    nothing = await officer.ask("POST", f"/intakes/{again['id']}/commit", json={"mode": "good"})
    assert nothing.json()["code"] == "nothing_to_commit"
    await officer.ask("DELETE", f"/intakes/{again['id']}")
    gone = await officer.ask("GET", f"/intakes/{again['id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "intake_unknown")

    for kind, many in (("units", 2), ("people", 2)):
        for query in ("", "?form=csv&locale=en"):
            exported = await officer.ask("GET", f"/sheets/{kind}{query}")
            assert counts(await officer.upload(kind, exported.content)) == (0, 0, many, 0)


async def test_a_file_with_changes_moves_people_and_corrects_their_cards(
    officer: Officer, log_client: Client
) -> None:
    second = UNIT_ROW | {"code": "CTT", "name": "Cổng Thông tin", "short_name": "Cổng"}
    await officer.commit(
        await officer.upload("units", sheet(units.LAYOUT, UNIT_ROW, second)), "all"
    )
    await officer.commit(
        await officer.upload("people", sheet(person.LAYOUT, PERSON_ROW)), "all"
    )
    moved = PERSON_ROW | {"full_name": "Đỗ Thị Ảnh", "unit": "CTT", "since": "01/05/2025"}

    changed = await officer.upload("people", sheet(person.LAYOUT, moved, form="csv"))
    (row,) = await officer.rows(changed)
    assert row["before"] == {
        "full_name": "Đỗ Thị Ánh",
        "unit": "TCCB",
        "since": "01/03/2018",
    }
    stale = await officer.upload("people", sheet(person.LAYOUT, moved | {"phone": "09"}))
    assert (await officer.commit(changed, "all"))["recorded"] == 1

    # Somebody else was faster: what was seen is no longer what stands.
    refused = await officer.commit(stale, "all")
    assert (refused["state"], refused["recorded"], refused["refused"]) == ("refused", 0, 1)
    (row,) = await officer.rows(stale, "?status=refused")
    assert row["refusal"] == "row_changed_meanwhile"

    (found,) = (await officer.ask("GET", "/people?after=bloc:5")).json()["items"]
    assert found["full_name"] == "Đỗ Thị Ảnh"
    assert [stay["since"] for stay in found["stays"]] == ["2018-03-01", "2025-05-01"]
    messages = [
        await log_client.jetstream().get_last_msg("THIDUA", f"thidua.bloc.{name}.>")
        for name in ("person_transferred", "person_card_corrected")
    ]
    told = "".join((each.data or b"").decode() + str(each.headers) for each in messages)
    assert '"fields":["full_name"]' in told
    assert not [each for each in ("CB1", "Đỗ Thị") if each in told]


async def test_a_file_that_cannot_be_taken_in_says_why(officer: Officer) -> None:
    for content, status, code in (
        (b"PK\x03\x04", 422, "sheet_unreadable"),
        ("Tên\nVụ A".encode(), 422, "headings_missing"),
    ):
        answer = await officer.ask("POST", "/intakes?kind=units", content=content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    sample = await officer.ask("GET", "/sheets/units/sample")
    assert counts(await officer.upload("units", sample.content)) == (1, 0, 0, 0)
