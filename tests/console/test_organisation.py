"""Units and people on the screen: what an officer tells, what is refused, what is forbidden."""

from __future__ import annotations

import io
import json
import re
import zipfile

import docx
import pytest

from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

NO_UNITS = "Chưa có đơn vị nào để chọn làm thành viên"
UNIT, OTHER = str(samples.id_of("tccb")), str(samples.id_of("cqt"))
PERSON = str(samples.id_of("tccb-02"))
WHEN = {"ngay": "2025-03-01", "ly-do": "Sắp xếp", "key": "k"}

TOLD = {
    f"/don-vi/{UNIT}/doi-ten": (
        WHEN | {"ten": "Vụ mới", "ten-ngan": "VM"},
        ("PUT", f"/units/{UNIT}/name"),
        {"name": "Vụ mới", "short_name": "VM", "on": "2025-03-01", "reason": "Sắp xếp"},
    ),
    f"/don-vi/{UNIT}/chuyen": (
        WHEN | {"don-vi": ""},
        ("PUT", f"/units/{UNIT}/parent"),
        {"parent_id": None, "on": "2025-03-01", "reason": "Sắp xếp"},
    ),
    f"/don-vi/{UNIT}/sap-nhap": (
        WHEN | {"cac-don-vi": OTHER, "nhan-su": "1", "xac-nhan": " sáp nhập "},
        ("POST", f"/units/{UNIT}/mergers"),
        {
            "merged_unit_ids": [OTHER],
            "people_follow": True,
            "on": "2025-03-01",
            "reason": "Sắp xếp",
        },
    ),
    f"/don-vi/{UNIT}/chia-tach": (
        WHEN | {"cac-don-vi": OTHER, "xac-nhan": "CHIA TÁCH"},
        ("POST", f"/units/{UNIT}/splits"),
        {"heir_unit_ids": [OTHER], "ends": False, "on": "2025-03-01", "reason": "Sắp xếp"},
    ),
    f"/nhan-su/{PERSON}/biet-phai": (
        WHEN | {"don-vi": "", "co-quan": "Ban Tổ chức Trung ương"},
        ("POST", f"/people/{PERSON}/secondments"),
        {"to_unit_id": None, "host": "Ban Tổ chức Trung ương", "on": "2025-03-01"},
    ),
    f"/nhan-su/{PERSON}/nghi": (
        WHEN | {"loai": "maternity"},
        ("POST", f"/people/{PERSON}/leaves"),
        {"kind": "maternity", "on": "2025-03-01", "until": None},
    ),
}

TOLD[f"/don-vi/{UNIT}/chuyen-nguoi"] = (
    WHEN | {"nguoi": PERSON, "don-vi": OTHER},
    ("POST", "/people/transfers"),
    {"person_ids": [PERSON], "to_unit_id": OTHER, "on": "2025-03-01"},
)
CARD = {"full_name": "Nguyễn Mai Lan", "job_title": "Phó Vụ trưởng", "birth_date": ""}
TOLD[f"/nhan-su/{PERSON}/sua-ho-so"] = (
    WHEN | CARD | {"staff_number": "CB2"},
    ("PUT", f"/people/{PERSON}/card"),
    CARD
    | {"birth_date": None, "citizen_number": None, "email": None, "phone": None}
    | {"staff_number": "CB2"},
)

BLOC = str(samples.BLOC)
HEAD, DEPUTY = str(samples.id_of("tccb-01")), str(samples.id_of("cqt-01"))
TOLD |= {
    f"/khoi/{BLOC}/phan-cong": (
        WHEN | {"truong": f"{HEAD}/{UNIT}", "pho": f"{DEPUTY}/{OTHER}"},
        ("PUT", f"/blocs/{BLOC}/leadership"),
        {
            "head": {"person_id": HEAD, "unit_id": UNIT},
            "deputies": [{"person_id": DEPUTY, "unit_id": OTHER}],
            "on": "2025-03-01",
        },
    ),
    f"/khoi/{BLOC}/ket-thuc": (
        WHEN | {"xac-nhan": "kết thúc"},
        ("POST", f"/blocs/{BLOC}/closing"),
        {"on": "2025-03-01"},
    ),
    f"/khoi/{BLOC}/lap-khoi": (
        WHEN
        | {"ten": "Khối 5", "nam": "2025", "ky": "school_year", "co-quan": "VPCP"}
        | {"can-cu": "", "cac-don-vi": UNIT},
        ("POST", "/blocs"),
        {
            "name": "Khối 5",
            "year": "2025",
            "period": "school_year",
            "organiser": "VPCP",
            "formed_on": "2025-03-01",
            "basis": [],
            "predecessor_id": BLOC,
            "unit_ids": [UNIT],
        },
    ),
}


@pytest.mark.parametrize("path", TOLD)
async def test_what_is_typed_is_told_once(
    officer: Browser, services: SampleServices, path: str
) -> None:
    typed, (method, told), form = TOLD[path]

    answer = await officer.post(path, typed)

    assert answer.status_code == 303, answer.text
    (request,) = services.told
    assert (request.method, request.url.path) == (method, f"/api/v1{told}")
    assert json.loads(request.content) == form
    assert request.headers["Idempotency-Key"] == "k"


async def test_what_cannot_be_undone_needs_the_word_and_loses_nothing_typed(
    officer: Browser, services: SampleServices
) -> None:
    typed = WHEN | {"cac-don-vi": OTHER, "xac-nhan": "vâng"}

    page = await officer.post(f"/don-vi/{UNIT}/sap-nhap", typed)

    assert page.status_code == 422
    assert services.told == []
    assert "Từ xác nhận chưa đúng" in page.text
    assert f'value="{OTHER}" checked' in page.text
    assert 'value="Sắp xếp"' in page.text


@pytest.mark.parametrize(
    ("page", "path", "code", "named", "said"),
    [
        (
            f"/don-vi/{UNIT}/chuyen-nguoi",
            "/people/transfers",
            "move_too_early",
            {"person": PERSON, "on": "2025-03-01", "since": "2025-06-01"},
            "Nguyễn Thị Mai Lan: ngày 01/03/2025 sớm hơn lần thay đổi gần nhất (01/06/2025).",
        ),
        (
            f"/don-vi/{UNIT}/khoi-phuc",
            f"/units/{UNIT}/restoration",
            "unit_heir_stands",
            {"unit": UNIT, "heir": OTHER},
            "Cục Quản trị đã kế thừa Vụ Tổ chức cán bộ",
        ),
        (
            f"/nhan-su/{PERSON}/nghi",
            f"/people/{PERSON}/leaves",
            "leaves_overlap",
            {
                "person": PERSON,
                "leave_kind": "study",
                "since": "2024-01-01",
                "until": "2024-06-01",
            },
            "đã nghỉ dài hạn (Đi học) từ 01/01/2024 đến trước 01/06/2024",
        ),
    ],
)
async def test_a_refusal_names_the_person_or_unit_and_loses_nothing(
    officer: Browser,
    services: SampleServices,
    page: str,
    path: str,
    code: str,
    named: dict[str, str],
    said: str,
) -> None:
    services.refused_writes[path] = (409, code)
    services.named[path] = named

    shown = await officer.post(page, WHEN | {"nguoi": PERSON, "don-vi": OTHER, "loai": "other"})

    assert shown.status_code == 409
    assert said in shown.text
    if "nguoi" in page:
        assert f'value="{PERSON}" checked' in shown.text


async def test_a_refusal_is_said_beside_what_was_typed(
    officer: Browser, services: SampleServices
) -> None:
    services.refusals[f"/units/{UNIT}/restoration"] = (409, "unit_heir_stands")

    page = await officer.post(f"/don-vi/{UNIT}/khoi-phuc", WHEN)

    assert page.status_code == 409
    assert "Đơn vị kế thừa đang hoạt động" in page.text


async def test_no_browser_keeps_the_page_with_the_data_of_a_person(officer: Browser) -> None:
    page = await officer.get(f"/nhan-su/{PERSON}")

    assert page.headers["cache-control"] == "private, no-store"


async def test_acts_that_are_not_possible_stand_there_with_the_reason(
    officer: Browser,
) -> None:
    unit = (await officer.get(f"/don-vi/{UNIT}.json")).json()
    person = (await officer.get(f"/nhan-su/{PERSON}.json")).json()

    assert unit["acts"]["khoi-phuc"]["reason"] == "reason.unit_stands"
    assert unit["acts"]["sap-nhap"]["allowed"]
    assert person["acts"]["biet-phai"]["reason"] == "reason.person_seconded"
    assert person["acts"]["het-biet-phai"]["allowed"]


async def test_only_an_emulation_officer_tells_of_units(unit_head: Browser) -> None:
    page = (await unit_head.get(f"/don-vi/{UNIT}.json")).json()

    assert {act["reason"] for act in page["acts"].values()} == {"reason.not_officer"}


async def test_the_hand_over_pack_holds_minutes_covenant_and_what_is_open(
    officer: Browser,
) -> None:
    answer = await officer.get(f"/khoi/{BLOC}/ban-giao.zip")

    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        assert set(pack.namelist()) == {
            "bien-ban-ban-giao.docx",
            "giao-uoc.docx",
            "ban-giao.json",
        }
        minutes = docx.Document(io.BytesIO(pack.read("bien-ban-ban-giao.docx")))
        data = json.loads(pack.read("ban-giao.json"))
    cells = {cell.text for table in minutes.tables for row in table.rows for cell in row.cells}
    lines = [line.text for line in minutes.paragraphs]
    assert {"Vụ Tổ chức cán bộ", "15/01/2024"} <= cells
    assert any("Cục Quản trị chưa ký giao ước" in line for line in lines)
    assert {"key": "unsigned", "what": "Cục Quản trị"} in data["open"]
    assert [turn["unit"]["name"] for turn in data["turns"]][-1] == "Vụ Tổ chức cán bộ"


async def test_a_pack_is_whole_or_not_at_all(
    officer: Browser, services: SampleServices
) -> None:
    await officer.get("/khoi")
    services.away.add("covenant")

    answer = await officer.get(f"/khoi/{BLOC}/ban-giao.zip")

    assert answer.status_code == 503


async def test_the_first_bloc_is_formed_where_there_is_none(
    officer: Browser, services: SampleServices
) -> None:
    services.empty = True
    acts = (await officer.get("/khoi/dieu-hanh.json")).json()["acts"]

    assert acts["lap-khoi"]["allowed"]
    assert acts["ket-thuc"]["reason"] == "reason.no_bloc"


async def test_whoever_forms_a_bloc_without_any_units_is_told_where_they_come_from(
    officer: Browser, services: SampleServices
) -> None:
    services.empty = True
    page = (await officer.get("/khoi/dieu-hanh")).text
    assert 'href="/danh-sach"' in page.partition(NO_UNITS)[2]


async def test_the_next_bloc_may_take_in_units_that_the_last_one_did_not_have(
    officer: Browser, services: SampleServices
) -> None:
    *before, new = samples.UNITS
    inside = {"unit_ids": [samples.id_of(key) for key in before]}
    services.more["/blocs"] = {"items": [samples.blocs()[0] | inside], "next": None}
    services.more[f"/blocs/{samples.BLOC}"] = samples.one_bloc() | inside
    page = (await officer.get("/khoi/dieu-hanh")).text
    offered = re.findall(r'name="cac-don-vi" value="([0-9a-f-]+)"( checked)?', page)
    assert offered == [
        *((str(samples.id_of(key)), " checked") for key in before),
        (str(samples.id_of(new)), ""),
    ]
    assert NO_UNITS not in page


async def test_a_head_who_was_transferred_is_said_to_be_elsewhere(
    officer: Browser, services: SampleServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (await officer.get("/khoi/dieu-hanh.json")).json()["terms"][-1]["head"]
    moved = [
        each | {"unit_id": OTHER} if str(each["id"]) == HEAD else each
        for each in samples.people()
    ]
    monkeypatch.setattr(samples, "people", lambda: moved)

    page = await officer.get("/khoi/dieu-hanh?after=bloc:1")
    after = (await officer.get("/khoi/dieu-hanh.json")).json()["terms"][-1]["head"]

    assert (before["elsewhere"], after["elsewhere"]) == (False, True)
    assert "không còn công tác tại đơn vị này" in page.text
    assert services.told == []
