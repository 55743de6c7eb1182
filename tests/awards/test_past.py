"""Verdicts, nominations, decisions, awards and reviews are read as they stood."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.awards.domain.awards import award_id
from tests.awards.player import RATING, REVOCATION, Player, position


async def test_a_year_is_read_as_it_stood_at_each_of_its_facts(player: Player) -> None:
    moved = await player.enrolled()
    nominated = await player.submit("LDTT", moved)
    decided = await player.decide(nominated)
    granted = award_id(UUID(decided.json()["id"]), UUID(nominated.json()["id"]))
    path = f"/awards/{granted}/revocation"
    revoked = await player.authority.post(path, REVOCATION)
    rated = await player.record("/ratings", RATING)

    async def then(path: str, at: str) -> list[Any]:
        answer = await player.viewer.get(path, at=at)
        assert answer.status_code == 200, answer.text
        items: list[Any] = answer.json()["items"]
        return items

    verdict = await player.verdict("LDTT", rated)
    nomination, decision, revocation = map(position, (nominated, decided, revoked))
    states = {
        at: [each["state"] for each in await then("/nominations", at)]
        for at in (moved, nomination, decision)
    }
    assert states == {moved: [], nomination: ["submitted"], decision: ["decided"]}
    assert await then("/decisions", nomination) == []
    assert len(await then("/decisions", decision)) == 1
    assert (await player.viewer.get(f"/awards/{granted}", at=nomination)).status_code == 404
    for at, state in ((decision, "valid"), (revocation, "revoked")):
        award = (await player.viewer.get(f"/awards/{granted}", at=at)).json()
        assert award["state"] == state
    assert await then("/reviews", decision) == []
    assert len(await then("/reviews", revocation)) == 1
    cited = [fact for condition in verdict["conditions"] for fact in condition["facts"]]
    assert rated in cited
    subject = f"person/{verdict['subject_id']}/LDTT/{verdict['year']}"
    before = (await player.viewer.get(f"/eligibility/{subject}", at=revocation)).json()
    assert rated not in [f for condition in before["conditions"] for f in condition["facts"]]
