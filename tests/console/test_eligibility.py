"""The table of verdicts: counted, filtered, explained."""

from __future__ import annotations

from tests.console import samples
from tests.console.console import Browser


async def test_verdicts_are_counted_by_title(officer: Browser) -> None:
    shown = (await officer.get("/xet-dieu-kien.json?loai=tap-the")).json()
    first = shown["tallies"][0]
    assert (first["title"], first["yes"], first["no"], first["unknown"]) == ("TTLDTT", 4, 0, 0)


async def test_one_verdict_of_one_title_can_be_chosen(officer: Browser) -> None:
    unit = samples.id_of("tccb")
    query = f"don-vi={unit}&danh-hieu=LDTT&ket-qua=no"
    shown = (await officer.get(f"/xet-dieu-kien.json?{query}")).json()
    assert [row["verdicts"][0] for row in shown["rows"]] == ["no"]
    # The numbers stay those of everybody: they are what one chooses from.
    assert sum(shown["tallies"][0][answer] for answer in ("yes", "no", "unknown")) == 4


async def test_a_choice_that_nobody_fits_says_what_to_do(officer: Browser) -> None:
    page = await officer.get("/xet-dieu-kien?loai=tap-the&danh-hieu=TTLDTT&ket-qua=no")
    assert "Không có đối tượng nào khớp lựa chọn." in page.text
    assert "Xem tất cả kết quả" in page.text


async def test_the_data_beside_a_page_is_of_the_same_choice(officer: Browser) -> None:
    page = await officer.get("/xet-dieu-kien?loai=tap-the&ket-qua=no")
    assert 'href="/xet-dieu-kien.json?loai=tap-the&amp;ket-qua=no"' in page.text


async def test_an_unknown_choice_is_no_choice(officer: Browser) -> None:
    shown = (await officer.get("/xet-dieu-kien.json?danh-hieu=X&ket-qua=maybe")).json()
    assert shown["asked"]["title"] is None
    assert shown["rows"]


async def test_a_verdict_cites_its_facts_in_words(officer: Browser) -> None:
    subject = samples.id_of("tccb-02")
    shown = (await officer.get(f"/xet-dieu-kien/person/{subject}/CSTDCS/2024.json")).json()
    assert shown["conditions"][0]["facts"] == [
        {"id": "awards:3", "text": "Nguyễn Thị Mai Lan năm 2024: Hoàn thành xuất sắc nhiệm vụ"}
    ]
