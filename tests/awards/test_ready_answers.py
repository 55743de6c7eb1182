"""Answers that are kept ready: never older than what was seen, never for who may not ask."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from shared.continuity import NOWHERE
from shared.http.ready import BESIDE_THE_BODY, Kept, Tagged
from shared.readmodel import Copies, Moment
from tests.awards.player import RATING, Player
from tests.awards.samples import AN, YEAR

LIST = f"/eligibility?year={YEAR}&subject_id={AN}"
WHY = f"/eligibility/person/{AN}/LDTT/{YEAR}"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each time a read model was asked something."""
    found: list[object] = []
    ask = Copies.ask

    async def counted(model: Copies, question: Callable[..., object]) -> object:
        found.append(question)
        return await ask(model, question)

    monkeypatch.setattr(Copies, "ask", counted)
    return found


@pytest.mark.parametrize("question", [LIST, WHY])
async def test_what_was_answered_is_answered_again_without_asking_the_read_model(
    player: Player, asked: list[object], question: str
) -> None:
    await player.read(LIST, await player.enrolled())
    first = await player.viewer.get(question)
    asked.clear()

    again = await player.officer.get(question)

    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"]
    assert asked == []


async def test_an_answer_is_another_one_once_a_fact_was_seen(player: Player) -> None:
    await player.read(LIST, await player.enrolled())
    before = await player.viewer.get(WHY)
    rating = await player.record("/ratings", RATING)

    seen = await player.read(WHY, rating)
    after = await player.viewer.get(WHY, if_none_match=before.headers["etag"])

    assert after.status_code == 200
    assert after.json() == seen != before.json()


async def test_an_answer_that_is_ready_is_for_nobody_without_a_token(player: Player) -> None:
    await player.read(LIST, await player.enrolled())
    assert (await player.viewer.get(LIST)).status_code == 200

    refused = await player.service.client.get(f"/api/v1{LIST}")

    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")


async def test_an_earlier_moment_is_not_kept_for_what_is_asked_now(player: Player) -> None:
    enrolled = await player.enrolled()
    await player.read(LIST, enrolled)
    rating = await player.record("/ratings", RATING)
    now = await player.read(WHY, rating)

    earlier = await player.viewer.get(WHY, at=enrolled)

    assert earlier.json() != now
    assert (await player.viewer.get(WHY)).json() == now


def test_what_was_not_asked_for_longest_goes_first() -> None:
    one, other = (Tagged(text * 1000, {}) for text in (b"1", b"2"))
    moment = Moment("a", 0, 0, 0, NOWHERE)
    kept = Kept(most_bytes=2 * (1000 + BESIDE_THE_BODY))
    kept.keep("one", moment, one)
    kept.keep("other", moment, other)

    assert kept.find("one", moment) is one
    kept.keep(uuid4().hex, moment, other)

    assert kept.find("other", moment) is None
    assert kept.find("one", moment) is one
    assert kept.find("one", moment._replace(changes=1)) is None
