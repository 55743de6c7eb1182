"""The year as people see it: real services, a real Chromium, real keystrokes."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from deploy.local import accounts
from deploy.sample.ids import id_of
from deploy.sample.play import addresses_at, play
from deploy.sample.sample import sample
from deploy.sample.steps import Step, steps
from services.console.desk import BLOC_COOKIE
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.questions import BLOC, ask, heads, pages
from tests.browser.test_console import FAULTS
from tests.harness.system import RunningSystem

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(240)]

SUBJECT = "Lê Hoàng Phong"
SIGNER, UNIT = "cqt.thutruong", "Cục Quản trị"
PAGES = (
    "/",
    "/khoi",
    "/giao-uoc",
    "/cham-diem",
    "/xet-dieu-kien",
    "/xet-dieu-kien?loai=tap-the",
    "/quyet-dinh",
    "/dong-su-kien",
    "/hop-thu",
    "/bang-tieu-chi",
    "/tai-khoan",
)
# A code of the programme where a person should read words: a role with an id, a fact's name.
RAW = re.compile(r"\b(unit_\w+|emulation_officer|policy:[\w-]+|[a-z]+_[a-z_]+@[0-9a-f-]{36})\b")


# The systems whose year was played to its end; playing it takes longer than all that is seen.
_played: set[Path] = set()


async def whole_year(system: RunningSystem) -> None:
    """The year was played in this system: by an earlier test, or now."""
    if system.profile.home not in _played:
        accounts.add_sample(system.profile)
        await play(addresses_at(system.profile.port), lambda *_: None)
        _played.add(system.profile.home)
    await system.well()


def until_signing() -> list[Step]:
    phases = [phase.key for phase in sample().phases.phases]
    before = set(phases[: phases.index("signing")])
    return [step for step in steps() if step.phase in before]


def but_for_the_signature() -> list[Step]:
    """The whole year without the signature that is given on the screen."""
    return [s for s in steps() if not (s.phase == "signing" and s.as_account == SIGNER)]


async def signed_in(browser: Browser, url: str, login: str, *, phone: bool = False) -> Page:
    context = await browser.new_context(viewport=PHONE if phone else DESKTOP)
    # The system has a bloc of another year too.
    chosen = str(id_of(f"bloc/{sample().year.bloc.key}"))
    await context.add_cookies([{"name": BLOC_COOKIE, "value": chosen, "url": url}])
    page = await context.new_page()
    await page.goto(f"{url}/dang-nhap")
    await page.click(f"button[value='{login}']")
    return page


async def test_the_year_on_the_screen(browser: Browser, system: RunningSystem) -> None:
    url = system.profile.url("console")
    addresses = addresses_at(system.profile.port)
    accounts.add_sample(system.profile)
    await play(addresses, lambda *_: None, chosen=until_signing())
    await system.well()

    # A head signs the covenant in two steps, by keyboard.
    head = await signed_in(browser, url, SIGNER)
    await head.goto(f"{url}/giao-uoc")
    await expect(head.get_by_text("Đã ký 0/4 đơn vị")).to_be_visible()
    await head.get_by_role("link", name="Ký giao ước").click()
    await head.get_by_role("checkbox").press("Space")
    await head.get_by_role("button", name="Tiếp tục").press("Enter")
    await head.get_by_role("textbox").fill("KÝ")
    await head.get_by_role("textbox").press("Enter")
    await expect(head.get_by_text("Đã ký 1/4 đơn vị")).to_be_visible()
    await expect(head.get_by_text("Chưa ký")).to_have_count(3)

    # The log is watched while the year goes on; a new fact appears by itself.
    watcher = await signed_in(browser, url, "vanhanh")
    await watcher.goto(f"{url}/dong-su-kien")
    await expect(watcher.locator("main")).to_contain_text(UNIT)
    shown = watcher.locator("main li").filter(has_text="Hủy bỏ")
    await expect(shown).to_have_count(0)
    playing = asyncio.create_task(
        play(addresses, lambda *_: None, chosen=but_for_the_signature())
    )
    await expect(shown.first).to_be_visible(timeout=120_000)
    await playing
    _played.add(system.profile.home)
    await system.well()

    # Why may somebody be honoured? Conditions with articles, and facts that open.
    officer = await signed_in(browser, url, "tdkt")
    await officer.goto(f"{url}/xet-dieu-kien")
    await officer.locator("a.verdict-link").first.click()
    why = officer.locator("#vi-sao")
    await expect(why).to_contain_text("Điều 24")
    cited = why.locator("details:not([open])", has=officer.locator("a[href^='/facts/']"))
    await cited.first.locator("summary").first.click()
    fact = why.locator("details[open] a[href^='/facts/']").first
    address = await fact.get_attribute("href")
    await fact.click()
    await expect(officer).to_have_url(f"{url}{address}")

    # What rested on the award that was revoked.
    await officer.goto(f"{url}/quyet-dinh")
    await expect(officer.get_by_text("Cần rà soát").first).to_be_visible()
    await expect(officer.locator("main")).to_contain_text("Lê Hoàng Phong")


@pytest.mark.parametrize("phone", [False, True])
async def test_no_page_is_too_wide_or_speaks_in_codes(
    browser: Browser, system: RunningSystem, *, phone: bool
) -> None:
    url = system.profile.url("console")
    await whole_year(system)
    page = await signed_in(browser, url, "tdkt", phone=phone)

    for path in PAGES:
        answer = await page.goto(f"{url}{path}")

        assert answer is not None
        assert answer.status == 200, path
        text = await page.locator("body").inner_text()
        assert RAW.findall(text) == [], path
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
        place, _, asked = path.partition("?")
        beside = "/index.json" if place == "/" else f"{place}.json"
        data = await page.request.get(f"{url}{beside}?{asked}")
        assert (beside, data.status) == (beside, 200)


async def test_the_seven_questions_on_the_command_line(system: RunningSystem) -> None:
    await whole_year(system)
    before = await heads(system)

    listed = await ask(system, "who", "CSTDCS", "2024", "--bloc", BLOC, "--verdict", "yes")
    (phong,) = [each for each in listed if each["name"] == SUBJECT]
    (why,) = await ask(system, "why", SUBJECT, "CSTDCS", "2024")
    cited = [fact for each in why["conditions"] for fact in each["facts"]]
    (then,) = await ask(system, "why", SUBJECT, "CSTDCS", "2024", "--at", "awards:3")
    way = await ask(system, "missing", SUBJECT, "2024", "--title", "CSTD_BO")
    supposed = await ask(system, "what-if", SUBJECT, "2024", "--suppose", "award:CSTDCS@2022")
    resting = await ask(system, "rested-on", cited[-1])
    other, same = [await ask(system, "replay", law, "2024") for law in ("law-2026", "law-2022")]

    assert (phong["verdict"], why["verdict"], then["verdict"]) == ("yes", "yes", "unknown")
    assert all(each["article"] and each["certainty"] for each in why["conditions"])
    assert way[0]["earliest"] > 2024
    assert way[0]["steps"][0]["condition"]["article"]
    changed = {each["award"]: (each["before"], each["after"]) for each in supposed}
    assert changed["CSTD_BO"] == ("no", "yes")
    assert phong["subject_id"] in {each["subject_id"] for each in resting}
    assert any(each["before"] != each["after"] for each in other)
    assert same == []
    assert await heads(system) == before


@pytest.mark.parametrize("phone", [False, True])
async def test_the_seven_questions_on_the_screen(
    browser: Browser, system: RunningSystem, *, phone: bool
) -> None:
    url = system.profile.url("console")
    await whole_year(system)
    (why,) = await ask(system, "why", SUBJECT, "CSTDCS", "2024")
    page = await signed_in(browser, url, "tdkt", phone=phone)

    for path, said in pages(why["subject_id"]).items():
        await page.goto(f"{url}{path}")

        await expect(page.locator("main")).to_contain_text(said)
        faults = await page.evaluate(FAULTS)
        assert faults == [], path
        place, _, asked = path.partition("?")
        data = await page.request.get(f"{url}{place}.json?{asked}")
        assert (path, data.status) == (path, 200)


async def test_a_question_is_asked_and_exported_with_the_keyboard_alone(
    browser: Browser, system: RunningSystem
) -> None:
    url = system.profile.url("console")
    await whole_year(system)
    page = await signed_in(browser, url, "tdkt")
    await page.goto(f"{url}/xet-dieu-kien?ket-qua=yes")
    await page.get_by_role("searchbox").fill("phong")
    await page.get_by_role("searchbox").press("Enter")
    await expect(page.locator("tbody tr")).to_have_count(1)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Xuất Excel").press("Enter")
    assert (await download.value).suggested_filename == "xet-dieu-kien-2024.xlsx"

    # From the reasons to the way ahead, and from there to what would be.
    await page.locator("a.verdict-link").first.press("Enter")
    await page.get_by_role("link", name="Lộ trình").press("Enter")
    await page.get_by_role("link", name="Giả sử có thêm sự kiện").press("Enter")
    await expect(page.get_by_label("Sự kiện giả định 1")).to_be_visible()
    await page.get_by_label("Sự kiện giả định 1").select_option("rating:FAILED")
    await page.get_by_role("button", name="Xem kết quả giả định").press("Enter")
    await expect(page.get_by_text("không có gì được lưu lại")).to_be_visible()
