"""Pages that are looked at from an earlier moment."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.console.screens.moment import Moment, read_moment
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

# Just after midnight in Việt Nam, the day before by the clock of Greenwich.
NOW = datetime(2024, 12, 1, 17, 30, tzinfo=UTC)


def test_a_day_is_looked_at_from_its_last_moment_in_viet_nam() -> None:
    chosen = read_moment("2024-12-01", NOW)

    assert chosen == Moment("2024-12-01", day=date(2024, 12, 1))
    assert chosen.at == "2024-12-01T23:59:59.999999+07:00"


def test_a_fact_is_a_moment_too() -> None:
    chosen = read_moment("awards:41", NOW)

    assert chosen == Moment("awards:41", fact="awards:41", said="awards:41")
    assert chosen.at == "awards:41"


@pytest.mark.parametrize(
    "text", [None, "", "2024-12-02", "2999-01-01", "2024-13-40", "awards:x"]
)
def test_today_and_what_is_no_moment_is_now(text: str | None) -> None:
    assert read_moment(text, NOW) is None


@pytest.mark.parametrize("page", ["/xet-dieu-kien", "/quyet-dinh"])
async def test_a_page_asks_as_of_the_moment_and_says_so(
    officer: Browser, services: SampleServices, page: str
) -> None:
    shown = await officer.get(f"{page}?tinh-den=2024-12-01")

    assert services.moments == {"2024-12-01T23:59:59.999999+07:00"}
    assert "Số liệu tính đến hết ngày 01/12/2024." in shown.text
    assert "Trở về hiện tại" in shown.text
    services.moments.clear()
    now = await officer.get(page)
    assert services.moments == set()
    assert "Trở về hiện tại" not in now.text


async def test_other_choices_and_the_reasons_keep_the_moment(
    officer: Browser, services: SampleServices
) -> None:
    page = await officer.get("/xet-dieu-kien?loai=tap-the&ket-qua=yes&tinh-den=awards:3")

    assert "danh-hieu=TTLDTT&amp;ket-qua=yes&amp;tinh-den=awards:3" in page.text
    assert "Số liệu ngay sau sự kiện" in page.text
    assert "Nguyễn Thị Mai Lan năm 2024: Hoàn thành xuất sắc nhiệm vụ" in page.text
    assert 'href="/xet-dieu-kien?loai=tap-the&amp;ket-qua=yes"' in page.text, "the way back"
    services.moments.clear()
    subject = samples.id_of("tccb-02")
    why = await officer.get(f"/xet-dieu-kien/person/{subject}/CSTDCS/2024?tinh-den=2024-12-01")
    assert services.moments == {"2024-12-01T23:59:59.999999+07:00"}
    assert 'href="/xet-dieu-kien?loai=ca-nhan&amp;tinh-den=2024-12-01"' in why.text


async def test_a_fact_leads_to_how_things_stood_then(officer: Browser) -> None:
    page = await officer.get("/facts/awards:3")

    assert 'href="/xet-dieu-kien?tinh-den=awards:3"' in page.text
    assert 'href="/quyet-dinh?tinh-den=awards:3"' in page.text


async def test_a_moment_the_log_has_not_reached_is_told_in_words(
    officer: Browser, services: SampleServices
) -> None:
    services.refusals["/decisions"] = (400, "moment_in_future")

    page = await officer.get("/quyet-dinh?tinh-den=awards:999")

    assert "Thời điểm cần xem chưa đến." in page.text
