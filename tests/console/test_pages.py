from __future__ import annotations

import re

import pytest

from services.console import framefile
from services.console.sessions import COOKIE
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

WHY = f"/xet-dieu-kien/person/{samples.id_of('tccb-02')}/CSTDCS/2024"
WAY = f"/xet-dieu-kien/lo-trinh/person/{samples.id_of('tccb-02')}/2024"
BETWEEN = (
    f"/xet-dieu-kien/chuyen-tiep/person/{samples.id_of('tccb-02')}/CSTDCS/2024"
    "?ngay-nhan=2026-09-15"
)
SUPPOSED = (
    f"/xet-dieu-kien/gia-su?doi-tuong=person/{samples.id_of('tccb-02')}"
    "&gia-su=rating:EXCELLENT&nam-gia-su=2024"
)
CRITERION = f"/cham-diem/{samples.id_of('card/tccb')}/tieu-chi/I.2"
SHEET, COUNTED = (f"/hop-khoi/bo-phieu/{samples.id_of(f'ballot/{at}')}" for at in (1, 2))
UNIT = f"/don-vi/{samples.id_of('tccb')}"
PERSON = f"/nhan-su/{samples.id_of('tccb-02')}"
PAGES = {
    "/": "Việc cần làm",
    "/khoi": "Lãnh đạo khối",
    "/khoi/dieu-hanh": "Trưởng khối gần nhất năm 2024",
    "/don-vi": "16 người",
    UNIT: "Sắp xếp tổ chức bộ máy",
    PERSON: "Ban Tổ chức Trung ương",
    "/danh-sach": "Tệp mẫu (Excel)",
    "/giao-uoc": "Đã ký 3/4 đơn vị",
    "/bang-tieu-chi": "hết ngày 30/11/2024",
    "/cham-diem": "Khối tổng hợp",
    "/xep-hang": "Kiến nghị về tiêu chí I.2 chưa giải quyết",
    CRITERION: "Hai báo cáo gửi chậm",
    "/xet-dieu-kien": "Chiến sĩ thi đua toàn quốc",
    "/xet-dieu-kien?loai=tap-the": "Cờ thi đua của Chính phủ",
    WHY: "Chưa có kết luận của cơ quan có thẩm quyền cho năm 2024.",
    "/xet-dieu-kien/can-cu?cua=awards:3": "Khen thưởng cần rà soát (1)",
    "/xet-dieu-kien/so-sanh?bo-quy-tac=law-2026": "1 kết luận khác đi, trong 1 chỗ khác nhau.",
    SUPPOSED: "Chỗ sẽ khác đi (1), trong đó 1 kết luận đổi",
    BETWEEN: "Áp dụng quy định cũ",
    WAY: "sớm nhất năm 2025",
    "/hop-khoi": "Có mặt 3/4 đơn vị, cần 3",
    SHEET: "Đơn vị đã bỏ phiếu",
    COUNTED: "Kiểm lại khớp kết quả đã công bố",
    "/quyet-dinh": "Quyết định số 120/QĐ-VPCP",
    "/dong-su-kien": "Vụ Tổ chức cán bộ ký giao ước",
    "/facts/covenant:2": "Mã đối chiếu văn bản",
    "/hop-thu": "Cổng Thông tin điện tử Chính phủ đã ký giao ước thi đua",
}


# Codes of titles, roles, layers and kinds, and types of files: none of them is for reading.
RAW = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\b[A-Z]{2,}_[A-Z]+\b|\b(?:LDTT|CSTDCS|CSTDTQ|TTLDTT|TTLDXS)\b"
    r"|\bapplication/\w+"
)
# Pages of one thing, which is there or is not.
OF_ONE = {UNIT, PERSON, WHY, WAY, BETWEEN, SUPPOSED, CRITERION, SHEET, COUNTED}
OF_ONE |= {"/facts/covenant:2"}


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_shows_what_it_is_for(officer: Browser, path: str) -> None:
    page = await officer.get(path)
    assert page.status_code == 200
    assert PAGES[path] in page.text


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_reads_in_english(officer: Browser, path: str) -> None:
    page = await officer.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert page.status_code == 200
    assert '<html lang="en">' in page.text


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_has_its_data_beside_it(officer: Browser, path: str) -> None:
    bare, _, query = path.partition("?")
    beside = "/index.json" if bare == "/" else f"{bare}.json"
    data = await officer.get(f"{beside}?{query}")
    assert data.headers["content-type"] == "application/json"
    assert data.json()


@pytest.mark.parametrize(
    "path",
    [p for p in PAGES if p not in {*OF_ONE, "/don-vi", "/danh-sach"}],
)
async def test_an_empty_page_says_what_to_do_next(
    officer: Browser, services: SampleServices, path: str
) -> None:
    services.empty = True
    page = await officer.get(path)
    assert page.status_code == 200
    assert path == "/dong-su-kien" or 'class="empty"' in page.text


@pytest.mark.parametrize(("account", "unit"), [("tdkt", "tccb"), ("cqt.thutruong", "cqt")])
async def test_a_unit_finds_its_own_scorecard_first(
    visitor: Browser, account: str, unit: str
) -> None:
    await visitor.sign_in(account)
    shown = (await visitor.get("/cham-diem.json")).json()
    assert shown["unit"]["id"] == str(samples.id_of(unit))


async def test_a_layer_that_is_closed_is_not_called_being_scored(officer: Browser) -> None:
    page = await officer.get("/cham-diem")
    assert "Lớp chấm của ông/bà: Thẩm định" in page.text


@pytest.mark.parametrize("sample", framefile.samples())
async def test_an_officer_without_a_frame_begins_with_a_documented_one(
    officer: Browser, sample: str
) -> None:
    address = f"/bang-tieu-chi/mau/{sample}.toml"
    page = await officer.get("/bang-tieu-chi")
    assert f'href="{address}"' in page.text

    file = await officer.get(address)
    assert "attachment" in file.headers["content-disposition"]
    assert framefile.read(file.content).name in page.text
    assert (await officer.get("/bang-tieu-chi/mau/khac.toml")).status_code == 404


async def test_what_the_rules_took_from_the_cross_checks_stands_in_their_column(
    officer: Browser, services: SampleServices
) -> None:
    cards = samples.scorecards()
    cards[0]["cross_average"]["adjustments"] = [{"cause": "bonus_cut", "points": "-1.5"}]
    services.more["/scorecards"] = {"items": cards, "next": None}
    shown = (await officer.get("/cham-diem.json")).json()["work"]["adjustments"]
    assert [(one["layer"], one["cause"], one["points"]) for one in shown] == [
        ("cross", "bonus_cut", "-1.5")
    ]


async def test_a_unit_stands_below_the_one_it_belongs_to(officer: Browser) -> None:
    page = await officer.get("/don-vi")
    below = page.text[: page.text.index(f'<a href="/don-vi/{samples.id_of("cqt")}">')]
    assert below.endswith('<span class="branch"><span class="indent"></span>')


@pytest.mark.parametrize("path", PAGES)
async def test_mistake_6_no_page_shows_a_raw_code(officer: Browser, path: str) -> None:
    shown = re.sub(r"<(script|title)\b.*?</\1>|<[^>]*>", " ", (await officer.get(path)).text)
    assert RAW.findall(shown) == []


async def test_nobody_sees_a_page_without_signing_in(visitor: Browser) -> None:
    page = await visitor.get("/khoi")
    assert (page.status_code, page.headers["location"]) == (303, "/dang-nhap?ve=%2Fkhoi")
    assert (await visitor.get("/khoi.json")).status_code == 401


async def test_signing_out_ends_the_session(officer: Browser) -> None:
    cookie = officer.client.cookies[COOKIE]
    await officer.post("/dang-xuat", {})
    officer.client.cookies.set(COOKIE, cookie)
    assert (await officer.get("/khoi")).status_code == 303


async def test_the_tasks_are_those_of_the_role(unit_head: Browser) -> None:
    tasks = (await unit_head.get("/index.json")).json()["tasks"]
    assert [task["key"] for task in tasks] == ["sign_covenant", "vote"]
    assert tasks[0]["due"] == "2024-03-31"


async def test_a_forbidden_action_says_why(officer: Browser) -> None:
    page = await officer.get("/giao-uoc")
    assert "Chỉ Thủ trưởng của đơn vị chưa ký mới ký được giao ước." in page.text


async def test_the_choice_of_language_stays(officer: Browser) -> None:
    answer = await officer.post("/lua-chon", {"locale": "en", "back": "/khoi"})
    assert answer.headers["location"] == "/khoi"
    assert "Member units" in (await officer.get("/khoi")).text


@pytest.mark.parametrize(
    "back", ["https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere"]
)
async def test_a_choice_never_leads_to_another_site(officer: Browser, back: str) -> None:
    answer = await officer.post("/lua-chon", {"locale": "vi", "back": back})
    assert answer.headers["location"] == "/"


async def test_people_are_found_without_diacritics(officer: Browser) -> None:
    found = (await officer.get("/khoi.json?tim=khanh")).json()["people"]
    assert [person["name"] for person in found] == ["Đỗ Văn Khánh"]


async def test_a_service_that_is_away_is_told_in_words(
    officer: Browser, services: SampleServices
) -> None:
    services.refusals["/units"] = (503, "store_unavailable")
    page = await officer.get("/khoi")
    assert page.status_code == 503
    assert "Kho dữ liệu tạm thời chưa trả lời" in page.text


async def test_a_refusal_inside_a_page_becomes_a_toast(
    officer: Browser, services: SampleServices
) -> None:
    services.refusals[f"/eligibility/person/{samples.id_of('tccb-02')}/CSTDCS/2024"] = (
        404,
        "aggregate_not_found",
    )
    answer = await officer.get(WHY, HX_Request="true")
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "Không tìm thấy dữ liệu này." in answer.text


async def test_the_why_of_a_verdict_comes_alone_to_htmx(officer: Browser) -> None:
    part = await officer.get(WHY, HX_Request="true")
    assert "<html" not in part.text
    assert "Luật 06/2022/QH15, Điều 23 khoản 1" in part.text
    assert 'href="/facts/awards:3"' in part.text


async def test_an_unknown_fact_is_not_found(officer: Browser) -> None:
    page = await officer.get("/facts/awards:999")
    assert page.status_code == 404
    assert "Không có sự kiện mang mã này." in page.text


async def test_an_award_that_is_not_of_merit_says_so(officer: Browser) -> None:
    page = (await officer.get("/quyet-dinh")).text
    assert page.count("Không tính khi xét khen thưởng công trạng") == 1


async def test_what_rested_on_a_revoked_award_is_listed(officer: Browser) -> None:
    reviews = (await officer.get("/quyet-dinh.json")).json()["reviews"]
    assert reviews[0]["affected"][0]["award"] == "CSTD_BO"


async def test_marking_a_message_twice_is_one_change(
    officer: Browser, services: SampleServices
) -> None:
    path = f"/hop-thu/{samples.id_of('message/1')}/da-doc"
    await officer.post(path, {})
    await officer.post(path, {})
    first, second = services.told
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


async def test_a_signature_shows_the_person_by_the_directory_or_else_the_account(
    officer: Browser,
) -> None:
    screen = (await officer.get("/giao-uoc.json")).json()
    signed = {line["unit"]["name"]: line["signatory"] for line in screen["signatures"]}
    assert signed["Vụ Tổ chức cán bộ"] == "Trần Khả Toàn"
    assert signed["Cổng Thông tin điện tử Chính phủ"] == "cong.thutruong", (
        "not in the directory"
    )
    assert signed["Cục Quản trị"] is None
