"""A covenant at half-year on the screen: the scorecard, the unit's own report, reminding."""

from __future__ import annotations

import json

from services.console.pages.covenant.progress import PATH
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

UNIT = str(samples.id_of("cqt"))


async def test_a_unit_reports_article_by_article(
    unit_head: Browser, services: SampleServices
) -> None:
    page = await unit_head.get(PATH)
    assert "Báo cáo của" in page.text

    answer = await unit_head.post(
        PATH, {"don_vi": UNIT, "tien_do_1": "behind", "ghi_1": " Chậm một báo cáo. "}
    )

    assert answer.status_code == 303
    (told,) = services.told
    assert told.url.path == "/api/v1/progress-reports"
    body = json.loads(told.content)
    assert (body["unit_id"], body["until"]) == (UNIT, "2024-06-30")
    assert body["lines"][0] == {"article": 1, "course": "behind", "text": "Chậm một báo cáo."}


async def test_what_is_refused_says_why(unit_head: Browser, services: SampleServices) -> None:
    services.refusals["/progress-reports"] = (422, "progress_article_missing")

    page = await unit_head.post(PATH, {"don_vi": UNIT})

    assert page.status_code == 422
    assert "Hãy cho biết tiến độ của mọi điều trong giao ước." in page.text


async def test_the_head_sees_who_is_late_and_reminds_them_in_one_act(
    visitor: Browser, services: SampleServices
) -> None:
    await visitor.sign_in("tccb.thutruong")
    page = await visitor.get(PATH)
    assert "Nhắc" in page.text

    answer = await visitor.post(f"{PATH}/nhac", {"viec": "self_score"})

    assert answer.status_code == 303
    (told,) = services.told
    assert told.url.path == "/api/v1/reminders"
    body = json.loads(told.content)
    assert (body["matter"], body["unit_ids"]) == ("self_score", [str(samples.id_of("cong"))])


async def test_who_does_not_lead_sees_why_nobody_is_reminded(unit_head: Browser) -> None:
    page = await unit_head.get(PATH)

    assert "Việc này của Trưởng khối hoặc chuyên viên thi đua." in page.text
