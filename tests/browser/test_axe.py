"""The main pages satisfy WCAG 2.1 AA as far as a program can tell (axe-core)."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, ViewportSize

from services.console.settings import FRONTEND
from tests.browser.conftest import DESKTOP, PHONE, Console
from tests.console import samples

pytestmark = pytest.mark.browser

AXE = FRONTEND / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# What each violation holds besides is large, and would be sent for nothing.
GRAVE = """async levels => {
    const found = await axe.run({runOnly: levels, resultTypes: ['violations']});
    return found.violations
        .filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => [one.id, one.nodes.map(each => each.html)]);
}"""
CARD = samples.scorecards()[0]["scorecard_id"]
PAGES = (
    "/",
    "/tai-khoan",
    "/giao-uoc",
    "/giao-uoc/soan",
    "/cham-diem",
    f"/cham-diem/{CARD}/tieu-chi/I.1",
    "/bang-tieu-chi",
    "/xet-dieu-kien",
    "/don-vi",
)


@pytest.mark.parametrize(
    ("login", "locale", "size"),
    [("tccb.thutruong", "vi", PHONE), ("tdkt", "en", DESKTOP)],
)
async def test_nobody_is_kept_out(
    browser: Browser, console: Console, login: str, locale: str, size: ViewportSize
) -> None:
    page = await console.open(browser, login, size)
    script = AXE.read_text("utf-8")
    grave = {}
    for path in PAGES:
        await page.goto(f"{console.url}{path}?lang={locale}")
        await page.evaluate(script)
        for rule, places in await page.evaluate(GRAVE, LEVELS):
            grave[path, rule] = places
        over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            grave[path, "too wide"] = [f"{over} px"]
    assert grave == {}
