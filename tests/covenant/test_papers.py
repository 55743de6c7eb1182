"""What a paper's code tells whoever holds it: what it says, and whether it still holds."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

import httpx

from tests.covenant.player import Player, position
from tests.covenant.samples import HC2, TCCB, UNITS

LATER = "2024-12-20"
CONCLUSION = "Thống nhất suy tôn Vụ Tổ chức cán bộ."


async def ended(player: Player, meeting: str) -> httpx.Response:
    return await player.bloc_head.post(f"{meeting}/closing", {"conclusion": CONCLUSION})


async def paper(player: Player, digest: str) -> Any:  # noqa: ANN401 (JSON)
    """What somebody without an account is told."""
    answer = await player.service.client.get(f"/api/v1/papers/{digest[:12]}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_minutes_are_known_by_the_digest_of_their_exact_text(player: Player) -> None:
    meeting = await player.opened_meeting()
    form = {"number": 1, "candidate_unit_ids": [str(HC2), str(TCCB)], "at_most": 1}
    opened = await player.bloc_head.post(f"{meeting}/ballots", form)
    ballot = f"/flag-ballots/{opened.json()['id']}"
    await player.read(ballot, opened)
    position(await player.vote(ballot, TCCB, HC2))
    position(await player.bloc_head.post(f"{ballot}/count", {}))
    early = await player.viewer.get(f"{meeting}/minutes")
    assert (early.status_code, early.json()["code"]) == (409, "meeting_not_over")

    shown = await player.read(meeting, await ended(player, meeting))
    text = (await player.viewer.get(f"{meeting}/minutes")).content

    assert hashlib.sha256(text).hexdigest() == shown["digest"]
    said = json.loads(text)
    assert (said["conclusion"], said["ballots"][0]["votes"][str(HC2)]) == (CONCLUSION, 1)
    told = await paper(player, shown["digest"])
    assert told["digest"] == shown["digest"]
    assert told["minutes"]["conclusion"] == CONCLUSION
    assert (told["minutes"]["present"], told["minutes"]["called"]) == (len(UNITS),) * 2
    assert told["minutes"]["ballots"][0]["votes"][0] == {
        "unit_id": str(HC2),
        "votes": 1,
        "passed": False,
    }
    assert not told["minutes"]["ranking_changed"]
    # Who was there and who voted stands on no paper that anybody may ask about.
    assert "account" not in json.dumps(told)


async def test_minutes_of_before_say_so_when_the_bloc_met_again_or_scores_changed(
    player: Player,
) -> None:
    (card,) = await player.opened_scorecards(TCCB)
    await player.appraise(card)
    first = await player.opened_meeting()
    digest = (await player.read(first, await ended(player, first)))["digest"]
    assert (await paper(player, digest))["minutes"]["standing"][0]["unit_id"] == str(TCCB)

    appeal = {"criterion": "I.1", "grounds": "Đã nộp đủ minh chứng"}
    position(await player.unit_officer(TCCB).post(f"{card}/appeals", appeal))
    decision = {"criterion": "I.1", "value": "50", "reason": "Thiếu một minh chứng"}
    await player.read(
        first, await player.emulation_officer.post(f"{card}/appeal-decisions", decision)
    )
    assert (await paper(player, digest))["minutes"]["ranking_changed"]
    assert (await paper(player, digest))["minutes"]["later_meeting_on"] is None

    second = await player.opened_meeting(held_on=LATER)
    closed = await ended(player, second)
    later = (await player.read(second, closed))["digest"]
    assert later != digest
    assert (await paper(player, digest))["minutes"]["later_meeting_on"] == LATER
    assert (await paper(player, later))["minutes"]["later_meeting_on"] is None


async def test_a_covenant_is_known_with_its_signatures_and_what_is_missing(
    player: Player,
) -> None:
    path, digest = await player.opened_covenant()
    await player.read(path, await player.sign(path, digest, TCCB))

    told = (await paper(player, digest))["covenant"]

    assert told["state"] == "open"
    signed = {one["unit_id"]: one["signed_on"] for one in told["signatures"]}
    assert signed == {str(one): "2024-03-12" if one == TCCB else None for one in UNITS}


async def test_a_code_of_no_paper_and_one_that_is_none_are_refused(player: Player) -> None:
    unknown = await player.service.client.get("/api/v1/papers/0123456789ab")
    no_code = await player.service.client.get(f"/api/v1/papers/{str(uuid4())[:8]}")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "paper_unknown")
    assert no_code.status_code == 422
