"""The table of verdicts: counted, filtered, explained."""

from __future__ import annotations

from uuid import UUID

from services.console.client.awards import Verdict
from services.console.screens.chrome import Names
from services.console.screens.eligibility import ROWS, Asked, compose
from shared.catalogue.names import name_key
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices


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


async def test_a_quota_that_forces_a_choice_says_so_and_whom_the_law_would_choose(
    officer: Browser,
) -> None:
    page = (await officer.get("/xet-dieu-kien")).text
    collectives = (await officer.get("/xet-dieu-kien?loai=tap-the")).text

    assert "Đủ điều kiện 2, chỉ được tặng 1" in page
    assert "Quyết định vượt hạn mức bị từ chối." in page
    assert "Nếu ngang nhau, gợi ý chọn: Nguyễn Thị Mai Lan." in page
    assert "Nghị định 98/2023/NĐ-CP, Điều 4" in page
    assert "Hạn mức" not in collectives


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
    (cited,) = shown["conditions"][0]["facts"]
    assert cited["id"] == "awards:3"
    assert cited["text"] == "Nguyễn Thị Mai Lan năm 2024: Hoàn thành xuất sắc nhiệm vụ"


async def test_when_a_fact_happened_and_when_it_was_learnt_are_two_dates(
    officer: Browser,
) -> None:
    subject = samples.id_of("tccb-02")
    address = f"/xet-dieu-kien/person/{subject}/CSTDCS/2024"
    (cited,) = (await officer.get(f"{address}.json")).json()["conditions"][0]["facts"]
    page = await officer.get(address)

    assert (cited["happened"], cited["learnt"]) == ("2024-12-20", "2024-03-12T08:47:00Z")
    assert "xảy ra 20/12/2024 · ghi nhận 12/03/2024 15:47" in page.text


async def test_what_is_not_confirmed_is_said_at_the_verdict(officer: Browser) -> None:
    subject = samples.id_of("tccb-02")
    page = await officer.get(f"/xet-dieu-kien/person/{subject}/CSTDCS/2024")

    assert "Có điều kiện chưa được xác nhận bằng văn bản chính thức" in page.text


async def test_a_verdict_of_an_earlier_moment_stands_beside_todays(
    officer: Browser, services: SampleServices
) -> None:
    subject = samples.id_of("tccb-02")
    address = f"/xet-dieu-kien/person/{subject}/CSTDCS/2024"
    page = await officer.get(f"{address}?tinh-den=2024-12-01")
    shown = (await officer.get(f"{address}.json?tinh-den=awards:2")).json()

    assert "Theo những gì biết hôm nay:" in page.text
    assert (shown["moment"]["fact"], shown["now"]) == ("awards:2", "unknown")
    assert services.moments == {"2024-12-01T23:59:59.999999+07:00", "awards:2"}


async def test_people_are_sorted_as_vietnamese_names_are(officer: Browser) -> None:
    rows = (await officer.get("/xet-dieu-kien.json")).json()["rows"]
    names = [row["subject"]["name"] for row in rows]

    assert names == sorted(names, key=name_key)
    assert len(names) == 4


async def test_the_whole_body_is_looked_at_one_title_at_a_time(
    officer: Browser, services: SampleServices
) -> None:
    everywhere = "/xet-dieu-kien.json?pham-vi=tat-ca&danh-hieu=CSTDCS"
    shown = (await officer.get(everywhere)).json()

    assert shown["titles"] == ["CSTDCS"]
    assert all(len(row["verdicts"]) == 1 for row in shown["rows"])
    assert "award=CSTDCS" in services.queries[-1]
    assert "unit_id" not in services.queries[-1]


async def test_commendations_stand_in_a_table_of_their_own(officer: Browser) -> None:
    shown = (await officer.get("/xet-dieu-kien.json?nhom=khen-thuong")).json()

    assert shown["titles"] == ["BK_BO", "BK_TTG", "HCLD_3", "HCLD_2", "HCLD_1"]


async def test_a_long_list_is_shown_page_by_page() -> None:
    people = [
        Verdict(
            subject_kind="person",
            subject_id=UUID(int=n),
            award="LDTT",
            year=2024,
            verdict="yes",
        )
        for n in range(ROWS + 1)
    ]

    first, second = (compose(2024, people, (), Names(), Asked(page=page)) for page in (1, 2))

    assert (first.count, first.pages, len(first.rows), len(second.rows)) == (201, 2, 200, 1)


async def test_what_rested_on_a_fact_is_listed_for_people(officer: Browser) -> None:
    page = await officer.get("/xet-dieu-kien/can-cu?cua=awards:3")
    shown = (await officer.get("/xet-dieu-kien/can-cu.json?cua=awards:3")).json()

    assert "Khen thưởng cần rà soát (1)" in page.text
    assert "vẫn còn hiệu lực cho tới khi người có thẩm quyền quyết định khác" in page.text
    assert [line["award"] for line in shown["awards"]] == ["CSTD_BO"]
    assert [line["verdict"] for line in shown["verdicts"]] == ["yes"]


async def test_what_rested_on_an_award_is_reached_from_its_decision(officer: Browser) -> None:
    address = f"/xet-dieu-kien/can-cu?cua={samples.id_of('award/1')}"
    page = await officer.get(address)

    assert f'href="{address}"' in (await officer.get("/quyet-dinh")).text
    assert "Đã hủy bỏ" in page.text or "Bị hủy" in page.text or 'class="mark bad"' in page.text


async def test_before_anything_is_asked_the_page_says_what_to_do(officer: Browser) -> None:
    nothing = await officer.get("/xet-dieu-kien/can-cu")
    nonsense = await officer.get("/xet-dieu-kien/can-cu?cua=xyz")

    assert "Chưa chọn sự kiện nào." in nothing.text
    assert "Không nhận ra mã này." in nonsense.text


async def test_the_way_ahead_opens_the_nearest_title(officer: Browser) -> None:
    address = f"/xet-dieu-kien/lo-trinh/person/{samples.id_of('tccb-02')}/2024"
    shown = (await officer.get(f"{address}.json")).json()
    page = await officer.get(address)

    assert shown["next"] == "CSTDCS"
    steps = {goal["award"]: goal["steps"] for goal in shown["goals"]}
    assert steps["LDTT"] == []
    assert steps["CSTDCS"][0]["earliest"] == 2025
    assert "chưa thấy năm nào" in page.text


async def test_what_is_supposed_is_sent_as_it_was_chosen_and_kept_nowhere(
    officer: Browser, services: SampleServices
) -> None:
    subject = f"person/{samples.id_of('tccb-02')}"
    address = (
        f"/xet-dieu-kien/gia-su?doi-tuong={subject}"
        "&gia-su=rating:EXCELLENT&nam-gia-su=2024&gia-su=&nam-gia-su=2024"
        "&gia-su=discipline:warning&nam-gia-su=2023"
    )
    page = await officer.get(address)

    assert services.supposed == [
        {
            "year": 2024,
            "facts": [
                {"fact": "rating", "year": 2024, "rating": "EXCELLENT"},
                {"fact": "discipline", "form": "warning", "imposed_on": "2023-06-30"},
            ],
        }
    ]
    assert "không có gì được lưu lại" in page.text
    assert "1 sự kiện giả định" in page.text
    assert 'href="/facts/supposed:1"' not in page.text
    assert services.told == []


async def test_before_anything_is_supposed_the_page_says_what_to_do(
    officer: Browser, services: SampleServices
) -> None:
    page = await officer.get("/xet-dieu-kien/gia-su")

    assert "Chưa giả định gì." in page.text
    assert services.supposed == []


async def test_a_replay_says_how_sure_the_other_rules_are(officer: Browser) -> None:
    page = await officer.get("/xet-dieu-kien/so-sanh?bo-quy-tac=law-2026")
    nothing = await officer.get("/xet-dieu-kien/so-sanh")

    assert "Luật 06/2026/QH16 sửa đổi" in page.text
    assert "Điều kiện mới" in page.text
    assert "Chưa chọn bộ quy tắc." in nothing.text


async def test_a_dossier_between_two_laws_shows_both_verdicts_and_which_holds(
    officer: Browser,
) -> None:
    of = f"person/{samples.id_of('tccb-02')}/CSTDCS/2024"
    address = f"/xet-dieu-kien/chuyen-tiep/{of}"
    why = await officer.get(f"/xet-dieu-kien/{of}")
    asked = await officer.get(address)
    early = await officer.get(f"{address}?ngay-nhan=2026-09-30")
    late = (await officer.get(f"{address}.json?ngay-nhan=2026-10-01")).json()

    assert f'action="{address}"' in why.text
    assert "Chưa chọn ngày nhận hồ sơ." in asked.text
    assert "Hồ sơ được nhận ngày 30/09/2026, trước ngày 01/10/2026" in early.text
    assert "Luật 06/2026/QH16 sửa đổi" in early.text
    assert "cách hiểu cần được xác nhận" in early.text
    both = late["both"]
    assert (both["holds"], both["reason"]) == ("new", "received_after")
    assert (both["old"]["answer"], both["new"]["answer"]) == ("unknown", "no")
