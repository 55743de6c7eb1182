"""*Xếp hạng*: seen with its reasons, fixed in two steps, supposed otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

UNITS = {name: samples.id_of(name) for name in ("tccb", "cqt", "cong", "hcqt2")}


def complete(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 (whatever a test varies)
    """A ranking in which nothing is open: one tie was broken, one unit is excluded."""
    margin = {
        "by": {"by": "group", "of": "I"},
        "over_unit_id": UNITS["cqt"],
        "figure": "38.5",
        "other": "38",
    }
    return {
        "places": [
            {"rank": 1, "unit_id": UNITS["tccb"], "total": "99", "margin": margin},
            {"rank": 2, "unit_id": UNITS["cqt"], "total": "99"},
        ],
        "waiting_unit_ids": [],
        "excluded": [{"unit_id": UNITS["cong"], "conditions": ["L.1"], "total": "90"}],
        "open": [],
        "flag": {"unit_id": UNITS["tccb"], "reason": "first_by_score"},
        "ranked_by": {"tie_break": [{"by": "group", "of": "I"}], "flag_by": "score"},
        "digest": "ab12",
        "finalised": None,
        **changes,
    }


@pytest.fixture
def closed(services: SampleServices) -> SampleServices:
    services.ranking = complete()
    return services


async def test_each_place_says_why_and_an_exclusion_too(
    officer: Browser, closed: SampleServices
) -> None:
    page = (await officer.get("/xep-hang")).text

    assert "Hơn Cục Quản trị ở điểm nhóm I: 38,5 so với 38" in page
    assert "Không xếp hạng: L.1" in page
    assert "Đề nghị tặng cờ: Vụ Tổ chức cán bộ." in page
    assert closed.told == []


async def test_a_ranking_that_waits_says_for_what_and_cannot_be_fixed(
    officer: Browser, services: SampleServices
) -> None:
    page = (await officer.get("/xep-hang")).text
    pushed = await officer.post("/xep-hang/chot", {"word": "CHỐT", "seen": "ab12"})

    assert "lớp Khối tổng hợp chưa khóa" in page
    assert "Phiếu suy tôn chưa kiểm" in page
    assert "Còn việc chưa xong nêu ở trên" in page
    assert 'href="/xep-hang/chot"' not in page
    assert pushed.status_code == 422
    assert services.told == []


async def test_only_the_emulation_officer_fixes_a_ranking(
    unit_head: Browser, closed: SampleServices
) -> None:
    page = (await unit_head.get("/xep-hang")).text
    pushed = await unit_head.post("/xep-hang/chot", {"word": "CHỐT", "seen": "ab12"})

    assert "Chỉ chuyên viên thi đua" in page
    assert 'href="/xep-hang/chot"' not in page
    assert pushed.status_code == 422
    assert closed.told == []


async def test_mistake_7_publishing_takes_two_steps_and_a_typed_word(
    officer: Browser, closed: SampleServices
) -> None:
    looked = (await officer.get("/xep-hang/chot")).text
    wrong = await officer.post("/xep-hang/chot", {"word": "OK", "seen": "ab12"})
    assert "Gõ" in looked
    assert "38,5 so với 38" in looked
    assert wrong.status_code == 422
    assert "Hãy gõ CHỐT rồi chốt lại" in wrong.text
    assert closed.told == []

    await officer.post("/xep-hang/chot", {"word": "chốt", "seen": "ab12", "key": "k1"})

    (told,) = closed.told
    assert told.url.path == "/api/v1/rankings"
    assert told.headers["idempotency-key"] == "k1"
    assert json.loads(told.content)["seen"] == "ab12"


async def test_a_ranking_that_changed_since_it_was_read_is_shown_again(
    officer: Browser, closed: SampleServices
) -> None:
    closed.refused_writes["/rankings"] = (409, "ranking_changed_meanwhile")

    page = await officer.post("/xep-hang/chot", {"word": "CHỐT", "seen": "old"})

    assert page.status_code == 409
    assert "Xếp hạng đã khác với bản ông/bà xem" in page.text


async def test_a_supposed_value_is_shown_side_by_side_and_told_to_nobody(
    officer: Browser, closed: SampleServices
) -> None:
    asked = f"tieu-chi={UNITS['tccb']}/I.1&gia-tri=9,5"
    page = (await officer.get(f"/xep-hang?{asked}")).text
    unread = (await officer.get(f"/xep-hang?tieu-chi={UNITS['tccb']}/I.1&gia-tri=x")).text

    assert "Thứ hạng sẽ khác đi." in page
    assert page.count("đổi hạng") == 2
    assert "“x”" in unread
    assert closed.told == []
