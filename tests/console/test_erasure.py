"""Erasing a person on the screen: what goes and stays, then a typed word."""

from __future__ import annotations

import json

from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

PERSON = str(samples.people()[0]["id"])
PAGE = f"/nhan-su/{PERSON}/xoa-du-lieu"
FORM = {"word": "xóa", "reason": "requested", "key": "a-key"}


async def test_what_goes_and_what_stays_is_read_before_the_word_is_asked_for(
    officer: Browser,
) -> None:
    first = await officer.get(PAGE)
    second = await officer.get(f"{PAGE}?ly-do=requested")

    assert "Số căn cước" in first.text
    assert "Gõ chữ XÓA" not in first.text
    assert "Gõ chữ XÓA" in second.text


async def test_what_a_postgresql_server_keeps_itself_is_said(
    officer: Browser, services: SampleServices
) -> None:
    here = (await officer.get(PAGE)).text
    done = {"person_id": PERSON, "erased_on": "2026-03-01", "reason": "requested"}
    services.more[f"/people/{PERSON}/erasure"] = done | {"store": "postgresql"}

    page = (await officer.get(PAGE)).text

    assert "PostgreSQL" not in here
    assert "Không bảng nào của kho" in page
    assert "Không tệp nào của hệ thống" not in page
    assert "nhật ký ghi trước (WAL)" in page


async def test_a_person_is_erased_with_the_word_and_a_ground_of_the_law(
    officer: Browser, services: SampleServices
) -> None:
    refused = await officer.post(PAGE, FORM | {"word": "vâng"})
    assert (refused.status_code, services.told) == (422, [])
    before = await officer.get("/khoi.json")

    done = await officer.post(PAGE, FORM)
    (told,) = services.told
    after = await officer.get("/khoi.json")

    assert done.headers["location"].startswith(PAGE)
    assert told.url.path == f"/api/v1/people/{PERSON}/erasure"
    assert told.headers["idempotency-key"] == "a-key"
    assert json.loads(told.content)["reason"] == "requested"
    name = samples.people()[0]["full_name"]
    assert name in before.text
    # The directory was read a moment before: it is forgotten at once.
    assert name not in after.text


async def test_nobody_else_erases_and_is_told_why(unit_head: Browser) -> None:
    assert (await unit_head.get(PAGE)).status_code == 403
    assert "vi-sao-xoa-du-lieu" in (await unit_head.get(f"/nhan-su/{PERSON}")).text
