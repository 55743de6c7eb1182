"""Open pages hear of what somebody else changed, once the services show it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from fastapi import FastAPI

from services.console import accountchanges
from services.console.accounts import Accounts
from services.console.pages.streams import event, merged
from services.console.settings import ConsoleSettings
from tests.console import samples
from tests.console.console import Browser, first_event
from tests.console.services import MemoryTimeline, SampleServices

ROOT = Path(__file__).parents[2]
STREAM = re.compile(r'(?:sse-connect|data-follows)="(/[\w/-]+)')
FOLLOWS = re.compile(r'<main [^>]*data-follows="([^"]+)"')
OF_AWARDS = {"awards", "bloc", "notify"}
PAGES = {
    "/": {"bloc", "covenant", "awards", "notify", "accounts"},
    "/tai-khoan": {"accounts", "bloc", "notify"},
    "/xet-dieu-kien": OF_AWARDS,
    f"/xet-dieu-kien/person/{samples.id_of('tccb-02')}/CSTDCS/2024": OF_AWARDS,
    f"/xet-dieu-kien/lo-trinh/person/{samples.id_of('tccb-02')}/2024": OF_AWARDS,
    "/quyet-dinh": OF_AWARDS,
    "/giao-uoc/chi-tieu": {"covenant", *OF_AWARDS},
    "/giao-uoc": {"covenant", "bloc", "notify"},
    "/giao-uoc/tien-do": {"covenant", "bloc", "notify"},
    "/cham-diem": {"covenant", "bloc", "notify"},
    "/xep-hang": {"covenant", "bloc", "notify"},
    "/don-vi": {"bloc", "notify"},
}


async def heard(app: FastAPI, browser: Browser, query: str) -> str:
    async with asyncio.timeout(5):
        return await first_event(app, browser, "/truc-tiep", query)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_follows_the_services_it_shows(officer: Browser, path: str) -> None:
    page = await officer.get(path)
    found = FOLLOWS.search(page.text)
    assert found is not None
    address, *shown = found[1].split("&amp;cua=")
    newest = samples.log()[-1].sequence
    assert (address, set(shown)) == (f"/truc-tiep?sau={newest}", PAGES[path])


async def test_what_answers_a_refused_form_stays_as_it_was_typed(officer: Browser) -> None:
    refused = await officer.post("/tai-khoan", {"ten-dang-nhap": "Không được", "ten": "Ai đó"})
    assert refused.status_code == 422
    assert FOLLOWS.search(refused.text) is None


async def test_a_page_hears_who_changed_it_once_the_service_shows_it(
    app: FastAPI, officer: Browser, timeline: MemoryTimeline, services: SampleServices
) -> None:
    signed = msgspec.structs.replace(samples.log()[1], actor="tccb.thutruong")
    await timeline.arriving.put(signed)
    data = await heard(app, officer, "cua=covenant")
    who = "Vụ trưởng Vụ Tổ chức cán bộ, Trưởng Khối thi đua 5"
    assert data == f"id: {signed.sequence}\nevent: changed\ndata: {who}\n\n"
    assert "/covenants" in services.asked


async def test_ones_own_change_is_shown_and_not_announced(
    app: FastAPI, officer: Browser, timeline: MemoryTimeline
) -> None:
    (own,) = (one for one in samples.log() if one.source == "covenant")
    assert own.actor == "tdkt"
    await timeline.arriving.put(own)
    assert (await heard(app, officer, "cua=covenant")).endswith("data: \n\n")


async def test_verdicts_change_with_the_facts_of_three_services(
    app: FastAPI, officer: Browser, timeline: MemoryTimeline, services: SampleServices
) -> None:
    for fact in samples.log():
        await timeline.arriving.put(fact)
        assert f"id: {fact.sequence}\n" in await heard(app, officer, "cua=awards")
        assert services.asked.pop() == "/decisions"


async def test_a_service_hears_only_of_what_feeds_it(
    app: FastAPI, officer: Browser, timeline: MemoryTimeline
) -> None:
    for fact in samples.log():
        await timeline.arriving.put(fact)
    bloc = next(one for one in samples.log() if one.source == "bloc")
    assert f"id: {bloc.sequence}\n" in await heard(app, officer, "cua=bloc")


async def test_what_happened_while_a_page_was_loading_is_heard_too(
    app: FastAPI, officer: Browser
) -> None:
    newest = samples.log()[-1].sequence
    assert f"id: {newest}\n" in await heard(app, officer, f"cua=awards&sau={newest - 1}")


async def test_a_service_that_is_away_keeps_nobody_from_hearing(
    app: FastAPI, officer: Browser, timeline: MemoryTimeline, services: SampleServices
) -> None:
    services.away.add("covenant")
    await timeline.arriving.put(samples.log()[1])
    assert "event: changed" in await heard(app, officer, "cua=covenant")


async def test_accounts_change_for_whoever_looks_at_them(
    app: FastAPI, officer: Browser
) -> None:
    hearing = asyncio.ensure_future(heard(app, officer, "cua=accounts"))
    # Whichever account is added once the other one looks is heard of.
    for number in range(100):
        added = {"ten-dang-nhap": f"nguoi-{number}", "ten": "Người mới"}
        assert (await officer.post("/tai-khoan", added)).status_code == 303
        if hearing.done():
            break
    assert await hearing == "event: changed\ndata: \n\n"


async def test_who_changes_the_file_by_hand_is_heard_of_too(
    settings: ConsoleSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accountchanges, "LOOK_SECONDS", 0.01)
    assert settings.accounts is not None
    accounts = Accounts(settings.accounts)
    arrivals = accountchanges.AccountChanges(accounts).arrivals(accounts.version())
    settings.accounts.write_text(settings.accounts.read_text("utf-8") + "\n", "utf-8")
    async with asyncio.timeout(5):
        await anext(arrivals)


def test_every_stream_a_page_listens_to_is_there(app: FastAPI) -> None:
    pages = (ROOT / "services" / "console" / "templates").glob("*.html")
    connected = {one for page in pages for one in STREAM.findall(page.read_text("utf-8"))}
    there = set(app.openapi()["paths"])
    assert connected
    assert connected <= there


async def test_streams_are_heard_as_one() -> None:
    async def saying(*words: str) -> AsyncIterator[str]:
        for word in words:
            yield word

    assert sorted([one async for one in merged(saying("a", "b"), saying("c"))]) == list("abc")


def test_an_event_without_words_is_an_event() -> None:
    assert event("changed", "", None) == "event: changed\ndata: \n\n"
