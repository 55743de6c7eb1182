"""A page changes under the hands of whoever works on it, and takes nothing out of them."""

from __future__ import annotations

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, Console
from tests.console import samples

pytestmark = pytest.mark.browser

WHO = "Vụ trưởng Vụ Tổ chức cán bộ, Trưởng Khối thi đua 5"


async def open_and_following(console: Console, browser: Browser, login: str, path: str) -> Page:
    page = await console.open(browser, login, DESKTOP)
    async with page.expect_response("**/truc-tiep?*"):
        await page.goto(console.url + path)
    return page


async def somebody_signs(console: Console) -> None:
    console.services.signed = ("tccb", "cong", "hcqt2", "cqt")
    by_another = msgspec.structs.replace(samples.log()[1], actor="tccb.thutruong")
    await console.timeline.arriving.put(by_another)


async def test_what_was_done_by_another_leaves_the_tasks_without_a_reload(
    browser: Browser, console: Console
) -> None:
    page = await open_and_following(console, browser, "cqt.thutruong", "/")
    await page.evaluate("window.sameDocument = true")
    sign = page.get_by_role("link", name="Đọc và ký")
    await expect(sign).to_be_visible()
    await somebody_signs(console)
    await expect(sign).to_have_count(0)
    await expect(page.get_by_role("status").filter(has_text=WHO)).to_have_count(1)
    assert await page.evaluate("window.sameDocument")


async def test_what_is_typed_focused_and_unfolded_stays(
    browser: Browser, console: Console
) -> None:
    page = await open_and_following(console, browser, "tdkt", "/tai-khoan")
    login = page.get_by_label("Tên đăng nhập", exact=True)
    await login.press_sequentially("nguoi-moi")
    await page.locator("select[name=tai-khoan]").select_option("lanhdao")
    await page.evaluate("scrollTo(0, 60)")
    other = await console.open(browser, "tdkt", DESKTOP)
    given: dict[str, str | float | bool] = {
        "tai-khoan": "lanhdao",
        "vai-tro": "viewer",
        "noi": "",
    }
    own_site = {"Sec-Fetch-Site": "same-origin"}
    await other.request.post(
        f"{console.url}/tai-khoan/vai-tro/giao", form=given, headers=own_site
    )
    await expect(page.locator("#tk-lanhdao")).to_contain_text("Người xem")
    await expect(login).to_have_value("nguoi-moi")
    await expect(login).to_be_focused()
    await expect(page.locator("select[name=tai-khoan]")).to_have_value("lanhdao")
    assert await page.evaluate("scrollY") == 60


async def test_the_opened_why_stays_beside_the_table(
    browser: Browser, console: Console
) -> None:
    page = await open_and_following(console, browser, "tdkt", "/xet-dieu-kien")
    await page.locator(".verdict-link").first.click()
    why = page.locator("#vi-sao")
    await expect(why).to_contain_text("Điều 23 khoản 1")
    asked = len(console.services.queries)
    await console.timeline.arriving.put(samples.log()[2])
    await page.wait_for_function("document.querySelector('#vi-sao h2')")
    async with page.expect_response("**/xet-dieu-kien/person/**"):
        await console.timeline.arriving.put(samples.log()[2])
    await expect(why).to_contain_text("Điều 23 khoản 1")
    assert len(console.services.queries) > asked
