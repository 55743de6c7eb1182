"""What somebody may not do stands on the page all the same, disabled, with the reason."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from lxml import html  # type: ignore[import-untyped]

from services.console.settings import ConsoleSettings
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

CARD = samples.scorecards()[0]["scorecard_id"]
PERSON = samples.id_of("tccb-02")
PAGES = (
    "/",
    "/khoi",
    "/khoi/dieu-hanh",
    "/don-vi",
    f"/don-vi/{samples.id_of('tccb')}",
    f"/nhan-su/{PERSON}",
    "/danh-sach",
    "/giao-uoc",
    "/giao-uoc/soan",
    "/giao-uoc/dang-ky",
    "/giao-uoc/chi-tieu",
    "/bang-tieu-chi",
    "/cham-diem",
    f"/cham-diem/{CARD}/tieu-chi/{quote('I.1')}",
    "/hop-khoi",
    f"/hop-khoi/bo-phieu/{samples.id_of('ballot/1')}",
    "/xep-hang",
    "/xet-dieu-kien",
    "/quyet-dinh",
    "/tai-khoan",
)
UNIT, BLOC = samples.id_of("tccb"), samples.BLOC
# What belongs to a form of which the disabled button stands there: files to fill in for it, a
# text to begin with, the reader's own unit.
PARTS = {
    "/danh-sach": {
        f"{what} ({form})"
        for what in ("Tệp mẫu", "Xuất danh sách")
        for form in ("Excel", "CSV")
    },
    "/giao-uoc/soan": {"Lấy nội dung này"},
    "/hop-khoi": {"Cử người dự thay"},
}
SCOPES = {
    "council_member": BLOC,
    "unit_officer": UNIT,
    "unit_head": UNIT,
    "bloc_head": BLOC,
}
ROLES = ("viewer", "authority", "emulation_officer", *SCOPES)


@asynccontextmanager
async def window_of(
    app: FastAPI, settings: ConsoleSettings, role: str
) -> AsyncIterator[Browser]:
    """The window of an account that holds one role; it is there for as long as its window."""
    assert settings.accounts is not None
    kept = settings.accounts.read_text("utf-8")
    scope = f', scope = "{SCOPES[role]}"' if role in SCOPES else ""
    account = (
        f'[[account]]\nlogin = "ai"\nname = "Ai"\nroles = [{{ role = "{role}"{scope} }}]\n'
    )
    settings.accounts.write_text(f"{kept}\n{account}", "utf-8")
    async with Browser.of(app) as browser:
        await browser.sign_in("ai")
        yield browser
    settings.accounts.write_text(kept, "utf-8")


def without_reason(text: str) -> Iterator[str]:
    """Disabled actions whose reason is not there, and actions that are nothing but greyed."""
    page = html.fromstring(text)
    for action in page.xpath("//*[@aria-disabled='true']"):
        said = action.get("aria-describedby", "")
        reasons = page.xpath(f"//*[@id='{said}']")
        if len(reasons) != 1 or not reasons[0].text_content().strip():
            yield action.text_content().strip()
        if action.get("type") != "button":
            yield f"{action.text_content().strip()} sends its form all the same"
    for action in page.xpath("//button[@disabled] | //summary[@aria-disabled]"):
        yield action.text_content().strip()


def actions(text: str) -> set[str]:
    """What the main part of a page offers to do, allowed or not, by its words."""
    page = html.fromstring(text)
    found = page.xpath("//main//button | //main//a[contains(@class, 'button')]")
    return {" ".join(each.text_content().split()) for each in found}


@pytest.mark.parametrize("role", ROLES)
async def test_every_disabled_action_says_why(
    app: FastAPI, settings: ConsoleSettings, services: SampleServices, role: str
) -> None:
    silent = {}
    async with window_of(app, settings, role) as browser:
        for services.draft in (False, True):
            for path in PAGES:
                page = await browser.get(path)
                assert page.status_code == 200, path
                if found := list(without_reason(page.text)):
                    silent[path] = found
    assert silent == {}


async def test_what_one_may_do_stands_on_the_pages_of_all(
    app: FastAPI, settings: ConsoleSettings
) -> None:
    offered = {}
    for role in ROLES:
        async with window_of(app, settings, role) as browser:
            pages = {path: actions((await browser.get(path)).text) for path in PAGES}
            offered[role] = {
                path: found - PARTS.get(path, set()) for path, found in pages.items()
            }
    least = offered.pop("viewer")
    missing = {
        (role, path): found - least[path]
        for role, pages in offered.items()
        for path, found in pages.items()
        # The tasks are each reader's own.
        if path != "/" and found - least[path]
    }
    assert missing == {}
