"""A service that is away: pages do without it where they can, and say which part it is."""

from __future__ import annotations

import pytest

from services.console import directory
from tests.console.console import Browser
from tests.console.services import SampleServices


async def test_the_tasks_are_shown_without_the_awards(
    officer: Browser, services: SampleServices
) -> None:
    services.away.add("awards")
    page = await officer.get("/")
    assert page.status_code == 200
    assert "Khen thưởng: phần này tạm thời không trả lời." in page.text


async def test_a_page_without_its_service_says_what_works(
    officer: Browser, services: SampleServices
) -> None:
    services.away.add("awards")
    page = await officer.get("/quyet-dinh")
    assert page.status_code == 503
    assert page.text.count("Tạm thời không trả lời") == 1
    assert page.text.count("Hoạt động") == 3
    works = page.text.partition("Vẫn dùng được")[2]
    assert 'href="/cham-diem"' in works
    assert 'href="/xet-dieu-kien"' not in works


async def test_data_says_what_is_missing(officer: Browser, services: SampleServices) -> None:
    services.away.add("covenant")
    answer = await officer.get("/index.json")
    assert answer.headers["thidua-away"] == "covenant"


async def test_names_read_before_serve_while_the_directory_is_away(
    officer: Browser, services: SampleServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "FRESH_SECONDS", 0.0)
    await officer.get("/khoi")
    services.away.add("bloc")
    page = await officer.get("/khoi")
    assert page.status_code == 200
    assert "Trần Khả Toàn" in page.text
    assert "theo lần đọc gần nhất" in page.text


async def test_without_any_names_no_page_works(
    officer: Browser, services: SampleServices
) -> None:
    services.away.add("bloc")
    page = await officer.get("/khoi")
    assert page.status_code == 503
    assert "Các trang cần danh bạ đơn vị, nhân sự" in page.text


async def test_the_directory_is_read_once_in_a_while(
    officer: Browser, services: SampleServices
) -> None:
    await officer.get("/khoi")
    await officer.get("/giao-uoc")
    assert services.asked.count("/people") == 1


async def test_units_are_read_for_each_account_and_people_once_for_everybody(
    visitor: Browser, services: SampleServices
) -> None:
    await visitor.sign_in("tdkt")
    await visitor.get("/khoi")
    await visitor.sign_in("cqt.thutruong")
    await visitor.get("/khoi")
    assert (services.asked.count("/units"), services.asked.count("/people")) == (2, 1)
