"""What rested on it: the verdicts and awards that counted a fact or an award."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.awards.player import FINDING, INITIATIVE, RATING, REVOCATION, Player, position
from tests.awards.samples import AN, UNIT


async def dependents(player: Player, question: str, *after: str) -> list[dict[str, Any]]:
    page = await player.read(f"/eligibility/dependents?{question}", *after)
    assert page["next"] is None
    found: list[dict[str, Any]] = page["items"]
    return found


async def test_every_verdict_that_counted_a_fact_is_listed(player: Player) -> None:
    moved = await player.enrolled()
    rating = await player.record("/ratings", RATING)

    found = await dependents(player, f"fact={rating}", rating, moved)

    assert {each["kind"] for each in found} == {"verdict"}
    own = {each["award"] for each in found if each["subject_id"] == str(AN)}
    assert "LDTT" in own
    assert all(each["facts"] == [rating] for each in found)
    # Their unit's share of members counts the rating too.
    assert str(UNIT) in {each["subject_id"] for each in found}
    for each in found:
        told = await player.read(
            f"/eligibility/{each['subject_kind']}/{each['subject_id']}"
            f"/{each['award']}/{each['year']}"
        )
        assert rating in {fact for c in told["conditions"] for fact in c["facts"]}
        assert told["verdict"] == each["verdict"]


async def test_a_granted_award_rests_on_what_its_nomination_cited(player: Player) -> None:
    moved = await player.enrolled()
    finding = await player.record("/findings", FINDING)
    rating = await player.record("/ratings", RATING)
    nominated = await player.submit("LDTT", moved)
    decided = await player.decide(nominated)

    found = await dependents(player, f"fact={finding}", position(decided), rating)

    award = found[0]
    assert (award["kind"], award["award"], award["subject_id"]) == ("award", "LDTT", str(AN))
    assert finding in award["facts"]
    assert award["award_id"]


async def test_what_rested_on_an_award_is_for_people_to_review_and_nothing_changes(
    player: Player,
) -> None:
    await player.enrolled()
    ids = [await player.past("CSTDCS", year) for year in (2022, 2023)]
    await player.record("/ratings", RATING | {"rating": "EXCELLENT"})
    await player.record("/initiatives", INITIATIVE)
    higher = await player.submit("CSTD_BO", ids[-1][1])
    decided = await player.decide(higher)
    award_id, confirmed = ids[0]

    before = await dependents(player, f"award_id={award_id}", position(decided))
    revoked = await player.authority.post(f"/awards/{award_id}/revocation", REVOCATION)
    after = await dependents(player, f"award_id={award_id}", position(revoked))

    resting = [each for each in after if each["kind"] == "award"]
    assert [(each["award"], each["facts"]) for each in resting] == [("CSTD_BO", [confirmed])]
    assert resting == [each for each in before if each["kind"] == "award"]
    # The award that rested on it is still valid: people decide, never the system.
    held = await player.read(f"/awards/{resting[0]['award_id']}", position(revoked))
    assert held["state"] == "valid"


async def test_a_fact_that_nobody_counted_has_no_dependents(player: Player) -> None:
    moved = await player.enrolled()

    assert await dependents(player, "fact=awards:4711", moved) == []
    assert await dependents(player, f"award_id={uuid4()}") == []


async def test_one_thing_is_asked_about_at_a_time(player: Player) -> None:
    neither = await player.viewer.get("/eligibility/dependents")
    both = await player.viewer.get(f"/eligibility/dependents?fact=awards:1&award_id={uuid4()}")
    unreadable = await player.viewer.get("/eligibility/dependents?fact=17")

    assert [each.json()["code"] for each in (neither, both, unreadable)] == [
        "malformed_request",
        "malformed_request",
        "invalid_request",
    ]


async def test_dependents_are_paged_and_tagged(player: Player) -> None:
    await player.enrolled()
    rating = await player.record("/ratings", RATING)
    whole = await dependents(player, f"fact={rating}", rating)
    paged: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await player.read(
            f"/eligibility/dependents?fact={rating}&limit=2{cursor}", rating
        )
        paged += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    path = f"/eligibility/dependents?fact={rating}"
    first = await player.viewer.get(path)
    again = await player.viewer.get(path, if_none_match=first.headers["ETag"])

    assert paged == whole
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
