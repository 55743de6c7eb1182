from __future__ import annotations

import json
from base64 import b64decode

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, Console
from tests.console import samples

pytestmark = pytest.mark.browser

BALLOT, COUNTED = (f"/hop-khoi/bo-phieu/{samples.id_of(f'ballot/{at}')}" for at in (1, 2))
PAGES = (
    "/",
    "/khoi",
    "/khoi/dieu-hanh",
    "/don-vi",
    f"/don-vi/{samples.id_of('tccb')}",
    f"/nhan-su/{samples.id_of('tccb-02')}",
    "/giao-uoc",
    "/cham-diem",
    "/hop-khoi",
    BALLOT,
    COUNTED,
    "/xet-dieu-kien",
    "/quyet-dinh",
    "/dong-su-kien",
    "/facts/covenant:2",
)
# Small targets, texts too pale for their ground, fields without a name, wide pages.
FAULTS = """() => {
  const faults = [];
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) faults.push(`the page is ${over} px too wide`);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select")) {
    if (!field.labels.length && !field.ariaLabel) faults.push(`no label: ${field.name}`);
  }
  for (const each of document.querySelectorAll("button, a.button, nav.pages a")) {
    const box = each.getBoundingClientRect();
    if (box.width && box.height < 36) faults.push(`small: ${each.textContent.trim()}`);
  }
  const levels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== "none") return null;
      const color = levels(style.backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (!text || !element.checkVisibility() || element.closest("script")) continue;
    const behind = ground(element);
    if (behind === null) continue;
    const [a, b] = [light(levels(getComputedStyle(element).color)), light(behind)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${text}`);
  }
  return [...new Set(faults)];
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_every_page_fits_and_can_be_read(
    browser: Browser, console: Console, size: ViewportSize
) -> None:
    page = await console.open(browser, "cqt.thutruong", size)
    faults = {}
    for path in PAGES:
        await page.goto(console.url + path)
        if found := await page.evaluate(FAULTS):
            faults[path] = found
    assert faults == {}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_menu_of_the_account_is_seen_whole_and_signs_out(
    browser: Browser, console: Console, size: ViewportSize
) -> None:
    page = await console.open(browser, "cqt.thutruong", size)
    await page.locator("details.menu summary").click()
    leave = page.get_by_role("button", name="Đăng xuất")
    box = await leave.bounding_box()
    assert box is not None
    # A panel that is cut off is still scrolled to by a click, so look at where it is drawn.
    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    on_top = "({x, y}) => document.elementFromPoint(x, y).closest('button')?.innerText"
    assert await page.evaluate(on_top, middle) == "Đăng xuất"
    await leave.click()
    await page.wait_for_url("**/dang-nhap*")


async def test_the_why_opens_beside_the_table(browser: Browser, console: Console) -> None:
    page = await console.open(browser, "tdkt", DESKTOP)
    await page.goto(f"{console.url}/xet-dieu-kien")
    await page.locator(".verdict-link").first.click()
    await expect(page.locator("#vi-sao")).to_contain_text("Điều 23 khoản 1")
    assert page.url.endswith("/xet-dieu-kien")


async def test_a_fact_appears_on_the_open_page(browser: Browser, console: Console) -> None:
    page = await console.open(browser, "tdkt", DESKTOP)
    async with page.expect_response("**/dong-su-kien/truc-tiep*"):
        await page.goto(f"{console.url}/dong-su-kien")
    await console.timeline.arriving.put(samples.log()[1])
    arrived = page.locator("#su-kien .arrived")
    await expect(arrived).to_contain_text("Vụ Tổ chức cán bộ ký giao ước")


async def test_a_unit_head_signs_with_the_keyboard_alone(
    browser: Browser, console: Console
) -> None:
    page = await console.open(browser, "cqt.thutruong", PHONE)
    await page.get_by_role("link", name="Đọc và ký").press("Enter")
    await page.get_by_role("checkbox").press("Space")
    await page.get_by_role("button", name="Tiếp tục").press("Enter")
    word = page.get_by_label("Gõ chữ KÝ")
    await expect(word).to_be_focused()
    await word.press_sequentially("ký")
    await word.press("Enter")
    await page.wait_for_url("**/giao-uoc?da-ky=1*")
    (told,) = console.services.told
    assert json.loads(told.content)["unit_id"] == str(samples.id_of("cqt"))


async def test_a_unit_head_votes_with_the_keyboard_alone_and_her_choice_stays_in_the_browser(
    browser: Browser, console: Console
) -> None:
    page = await console.open(browser, "cqt.thutruong", PHONE)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    await page.get_by_role("link", name="Bỏ phiếu").press("Enter")
    choice = page.get_by_role("checkbox", name="Vụ Tổ chức cán bộ")
    await choice.press("Space")
    await page.get_by_role("checkbox", name="Tôi đã xem lại").press("Space")
    await page.get_by_role("button", name="Niêm phong và bỏ phiếu").press("Enter")
    await expect(page.get_by_text("Đơn vị đã bỏ phiếu")).to_be_visible()
    (told,) = console.services.told
    sealed = b64decode(json.loads(told.content)["sealed"])
    assert samples.BALLOT_KEY.open(sealed, samples.id_of("ballot/1").bytes) == b"\1\0"
    assert not [body for body in sent if str(samples.id_of("tccb")) in body]


async def test_the_pages_work_without_scripts(browser: Browser, console: Console) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{console.url}/dang-nhap")
    await page.click("button[value='tdkt']")
    await page.goto(f"{console.url}/xet-dieu-kien")
    await page.locator(".verdict-link").first.click()
    await expect(page.get_by_role("heading", name="Vì sao?")).to_be_visible()
