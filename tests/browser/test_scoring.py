"""The grid of scores under the hands of two people."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Console
from tests.console import samples

pytestmark = pytest.mark.browser

CARD = samples.id_of("card/cqt")
PATH = f"/cham-diem?don-vi={samples.id_of('cqt')}&lop=appraised"
WHO = "Lãnh đạo Văn phòng Chính phủ"


def appraising(**values: str) -> dict[str, Any]:
    """A scorecard whose appraisal is open, with these values in it."""
    card = samples.scorecards()[1]
    (own,) = card["sheets"]
    open_sheet = own | {
        "layer": "appraised",
        "state": "open",
        "submitted_on": None,
        "scores": [
            one | {"values": [one["values"][0] | {"value": values[one["criterion"]]}]}
            for one in own["scores"]
            if one["criterion"] in values
        ],
    }
    return card | {"sheets": [own, own | {"layer": "consolidated"}, open_sheet], "version": 7}


@pytest.fixture
def grid(console: Console) -> Console:
    put(console, appraising(**{"I.1": "30"}))
    return console


def put(console: Console, card: dict[str, Any]) -> None:
    cards = [card if one["unit_id"] == card["unit_id"] else one for one in samples.scorecards()]
    console.services.more[f"/scorecards/{CARD}"] = card
    console.services.more["/scorecards"] = {"items": cards, "next": None}


def cell(page: Page, code: str) -> Locator:
    return page.locator(f'[name="v.{code}"]')


async def inside(page: Page, what: str) -> bool:
    """Whether all of it can be seen in the frame of the grid."""
    return bool(
        await page.locator(what).first.evaluate(
            """(cell) => {
              const at = cell.getBoundingClientRect();
              const frame = cell.closest(".scroll").getBoundingClientRect();
              return frame.left <= at.left && at.right <= frame.right && at.right <= innerWidth;
            }"""
        )
    )


async def test_the_grid_is_filled_in_with_the_keyboard_alone_the_evidence_beside_the_row(
    browser: Browser, grid: Console
) -> None:
    page = await grid.open(browser, "tdkt", DESKTOP)
    await page.goto(grid.url + PATH)
    assert await inside(page, "td.beside a")
    assert await inside(page, '[name="r.I.1"]')
    await cell(page, "I.1").focus()
    for key, code in (
        ("Enter", "v.I.2"),
        ("ArrowDown", "v.II.1"),
        ("ArrowUp", "v.I.2"),
        ("Shift+Enter", "v.I.1"),
        ("ArrowRight", "r.I.1"),
        ("ArrowLeft", "v.I.1"),
        ("Tab", "r.I.1"),
    ):
        await page.keyboard.press(key)
        await expect(page.locator(":focus")).to_have_attribute("name", code)
    await page.set_viewport_size(PHONE)
    assert await inside(page, "td.beside a")
    assert await inside(page, '[name="r.I.1"]')


async def test_what_another_changes_is_shown_and_what_is_typed_stays_also_when_they_meet(
    browser: Browser, grid: Console
) -> None:
    page = await grid.open(browser, "tdkt", DESKTOP)
    async with page.expect_response("**/truc-tiep?*"):
        await page.goto(grid.url + PATH)
    await cell(page, "I.1").fill("31,5")
    await page.locator('[name="r.I.1"]').fill("Trừ báo cáo chậm")
    put(grid, appraising(**{"I.1": "33", "II.1": "18"}) | {"version": 8})
    changed = samples.log()[1]
    await grid.timeline.arriving.put(msgspec.structs.replace(changed, actor="lanhdao"))
    await expect(page.get_by_role("status").filter(has_text=WHO)).to_have_count(1)
    await expect(page.locator("#o-3-I\\.1")).to_have_text("33")
    await expect(cell(page, "II.1")).to_have_value("18")
    await expect(cell(page, "I.1")).to_have_value("31,5")

    refused = {"criterion": "I.1", "value": "33", "actor": "lanhdao"}
    address = f"/scorecards/{CARD}/scores"
    grid.services.refused_writes[address] = (409, "scores_changed_meanwhile")
    grid.services.named[address] = refused
    await page.get_by_role("button", name="Lưu điểm").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text(f"đã được xử lý bởi {WHO}")
    await expect(cell(page, "I.1")).to_have_value("31,5")
    await expect(page.locator('[name="r.I.1"]')).to_have_value("Trừ báo cáo chậm")

    del grid.services.refused_writes[address]
    await page.get_by_role("button", name="Lưu điểm").press("Enter")
    await page.wait_for_url("**da-ghi=1**")
    said = json.loads(grid.services.told[-1].content)
    values = {one["criterion"]: one["value"] for one in said["scores"]}
    assert values["I.1"] == "31.5"
    assert said["seen"] == 8
