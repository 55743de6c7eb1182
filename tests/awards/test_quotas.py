"""Quotas: what they leave room for, whom a tie favours, and the decision that goes beyond."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

import pytest

from services.awards.domain import Decision
from services.awards.domain.decisions import Room
from services.awards.domain.errors import DecisionBeyondQuota
from services.awards.law import load
from services.awards.law.ruleset import Rounding
from shared.contracts import bloc
from tests.awards.player import FINDING, RATING, Player, nomination, position
from tests.awards.samples import AN, UNIT, YEAR, named
from tests.awards.test_in_force import overlaid as overlaid  # noqa: PLC0414 (a fixture)

(Q_02,) = (each for each in load("decree-91").quotas if each.code == "Q-02")


def person(number: int) -> UUID:
    return AN if number == 0 else named(f"người {number}")


async def enrolled(player: Player, count: int) -> str:
    """So many people of the unit, the odd ones men, all of them good enough for LDTT."""
    genders: tuple[Literal["male", "female"], ...] = ("female", "male")
    moved = await player.enrolled()
    for number in range(1, count):
        moved = await player.bloc.publish(
            bloc.PersonEnrolled(
                person_id=person(number),
                unit_id=UNIT,
                gender=genders[number % 2],
                on=date(2019, 3, 1),
            )
        )
    for number in range(count):
        somebody = {"subject_id": str(person(number))}
        await player.record("/ratings", RATING | somebody)
        await player.record("/findings", FINDING | somebody)
    return moved


@pytest.mark.parametrize(
    ("rounding", "allowed"),
    [("down", [0, 0, 1, 1]), ("nearest", [0, 1, 1, 2]), ("up", [1, 1, 2, 2])],
)
def test_a_share_is_rounded_as_the_rule_says(rounding: Rounding, allowed: list[int]) -> None:
    quota = replace(Q_02, percent=15, rounding=rounding)
    assert [quota.allowed(base) for base in (3, 4, 9, 10)] == allowed


def test_a_quota_of_unsure_wording_binds_nobody() -> None:
    assert not Q_02.binds
    assert replace(Q_02, certainty="confirmed").binds


def test_a_decision_beyond_a_quota_is_refused_with_its_rule() -> None:
    decision = Decision.issue(uuid4(), "1/QĐ", "Bộ trưởng", YEAR, date(2025, 1, 2), (uuid4(),))
    room = Room("CSTDCS", 1, "QC-30, Quy chế, Điều 9")

    decision.require_room(["CSTDCS", "LDTT", "LDTT"], [room])
    with pytest.raises(DecisionBeyondQuota, match=r"to 2, and 1 more .* QC-30, Quy chế"):
        decision.require_room(["CSTDCS", "CSTDCS"], [room])
    with pytest.raises(DecisionBeyondQuota, match="0 more"):
        decision.require_room(["CSTDCS"], [replace(room, left=-1)])


async def test_how_many_may_be_honoured_is_told_and_kept_to(overlaid: Player) -> None:
    moved = await enrolled(overlaid, 2)
    put_forward = await overlaid.submit("CSTDCS", moved)
    after = position(put_forward)

    (quota,) = await overlaid.read(f"/eligibility/quotas?year={YEAR}&award=CSTDCS", after)
    refused = await overlaid.decide(put_forward)

    assert (quota["code"], quota["binds"], quota["granted"]) == ("QC-30", True, 0)
    assert quota["allowed"] == quota["base"] * 30 // 100 == 0
    assert (refused.status_code, refused.json()["code"]) == (409, "decision_beyond_quota")
    assert "QC-30" in refused.json()["detail"]


async def test_among_equals_the_law_suggests_the_woman(overlaid: Player) -> None:
    moved = await enrolled(overlaid, 2)
    among = "&".join(f"subject_id={person(number)}" for number in range(2))
    asked = f"/eligibility/ties?award=LDTT&year={YEAR}&subject_kind=person&{among}"

    found = await overlaid.read(asked, moved)

    assert found["code"] == "P-08"
    assert found["suggested"] == [str(AN)]


async def test_decisions_at_the_same_moment_do_not_go_beyond_a_quota_together(
    overlaid: Player,
) -> None:
    moved = await enrolled(overlaid, 4)
    put_forward = [
        await overlaid.unit_officer.post(
            "/nominations", nomination("CSTDCS", subject_id=str(person(n))), thidua_after=moved
        )
        for n in range(3)
    ]

    answers = await asyncio.gather(
        *(overlaid.decide(each, number=f"{n}/QĐ-VPCP") for n, each in enumerate(put_forward))
    )
    granted = max(position(each) for each in answers if each.is_success)
    (quota,) = await overlaid.read(f"/eligibility/quotas?year={YEAR}&award=CSTDCS", granted)

    assert sorted(each.status_code for each in answers) == [201, 409, 409]
    assert (quota["base"], quota["allowed"], quota["granted"]) == (4, 1, 1)
