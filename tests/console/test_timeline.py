from __future__ import annotations

import asyncio

from fastapi import FastAPI

from services.console.pages.streams import event
from tests.console import samples
from tests.console.console import Browser, first_event
from tests.console.services import MemoryTimeline


async def test_a_fact_arrives_on_the_open_page(
    app: FastAPI, officer: Browser, timeline: MemoryTimeline
) -> None:
    await timeline.arriving.put(samples.log()[1])
    async with asyncio.timeout(5):
        data = await first_event(app, officer, "/dong-su-kien/truc-tiep")
    assert "id: covenant:2\nevent: fact\n" in data
    assert "Vụ Tổ chức cán bộ ký giao ước" in data


async def test_only_facts_of_the_filter_arrive(
    app: FastAPI, officer: Browser, timeline: MemoryTimeline
) -> None:
    for fact in samples.log():
        await timeline.arriving.put(fact)
    async with asyncio.timeout(5):
        path = "/dong-su-kien/truc-tiep"
        data = await first_event(app, officer, path, "loai=rating_recorded&cua=")
    assert "id: awards:3\n" in data


async def test_the_log_can_be_read_back_entity_by_entity(officer: Browser) -> None:
    found = (await officer.get(f"/dong-su-kien.json?cua={samples.COVENANT}")).json()
    assert [line["id"] for line in found["lines"]] == ["covenant:2"]


async def test_older_facts_follow(officer: Browser) -> None:
    found = (await officer.get("/dong-su-kien.json?truoc=3")).json()
    assert [line["id"] for line in found["lines"]] == ["covenant:2", "bloc:1"]


def test_every_line_of_an_event_is_data() -> None:
    assert event("fact", "<li>\n</li>", "bloc:1") == (
        "id: bloc:1\nevent: fact\ndata: <li>\ndata: </li>\n\n"
    )
