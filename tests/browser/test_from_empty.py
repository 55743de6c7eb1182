"""The year of bloc 5 from an empty system: every step on the pages, by who does it.

One unit signs late, the bloc's head moves away in September, two units merge in October, a
self-score is returned, an appeal makes two units equal, and the frame says who stands before.
"""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from services.console import framefile
from shared.catalogue.formats import HERE
from tests.browser.offices import Offices
from tests.harness.system import RunningSystem

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(480)]

FRAME = framefile.SAMPLES / "bo-tu-phap-2011.toml"
BLOC, YEAR = "Khối thi đua 5", datetime.now(HERE).year
DAY = f"{YEAR}-01-05"
TODAY = datetime.now(HERE).date()
OFFICER = "tdkt"
UNITS = {
    "tccb": "Vụ Tổ chức cán bộ",
    "cqt": "Cục Quản trị",
    "ctt": "Cổng Thông tin điện tử Chính phủ",
}
MERGED, MERGED_NAME = "hcqt2", "Cục Hành chính – Quản trị II"
MEMBERS = UNITS | {MERGED: MERGED_NAME}
HEADS = {
    "tccb": "Lê Thị Hòa",
    "cqt": "Trần Văn Bình",
    "ctt": "Phạm Thu Cúc",
    "hcqt2": "Đỗ Minh Dũng",
}
LEADING, LATE, HEIR = "tccb", "ctt", "cqt"
NEXT_HEAD = "Vũ Quang Huy"
# Equal totals are decided by the first group, then by the ballot.
TIE_BREAK = """
[ranking]
tie_break = [{ by = "group", of = "1" }, { by = "ballot" }]
"""
# What each unit makes of its backlog, in percent, and of its other work, in points.
# The appeal gives `ctt` four points more, as many as `tccb` has then.
SELF = {"tccb": ("0,5", "74"), "cqt": ("12", "88"), "ctt": ("5", "80")}
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


async def test_a_bloc_goes_from_nothing_to_a_ranking(
    browser: Browser, empty_system: RunningSystem
) -> None:
    offices = Offices(browser, empty_system.profile.url("console"))
    await there_is_nothing(offices)
    await units_and_people_are_registered(offices)
    await the_bloc_is_formed(offices)
    await accounts_are_made(offices)
    await the_covenant_is_drafted_commented_and_opened(offices)
    await offices.rest()
    await all_but_one_sign(offices)
    await offices.rest()
    await the_head_moves_away_in_september(offices)
    await two_units_merge_in_october(offices)
    await offices.rest()
    await the_last_unit_signs(offices)
    await the_frame_is_adopted_and_scorecards_opened(offices)
    for unit in UNITS:
        await a_unit_scores_itself(offices, unit)
        await offices.rest()
    await a_self_score_is_returned_and_given_again(offices)
    for unit in UNITS:
        await offices.rest()
        await a_unit_scores_the_others(offices, unit)
    await offices.rest()
    await the_head_consolidates(offices)
    await offices.rest()
    await the_officer_appraises(offices)
    await a_unit_appeals_and_is_heard(offices)
    await everybody_sees_the_ranking(offices)
    await offices.rest()
    await the_bloc_meets_and_votes(offices)
    await offices.rest()
    await the_ranking_is_fixed(offices)


async def there_is_nothing(offices: Offices) -> None:
    page = await offices.at("nguoixem")
    await expect(page.locator(".topbar")).to_contain_text("Chưa có khối")


async def units_and_people_are_registered(offices: Offices) -> None:
    page = await offices.at(OFFICER)
    await offices.go(page, "Đơn vị")
    for key, name in MEMBERS.items():
        await page.get_by_label("Tên đầy đủ").fill(name)
        await page.get_by_label("Tên viết tắt").fill(key.upper())
        await page.get_by_label("Ngày thành lập").fill(DAY)
        await page.get_by_role("button", name="Đăng ký đơn vị").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(name)
        await somebody_is_enrolled(page, HEADS[key], DAY)
        await offices.go(page, "Đơn vị")


async def somebody_is_enrolled(page: Page, name: str, on: str) -> None:
    form = await acting(page, "Tiếp nhận nhân sự")
    await form.get_by_label("Họ và tên").fill(name)
    await form.get_by_role("combobox", name="Giới tính").select_option("Nữ")
    await form.get_by_label("Chức vụ").fill("Thủ trưởng đơn vị")
    await form.get_by_label("Có hiệu lực từ ngày").fill(on)
    await form.get_by_role("button", name="Tiếp nhận nhân sự").click()
    await expect(page.get_by_role("link", name=name)).to_be_visible()


async def the_bloc_is_formed(offices: Offices) -> None:
    page = await offices.at(OFFICER)
    await task(page, "Lập khối thi đua")
    form = await acting(page, "Lập khối")
    await form.get_by_label("Tên khối").fill(BLOC)
    await form.get_by_label("Năm (năm học: năm bắt đầu)").fill(str(YEAR))
    await form.get_by_label("Cơ quan tổ chức").fill("Văn phòng Chính phủ")
    await form.get_by_label("Ngày thành lập").fill(DAY)
    await form.get_by_label("Căn cứ").fill("Quyết định số 384/QĐ-VPCP")
    for name in MEMBERS.values():
        await form.get_by_role("checkbox", name=name).check()
    await form.get_by_role("button", name="Lập khối").click()
    form = await acting(page, "Phân công Trưởng khối, Phó Trưởng khối")
    await form.locator("select[name='truong']").select_option(HEADS[LEADING])
    await form.locator("select[name='pho']").select_option([HEADS["cqt"]])
    await form.get_by_label("Có hiệu lực từ ngày").fill(DAY)
    await form.get_by_role("button").click()
    await offices.go(page, "Khối")
    await expect(page.locator(".posts")).to_contain_text(HEADS[LEADING])


async def accounts_are_made(offices: Offices) -> None:
    page = await offices.at(OFFICER)
    await offices.go(page, "Tài khoản")
    for key, name in MEMBERS.items():
        for login, title, role in (
            (f"{key}.canbo", f"Cán bộ thi đua {name}", "Cán bộ thi đua của đơn vị"),
            (f"{key}.thutruong", f"Thủ trưởng {name}", "Thủ trưởng đơn vị"),
        ):
            await page.get_by_label("Tên đăng nhập").fill(login)
            await page.get_by_label("Tên hiển thị").fill(title)
            await page.get_by_role("button", name="Thêm tài khoản").click()
            await give(page, login, title, role, name)
    head = f"{LEADING}.thutruong"
    await give(page, head, f"Thủ trưởng {UNITS[LEADING]}", "Trưởng khối", f"{BLOC} · {YEAR}")
    await expect(page.get_by_text("Vai trò chưa có ai giữ")).to_have_count(0)


async def give(page: Page, login: str, title: str, role: str, place: str) -> None:
    for label, choice in (
        ("Tài khoản", f"{title} ({login})"),
        ("Vai trò", role),
        ("Đơn vị hoặc khối", place),
    ):
        await page.get_by_role("combobox", name=label, exact=True).select_option(choice)
    await page.get_by_role("button", name="Giao vai trò").click()
    held = page.locator(f"tr[id='tk-{login}']")
    await expect(held).to_contain_text(f"{role} – {place.removesuffix(f' · {YEAR}')}")


async def the_covenant_is_drafted_commented_and_opened(offices: Offices) -> None:
    head = await offices.at(f"{LEADING}.thutruong")
    await task(head, "Soạn giao ước thi đua")
    await head.get_by_label("Bắt đầu từ").select_option("Mẫu chung")
    await head.get_by_role("button", name="Lấy nội dung này").click()
    await head.get_by_label("Tên điều").nth(1).fill("Kỷ luật, kỷ cương hành chính")
    await head.get_by_role("button", name="Lưu dự thảo").click()
    await expect(head.get_by_role("heading", level=1)).to_contain_text(BLOC)

    unit = await offices.at("cqt.canbo")
    await offices.go(unit, "Giao ước")
    await unit.get_by_label("Nội dung góp ý").fill(
        "Đề nghị nêu rõ chỉ tiêu cải cách hành chính."
    )
    await unit.get_by_role("button", name="Gửi góp ý").click()
    await expect(unit.get_by_text("Chưa trả lời")).to_be_visible()

    await offices.go(head, "Giao ước")
    await head.get_by_label("Trả lời").fill("Đã bổ sung vào Điều 1.")
    await head.get_by_role("button", name="Tiếp thu").click()
    await expect(head.get_by_text("Đã tiếp thu")).to_be_visible()
    await head.get_by_role("link", name="Mở ký giao ước").click()
    await head.get_by_role("checkbox").check()
    await head.get_by_role("button", name="Tiếp tục").click()
    await head.get_by_role("textbox").fill("MỞ KÝ")
    await head.get_by_role("button", name="Mở ký giao ước").click()
    await expect(head.get_by_text("Đã ký 0/4 đơn vị")).to_be_visible()


async def all_but_one_sign(offices: Offices) -> None:
    on_time = [unit for unit in MEMBERS if unit != LATE]
    for signed, unit in enumerate(on_time, start=1):
        await a_unit_signs(offices, unit, signed)
    head = await offices.at(f"{LEADING}.thutruong")
    await offices.go(head, "Giao ước")
    await expect(head.get_by_text("Chưa ký", exact=True)).to_have_count(1)


async def the_last_unit_signs(offices: Offices) -> None:
    page = await a_unit_signs(offices, LATE, len(MEMBERS))
    await expect(page.get_by_text("Có hiệu lực", exact=True)).to_be_visible()


async def a_unit_signs(offices: Offices, unit: str, signed: int) -> Page:
    page = await offices.at(f"{unit}.thutruong")
    await task(page, "Ký giao ước thi đua")
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Tiếp tục").click()
    await page.get_by_role("textbox").fill("KÝ")
    await page.get_by_role("textbox").press("Enter")
    await expect(page.get_by_text(f"Đã ký {signed}/{len(MEMBERS)} đơn vị")).to_be_visible()
    return page


async def the_head_moves_away_in_september(offices: Offices) -> None:
    """The head of the bloc goes to another unit; who follows leads the bloc from then on."""
    page = await offices.at(OFFICER)
    await offices.go(page, "Đơn vị")
    await page.get_by_role("link", name=UNITS[LEADING], exact=True).click()
    await somebody_is_enrolled(page, NEXT_HEAD, day_of(9))
    await page.get_by_role("link", name=HEADS[LEADING]).click()
    form = await acting(page, "Điều chuyển")
    await form.get_by_label("Đến đơn vị").select_option(UNITS["cqt"])
    await form.get_by_label("Có hiệu lực từ ngày").fill(day_of(9))
    await form.get_by_role("button").click()
    await expect(page.locator("main .head")).to_contain_text(UNITS["cqt"])
    await offices.go(page, "Khối")
    await page.get_by_role("link", name="Điều hành khối").first.click()
    await expect(page.get_by_text("không còn công tác tại đơn vị này")).to_be_visible()
    form = await acting(page, "Phân công Trưởng khối, Phó Trưởng khối")
    await form.locator("select[name='truong']").select_option(NEXT_HEAD)
    await form.locator("select[name='pho']").select_option([HEADS["cqt"]])
    await form.get_by_label("Có hiệu lực từ ngày").fill(day_of(9))
    await form.get_by_role("button").click()
    terms = page.locator("section[aria-labelledby='luan-phien'] tbody tr")
    await expect(terms).to_have_count(2)
    await expect(terms.filter(has_text=NEXT_HEAD)).to_contain_text("nay")
    await expect(page.get_by_text("không còn công tác tại đơn vị này")).to_have_count(0)


async def two_units_merge_in_october(offices: Offices) -> None:
    """One goes into the other with its people, and leaves the bloc; who looks on sees it."""
    other = await offices.at("nguoixem")
    await offices.go(other, "Đơn vị")
    tree = other.locator("section[aria-labelledby='cay-don-vi'] tbody")
    await expect(tree).to_contain_text(MERGED_NAME)
    page = await offices.at(OFFICER)
    await offices.go(page, "Đơn vị")
    await page.get_by_role("link", name=UNITS[HEIR], exact=True).click()
    form = await acting(page, "Sáp nhập đơn vị khác")
    await form.get_by_role("checkbox", name=MERGED_NAME).check()
    await form.get_by_label("Có hiệu lực từ ngày").fill(day_of(10))
    await form.get_by_label("Lý do, căn cứ").fill("Nghị quyết về sắp xếp tổ chức bộ máy")
    await form.get_by_label("Gõ SÁP NHẬP").fill("SÁP NHẬP")
    await form.get_by_role("button").click()
    await expect(page.get_by_role("link", name=HEADS[MERGED])).to_be_visible()
    await expect(tree).not_to_contain_text(MERGED_NAME)
    await offices.go(page, "Khối")
    await page.get_by_role("link", name="Điều hành khối").first.click()
    await expect(page.get_by_text("Cho đơn vị rời khối.")).to_be_visible()
    form = await acting(page, "Đơn vị rời khối")
    await form.locator("select[name='don-vi']").select_option(MERGED_NAME)
    await form.get_by_label("Có hiệu lực từ ngày").fill(day_of(10))
    await form.get_by_label("Lý do, căn cứ").fill("Sáp nhập")
    await form.get_by_role("button").click()
    left = page.locator("section[aria-labelledby='thanh-vien'] tbody tr")
    await expect(left.filter(has_text=MERGED_NAME)).to_contain_text("Sáp nhập")


def day_of(month: int) -> str:
    """The first day of the month, or today before it: nothing is told of days to come."""
    return min(TODAY.replace(month=month, day=1), TODAY).isoformat()


async def the_frame_is_adopted_and_scorecards_opened(offices: Offices) -> None:
    page = await offices.at(OFFICER)
    await offices.go(page, "Bảng tiêu chí")
    frame = FRAME.read_text("utf-8").replace("[rules]", TIE_BREAK.strip() + "\n\n[rules]")
    await page.get_by_label("Tệp bảng tiêu chí").set_input_files(
        {"name": FRAME.name, "mimeType": "application/toml", "buffer": frame.encode()}
    )
    await page.get_by_role("button", name="Ban hành từ tệp").click()
    await expect(page.get_by_text("phiên bản 1").first).to_be_visible()
    await page.get_by_role("button", name="Mở bảng điểm cho các đơn vị").click()
    await expect(page.get_by_text("đã mở", exact=True)).to_have_count(3)


async def a_unit_scores_itself(offices: Offices, unit: str) -> None:
    page = await offices.at(f"{unit}.canbo")
    await task(page, "Tự chấm điểm")
    await page.get_by_role("link", name=re.compile("tệp.*1\\.1")).click()
    await page.get_by_label("Chọn tệp").set_input_files(
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    await page.get_by_role("button", name="Đính kèm").click()
    await page.get_by_role("link", name=f"Bảng điểm của {UNITS[unit]}").click()
    await scored(page, "Tự chấm", SELF[unit])


async def a_self_score_is_returned_and_given_again(offices: Offices) -> None:
    head = await offices.at(f"{LEADING}.thutruong")
    await offices.go(head, "Chấm điểm")
    await choose(head, "ctt")
    deed = await opened(head, "Trả lại đơn vị")
    await deed.get_by_label("Lý do trả lại").fill("Chưa tính nhiệm vụ đột xuất.")
    await deed.get_by_role("button").click()
    await expect(head.locator(".layers .mark.bad")).to_have_text("Đã trả lại")

    page = await offices.at("ctt.canbo")
    await task(page, "Chấm lại phần tự chấm bị trả lại")
    await expect(page.get_by_text("Chưa tính nhiệm vụ đột xuất.")).to_be_visible()
    await scored(page, "Tự chấm", SELF["ctt"])


async def a_unit_scores_the_others(offices: Offices, unit: str) -> None:
    page = await offices.at(f"{unit}.canbo")
    await task(page, "Chấm chéo đơn vị bạn")
    for other in UNITS.keys() - {unit}:
        await choose(page, other)
        await scored(page, "Chấm chéo", SELF[other])


async def the_head_consolidates(offices: Offices) -> None:
    page = await offices.at(f"{LEADING}.thutruong")
    await task(page, "Tổng hợp điểm của khối")
    for unit in UNITS:
        await choose(page, unit)
        await scored(page, "Khối tổng hợp", SELF[unit])


async def the_officer_appraises(offices: Offices) -> None:
    page = await offices.at(OFFICER)
    await task(page, "Thẩm định điểm")
    for unit in UNITS:
        await choose(page, unit)
        await scored(page, "Thẩm định", SELF[unit])


async def a_unit_appeals_and_is_heard(offices: Offices) -> None:
    page = await offices.at("ctt.canbo")
    await offices.go(page, "Chấm điểm")
    await choose(page, "ctt")
    await page.get_by_role("link", name=re.compile(r"tệp.*2\.1")).click()
    deed = await opened(page, "Kiến nghị")
    await deed.get_by_label("Căn cứ kiến nghị").fill("Đề nghị tính nhiệm vụ đột xuất.")
    await deed.get_by_role("button").click()
    await expect(page.get_by_text("Đang chờ giải quyết")).to_be_visible()

    officer = await offices.at(OFFICER)
    await task(officer, "Giải quyết kiến nghị")
    deed = await opened(officer, "Giải quyết kiến nghị")
    await deed.get_by_label("Điểm (hoặc số đo) được công nhận").fill("84")
    await deed.get_by_label("Lý do giải quyết").fill("Có quyết định giao nhiệm vụ.")
    await deed.get_by_role("button").click()
    await expect(officer.get_by_text("Chấp nhận", exact=True)).to_be_visible()


async def everybody_sees_the_ranking(offices: Offices) -> None:
    page = await offices.at("ctt.thutruong")
    await offices.go(page, "Chấm điểm")
    places = page.locator(".ranking li strong:first-child")
    await expect(places).to_have_text([UNITS["tccb"], UNITS["ctt"], UNITS["cqt"]])
    await offices.go(page, "Xếp hạng")
    first, second, third = await page.locator(".ranking .num").all_inner_texts()
    assert first == second != third
    await expect(page.locator(".ranking li").first).to_contain_text("110 so với 100")


async def the_bloc_meets_and_votes(offices: Offices) -> None:
    """Called, attended, opened, voted in by each, counted by its head, closed."""
    head = await offices.at(f"{LEADING}.thutruong")
    await offices.go(head, "Họp khối")
    await head.get_by_label("Ngày họp").fill(TODAY.isoformat())
    await head.get_by_label("Giờ họp").fill("08:00")
    await head.get_by_label("Địa điểm").fill("Hội trường")
    await head.get_by_role("button", name="Triệu tập").click()
    await expect(head.get_by_text("Có mặt 0/3 đơn vị, cần 2")).to_be_visible()
    for unit in ("ctt", "cqt"):
        page = await offices.at(f"{unit}.thutruong")
        await offices.go(page, "Họp khối")
        await page.get_by_role("button", name=f"Ghi có mặt: {UNITS[unit]}").click()
        await expect(page.get_by_text("Thủ trưởng dự họp")).not_to_have_count(0)
    # Whoever has the page open sees who comes.
    await expect(head.get_by_text("Có mặt 2/3 đơn vị, cần 2")).to_be_visible()
    await head.get_by_role("button", name=f"Ghi có mặt: {UNITS[LEADING]}").click()
    await expect(head.get_by_text("Có mặt 3/3 đơn vị, cần 2")).to_be_visible()
    await head.get_by_role("button", name="Khai mạc").click()
    await expect(head.get_by_text("Đang họp", exact=True)).to_be_visible()
    for unit in ("tccb", "ctt"):
        await head.get_by_role("checkbox", name=UNITS[unit]).check()
    await head.get_by_label("Mỗi phiếu chọn tối đa").fill("1")
    await head.get_by_role("button", name="Mở bỏ phiếu").click()
    await expect(head.get_by_text("Đã bỏ phiếu 0/3 đơn vị")).to_be_visible()
    for unit in UNITS:
        page = await offices.at(f"{unit}.thutruong")
        await task(page, "Bỏ phiếu kín suy tôn")
        await page.get_by_role("radio", name=UNITS["tccb" if unit == "tccb" else "ctt"]).check()
        await page.get_by_role("checkbox", name="Tôi đã xem lại").check()
        await page.get_by_role("button", name="Niêm phong và bỏ phiếu").click()
        await expect(page.get_by_role("heading", name="Phiếu đã vào hòm")).to_be_visible()
    await offices.go(head, "Họp khối")
    await head.get_by_role("link", name="Kết thúc bỏ phiếu").click()
    await head.get_by_label("Gõ chữ KIỂM PHIẾU").fill("KIỂM PHIẾU")
    await head.get_by_role("button", name="Kiểm phiếu và công bố").click()
    await expect(head.get_by_text(f"Được suy tôn: {UNITS['ctt']}")).to_be_visible()
    await head.get_by_role("link", name="Kiểm lại phiếu").click()
    await expect(head.get_by_text("Kiểm lại khớp kết quả đã công bố")).to_be_visible()
    await offices.go(head, "Họp khối")
    await head.get_by_label("Kết luận ghi vào biên bản").fill("Nhất trí.")
    await head.get_by_role("button", name="Bế mạc").click()
    await expect(head.get_by_text("Đã bế mạc", exact=True)).to_be_visible()
    async with head.expect_download() as minutes:
        await head.get_by_role("link", name="Tải Word").click()
    assert (await minutes.value).suggested_filename == "bien-ban-hop-khoi.docx"


async def the_ranking_is_fixed(offices: Offices) -> None:
    """Whoever looks at the ranking sees it fixed without reloading."""
    other = await offices.at("ctt.thutruong")
    await offices.go(other, "Xếp hạng")
    await expect(other.get_by_text("Đã chốt ngày")).to_have_count(0)
    page = await offices.at(OFFICER)
    await task(page, "Chốt xếp hạng")
    await page.get_by_role("link", name="Xem lại và chốt").click()
    await page.get_by_role("textbox").fill("CHỐT")
    await page.get_by_role("textbox").press("Enter")
    await expect(page.get_by_text("Đã chốt ngày")).to_be_visible()
    await expect(other.get_by_text("Đã chốt ngày")).to_be_visible()


async def task(page: Page, name: str) -> None:
    """The button of a task on *Việc cần làm*."""
    heading = page.get_by_role("heading", name=name, exact=True)
    await page.locator(".task").filter(has=heading).get_by_role("link").click()


async def acting(page: Page, name: str) -> Locator:
    """The form of something that is told of a unit or a bloc, opened."""
    form = page.locator("details.act").filter(has=page.get_by_text(name, exact=True))
    await form.locator("summary").click()
    return form


async def opened(page: Page, name: str) -> Locator:
    """The form of something that is done with a reason, opened."""
    summary = page.locator("summary").get_by_text(name, exact=True)
    await summary.click()
    return page.locator("details.deed[open]")


async def choose(page: Page, unit: str) -> None:
    tabs = page.get_by_role("navigation", name="Bảng điểm của đơn vị")
    await tabs.get_by_role("link", name=UNITS[unit]).click()
    await expect(tabs.locator("a[aria-current]")).to_have_text(UNITS[unit])


async def scored(page: Page, layer: str, values: tuple[str, str]) -> None:
    """Fill in what may be filled in, and submit it."""
    await expect(page.get_by_text(f"đang chấm: {layer}")).to_be_visible()
    cells = page.locator("input[name^='v.']")
    await expect(cells).to_have_count(len(values))
    for place, value in enumerate(values):
        await cells.nth(place).fill(value)
    await page.get_by_role("button", name="Lưu và nộp").click()
    card = page.locator(".layers li").filter(has_text=layer)
    await expect(card.locator(".mark.good")).to_be_visible()
