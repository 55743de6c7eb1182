from __future__ import annotations

import httpx

from shared.access import Role
from shared.files import digest_of
from tests.covenant.player import Player, position
from tests.covenant.samples import HC2, PORTAL, TCCB

PDF = b"%PDF-1.7 bao cao"
DIGEST = digest_of(PDF)


async def attached(player: Player, path: str) -> httpx.Response:
    return await attach(player, path, PDF, "Báo cáo Nguyễn Văn An.pdf")


async def attach(player: Player, path: str, content: bytes, name: str) -> httpx.Response:
    officer = player.unit_officer(TCCB)
    return await player.service.client.post(
        f"/api/v1{path}/evidence",
        params={"criterion": "I.1", "name": name},
        content=content,
        headers=officer._headers,
    )


async def test_a_file_is_seen_by_who_has_a_part_in_the_score_and_by_nobody_else(
    player: Player,
) -> None:
    path, _ = await player.opened_scorecards(TCCB, HC2)
    position(await attached(player, path))
    own, checker = player.unit_officer(TCCB), player.unit_officer(HC2)
    file = f"{path}/evidence/{DIGEST}"

    seen = await own.get(file)
    assert (seen.status_code, seen.content) == (200, PDF)
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert seen.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in seen.headers["content-security-policy"]
    assert (await player.emulation_officer.get(file)).status_code == 200
    assert (await player.bloc_head.get(file)).status_code == 200
    # Another unit looks at what it checks once there is something to check.
    assert (await checker.get(file)).status_code == 403
    position(await player.score(own, path, "self"))
    position(await player.submit(own, path, "self"))
    assert (await checker.get(file)).status_code == 200
    assert (await player.unit_officer(PORTAL).get(file)).status_code == 403
    assert (await player.viewer.get(file)).status_code == 403
    operator = player.service.signed_in((Role.OPERATOR, None), login="operator")
    assert (await operator.get(file)).status_code == 403
    missing = await own.get(f"{path}/evidence/{'0' * 64}")
    assert missing.json()["code"] == "evidence_not_attached"


async def test_the_fact_tells_the_digest_and_never_the_name(player: Player) -> None:
    (path,) = await player.opened_scorecards(TCCB)
    answer = await attached(player, path)

    found = await player.read(path, answer)
    named = (await player.unit_officer(TCCB).get(f"{path}/evidence")).json()

    (evidence,) = found["evidence"]
    assert (evidence["digest"], evidence["media_type"]) == (DIGEST, "application/pdf")
    assert evidence["scan"] == "unscanned"
    assert "Nguyễn" not in str(found)
    assert named[0]["name"] == "Báo cáo Nguyễn Văn An.pdf"


async def test_a_file_is_judged_by_its_content_and_only_its_unit_attaches_it(
    player: Player,
) -> None:
    (path,) = await player.opened_scorecards(TCCB)

    script = await attach(player, path, b"<script>alert(1)</script>", "bao-cao.pdf")
    foreign = await player.service.client.post(
        f"/api/v1{path}/evidence",
        params={"criterion": "I.1", "name": "x.pdf"},
        content=PDF,
        headers=player.unit_officer(HC2)._headers,
    )
    position(await attached(player, path))
    twice = await attached(player, path)

    assert (script.status_code, script.json()["code"]) == (415, "file_kind_refused")
    assert foreign.status_code == 403
    assert twice.json()["code"] == "evidence_already_attached"
