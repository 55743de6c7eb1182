"""A bloc's year is read as it stood."""

from __future__ import annotations

from tests.covenant.player import Player, position
from tests.covenant.samples import UNITS


async def test_a_covenant_is_read_as_it_stood_before_a_unit_signed(player: Player) -> None:
    path, digest = await player.opened_covenant()
    signed = await player.sign(path, digest, UNITS[0])
    now = await player.read(path, signed)
    place = int(position(signed).removeprefix("covenant:"))

    before = (await player.viewer.get(path, at=f"covenant:{place - 1}")).json()
    drafted = (await player.viewer.get(path, at="covenant:1")).json()
    listed = (await player.viewer.get("/covenants", at="0")).json()

    assert [len(view["signatures"]) for view in (now, before, drafted)] == [1, 0, 0]
    assert before["state"] != drafted["state"]
    assert listed["items"] == []
