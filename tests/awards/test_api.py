from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.awards.domain import award_id, nomination_id
from services.awards.domain.titles import AWARDS
from shared.access import Role
from shared.contracts import bloc
from tests.awards.player import (
    DISCIPLINE,
    FINDING,
    HOLD,
    INITIATIVE,
    RATING,
    REVOCATION,
    Player,
    nomination,
    past_award,
    position,
)
from tests.awards.samples import AN, BLOC, UNIT, YEAR, enrolled, named, ranked, transferred

OTHER_UNIT = named("Cục Quản trị")
SOMEBODY = named("somebody")


async def test_a_verdict_is_yes_with_the_facts_it_rests_on(player: Player) -> None:
    moved = await player.enrolled()
    rating = await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)

    verdict = await player.verdict("LDTT", finding, moved)

    assert verdict["verdict"] == "yes"
    assert (verdict["ruleset"], verdict["version"]) == ("law-2022", "2")
    assert verdict["unit_id"] == str(UNIT)
    conditions = {each["code"]: each for each in verdict["conditions"]}
    assert conditions["LDTT-1"]["facts"] == [rating]
    assert conditions["LDTT-2"]["facts"] == [finding]
    assert conditions["LDTT-4"]["facts"] == ["bloc:2"]
    assert conditions["LDTT-1"]["article"] == "Luật 06/2022/QH15, Điều 24 khoản 1 điểm a"
    assert conditions["LDTT-1"]["certainty"] == "confirmed"
    assert conditions["LDTT-1"]["text"]


async def test_what_is_not_known_stays_unknown_and_what_is_missed_is_no(
    player: Player,
) -> None:
    moved = await player.enrolled()
    unrated = await player.verdict("LDTT", moved)
    failed = await player.record("/ratings", RATING | {"rating": "COMPLETED"})
    rated = await player.verdict("LDTT", failed)

    assert (unrated["verdict"], rated["verdict"]) == ("unknown", "no")


async def test_parts_of_a_condition_are_told(player: Player) -> None:
    moved = await player.enrolled()
    await player.record("/findings", FINDING)
    await player.record("/ratings", RATING)
    initiative = await player.record("/initiatives", INITIATIVE)

    verdict = await player.verdict("CSTDCS", initiative, moved)

    assert verdict["verdict"] == "yes"
    (either,) = [each for each in verdict["conditions"] if each["code"] == "GEF-2"]
    assert [part["answer"] for part in either["parts"]] == ["no", "yes", "no"]
    assert initiative in either["parts"][1]["facts"]


async def test_a_hold_bars_until_it_is_lifted(player: Player) -> None:
    moved = await player.enrolled()
    await player.record("/ratings", RATING)
    await player.record("/findings", FINDING)
    held = await player.officer.post("/holds", HOLD)
    barred = await player.verdict("LDTT", position(held), moved)
    path = f"/holds/{held.json()['id']}/lifting"
    lifting = {"conclusion": "Không có căn cứ", "lifted_on": "2024-12-20"}

    lifted = await player.record(path, lifting)
    again = await player.officer.post(path, lifting)

    free = await player.verdict("LDTT", lifted)
    assert (barred["verdict"], free["verdict"]) == ("no", "yes")
    assert (again.status_code, again.json()["code"]) == (409, "hold_already_lifted")


async def test_a_discipline_ends_once(player: Player) -> None:
    imposed = await player.officer.post("/disciplines", DISCIPLINE)
    path = f"/disciplines/{imposed.json()['id']}/ending"

    early = await player.officer.post(path, {"ended_on": "2022-02-28"})
    ended = await player.officer.post(path, {"ended_on": "2022-09-01"}, if_match='"1"')
    stale = await player.officer.post(path, {"ended_on": "2022-09-01"}, if_match='"1"')
    backwards = await player.officer.post(
        "/disciplines", DISCIPLINE | {"ends_on": "2022-03-01"}
    )

    assert early.json()["code"] == "discipline_ended_too_early"
    assert (ended.status_code, ended.headers["ETag"]) == (204, '"2"')
    assert stale.json()["code"] == "version_conflict"
    assert (backwards.status_code, backwards.json()["code"]) == (422, "discipline_term_empty")


async def test_the_verdict_of_a_unit_follows_ranking_and_people(player: Player) -> None:
    await player.enrolled()
    moved = await player.bloc.publish(
        enrolled(SOMEBODY, OTHER_UNIT),
        transferred(SOMEBODY, OTHER_UNIT, UNIT, date(2024, 3, 1)),
    )
    final = await player.covenant.publish(ranked(1))
    rating = await player.record("/ratings", RATING)

    flag = await player.verdict("CO_BO", final, subject=f"unit/{UNIT}")
    collective = await player.verdict("TTLDTT", rating, moved, subject=f"unit/{UNIT}")

    first = next(each for each in flag["conditions"] if each["facts"] == [final])
    assert (flag["verdict"], first["answer"]) == ("unknown", "yes")
    members = [
        c["values"]["members"] for c in collective["conditions"] if "members" in c["values"]
    ]
    assert members
    assert set(members) == {"2"}


@pytest.mark.parametrize("merit", [True, False])
async def test_a_decision_says_whether_its_awards_are_of_merit(
    player: Player, merit: bool
) -> None:
    await player.enrolled()
    await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)
    put_forward = await player.submit("BK_BO", f"{finding}, bloc:2")
    granted = position(await player.decide(put_forward, merit=merit))

    verdict = await player.verdict("BK_TTG", granted)
    (award,) = (await player.read(f"/awards?subject_id={AN}", granted))["items"]

    assert award["merit"] == merit
    held = {each["code"]: each["answer"] for each in verdict["conditions"]}
    assert held["BKT-I1"] == ("yes" if merit else "no")


async def test_eligibility_is_listed_by_bloc_as_units_join_and_leave_it(
    player: Player,
) -> None:
    enrolled = await player.enrolled()
    await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)
    path = f"/eligibility?year={YEAR}&award=LDTT&bloc_id={BLOC}"
    replay = f"/eligibility/replay?ruleset=decree-91&year={YEAR}&bloc_id={BLOC}"

    before = await player.read(path, finding, enrolled)
    joined = await player.bloc.publish(
        bloc.UnitJoinedBloc(bloc_id=BLOC, unit_id=UNIT, on=date(YEAR, 3, 1))
    )
    member = await player.read(path, joined)
    narrowed = await player.read(f"{path}&unit_id={OTHER_UNIT}", joined)
    replayed = await player.officer.get(f"{replay}&after={joined}")
    gone = await player.bloc.publish(
        bloc.UnitLeftBloc(bloc_id=BLOC, unit_id=UNIT, on=date(YEAR, 9, 1), reason="Đổi khối")
    )
    after = await player.read(path, gone)
    nothing = await player.officer.get(f"{replay}&after={gone}")
    then = await player.read(f"{path}&at={joined}", gone)

    assert [each["subject_id"] for each in member["items"]] == [str(AN)]
    assert (before["items"], narrowed["items"], after["items"]) == ([], [], [])
    assert replayed.json()["items"]
    assert nothing.json()["items"] == []
    # As it was known then, the unit was in the bloc.
    assert then["items"] == member["items"]


async def test_eligibility_is_listed_by_filter_and_page(player: Player) -> None:
    moved = await player.enrolled()
    await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)
    path = f"/eligibility?year={YEAR}&unit_id={UNIT}"

    everybody = await player.read(path, finding, moved)
    people = await player.read(f"{path}&subject_kind=person", finding)
    advanced = await player.read(f"{path}&award=LDTT&verdict=yes", finding)
    elsewhere = await player.read(f"/eligibility?unit_id={OTHER_UNIT}", finding)
    of_one = await player.read(f"/eligibility?year={YEAR}&subject_id={AN}", finding)

    assert len(everybody["items"]) == sum(len(awards) for awards in AWARDS.values())
    assert [each["award"] for each in people["items"]] == sorted(AWARDS["person"])
    assert [each["subject_id"] for each in advanced["items"]] == [str(AN)]
    assert elsewhere["items"] == []
    assert of_one["items"] == people["items"]
    paged: list[object] = []
    cursor = ""
    while True:
        page = await player.read(f"{path}&limit=3{cursor}", finding)
        paged += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert paged == everybody["items"]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (f"unit/{UNIT}/LDTT/2024", "subject_kind_mismatch"),
        (f"person/{AN}/GK/2024", "title_not_in_rule_set"),
        (f"person/{AN}/LDTT/2023", "year_before_rule_set"),
        (f"council/{AN}/LDTT/2024", "invalid_request"),
    ],
)
async def test_a_question_that_the_law_does_not_answer(
    player: Player, question: str, code: str
) -> None:
    answer = await player.viewer.get(f"/eligibility/{question}")

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_year_beyond_those_that_are_kept_is_judged_when_asked(player: Player) -> None:
    moved = await player.enrolled()

    later = await player.read(f"/eligibility/person/{AN}/LDTT/2030", moved)
    stranger = await player.read(f"/eligibility/person/{uuid4()}/LDTT/{YEAR}", moved)

    assert (later["verdict"], later["unit_id"]) == ("unknown", str(UNIT))
    assert (stranger["verdict"], stranger["unit_id"]) == ("unknown", None)


async def test_a_nomination_keeps_its_verdict_is_returned_and_submitted_again(
    player: Player,
) -> None:
    moved = await player.enrolled()
    first = await player.submit("LDTT", moved)
    path = f"/nominations/{first.json()['id']}/returns"
    twice = await player.submit("LDTT", moved)
    returning = {"reason": "Thiếu kết quả xếp loại", "returned_on": "2025-01-10"}
    returned = await player.officer.post(path, returning)
    again_returned = await player.officer.post(path, returning)
    rating = await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)

    before = await player.read(f"/nominations?year={YEAR}", position(returned))
    second = await player.submit("LDTT", finding, "2025-01-15")

    after = await player.read(f"/nominations?year={YEAR}", position(second))
    assert first.json()["id"] == str(nomination_id(AN, "LDTT", YEAR)) == second.json()["id"]
    assert (twice.status_code, twice.json()["code"]) == (409, "nomination_not_returned")
    assert again_returned.json()["code"] == "nomination_not_open"
    ((old,), (new,)) = (before["items"], after["items"])
    assert (old["state"], old["reason"]) == ("returned", "Thiếu kết quả xếp loại")
    assert (old["verdict"], new["verdict"]) == ("unknown", "yes")
    assert (new["state"], new["submitted_on"]) == ("submitted", "2025-01-15")
    assert new["rested_on"] == [rating, finding, "bloc:2"]
    assert (await player.read("/nominations?year=2023", position(second)))["items"] == []


async def test_a_nomination_that_cannot_be_says_why(player: Player) -> None:
    enrolled = await player.enrolled()
    await player.read("/eligibility", enrolled)
    chosen = await player.officer.post("/nominations", nomination("LDTT", id=str(uuid4())))
    own = str(nomination_id(AN, "LDTT", YEAR))
    derived = await player.officer.post("/nominations", nomination("LDTT", id=own))
    no_title = await player.officer.post("/nominations", nomination("GK"))
    for_units = await player.officer.post("/nominations", nomination("TTLDTT"))
    old = await player.officer.post("/nominations", nomination("LDTT", year=2020))
    nobody = await player.officer.post(
        f"/nominations/{uuid4()}/returns", {"reason": "Không có", "returned_on": "2025-01-10"}
    )

    assert (chosen.status_code, chosen.json()["code"]) == (422, "id_not_derived")
    assert (derived.status_code, derived.json()) == (201, {"id": own})
    assert (no_title.status_code, no_title.json()["code"]) == (422, "title_not_in_rule_set")
    assert (for_units.status_code, for_units.json()["code"]) == (422, "subject_kind_mismatch")
    assert (old.status_code, old.json()["code"]) == (422, "year_before_rule_set")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "aggregate_not_found")


async def test_a_decision_grants_an_award_for_each_nomination(player: Player) -> None:
    await player.enrolled()
    rating = await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)
    advanced = await player.submit("LDTT", f"{finding}, bloc:2")
    fighter = await player.submit("CSTDCS", finding)

    decided = await player.decide(advanced, fighter)

    decision = decided.json()["id"]
    expected = award_id(UUID(decision), UUID(advanced.json()["id"]))
    award = await player.read(f"/awards/{expected}", position(decided))
    assert (award["award"], award["state"], award["decision_id"]) == ("LDTT", "valid", decision)
    assert award["rested_on"] == [rating, finding, "bloc:2"]
    assert award["by_unit_id"] == str(UNIT)
    (listed,) = (await player.read(f"/decisions?year={YEAR}", position(decided)))["items"]
    assert (listed["id"], len(listed["nomination_ids"])) == (decision, 2)
    mine = f"/awards?year={YEAR}&subject_id={AN}"
    assert len((await player.read(mine, position(decided)))["items"]) == 2
    (one,) = (await player.read(f"{mine}&award=LDTT", position(decided)))["items"]
    assert one == award
    states = await player.read("/nominations", position(decided))
    assert {each["state"] for each in states["items"]} == {"decided"}


async def test_a_decision_is_whole_or_not_at_all(player: Player) -> None:
    moved = await player.enrolled()
    first = await player.submit("LDTT", moved)
    second = await player.submit("CSTDCS", moved)
    position(await player.decide(first))
    head = (await player.service.client.get("/readyz")).json()["store_head"]

    again = await player.decide(second, first)
    twice = await player.decide(second, second)
    other_year = await player.decide(second, year=2025)
    nobody = await player.decide()
    unknown = await player.decide(second, nomination_ids=[str(uuid4())])

    assert (again.status_code, again.json()["code"]) == (409, "nomination_already_decided")
    assert (twice.status_code, twice.json()["code"]) == (422, "decision_nomination_twice")
    assert other_year.json()["code"] == "nomination_of_another_year"
    assert (nobody.status_code, nobody.json()["code"]) == (422, "decision_without_nominations")
    assert unknown.status_code == 404
    assert (await player.service.client.get("/readyz")).json()["store_head"] == head


async def test_revoking_a_past_award_lists_what_rested_on_it(player: Player) -> None:
    await player.enrolled()
    await player.past("CSTDCS", 2022)
    revoked_id, confirmed = await player.past("CSTDCS", 2023)
    await player.record("/ratings", RATING)
    await player.record("/initiatives", INITIATIVE)
    finding = await player.record("/findings", FINDING)
    granted = await player.decide(await player.submit("CSTDCS", f"{finding}, bloc:2"))
    higher = await player.submit("CSTD_BO", position(granted))
    ministry = await player.decide(higher, number="10/QĐ-VPCP")
    before = await player.verdict("CSTD_BO", position(ministry))
    none_yet = await player.read("/reviews", position(ministry))

    path = f"/awards/{revoked_id}/revocation"
    revoked = await player.authority.post(path, REVOCATION)
    again = await player.authority.post(path, REVOCATION)

    assert (before["verdict"], none_yet["items"]) == ("yes", [])
    assert (again.status_code, again.json()["code"]) == (409, "award_already_revoked")
    (review,) = (await player.read("/reviews", position(revoked)))["items"]
    assert (review["award_id"], review["award"], review["year"]) == (revoked_id, "CSTDCS", 2023)
    assert review["revoked_by"] == position(revoked)
    (affected,) = review["affected"]
    assert (affected["award"], affected["facts"]) == ("CSTD_BO", [confirmed])
    ministry_award = award_id(UUID(ministry.json()["id"]), UUID(higher.json()["id"]))
    assert affected["award_id"] == str(ministry_award)
    now = await player.verdict("CSTD_BO", position(revoked))
    assert now["verdict"] == "no"
    fallen = await player.read(f"/awards/{revoked_id}", position(revoked))
    assert (fallen["state"], fallen["revocation"]["fact"]) == ("revoked", position(revoked))


async def test_an_award_of_this_system_is_revoked_too_and_reviews_are_paged(
    player: Player,
) -> None:
    moved = await player.enrolled()
    nominated = await player.submit("LDTT", moved)
    decided = await player.decide(nominated)
    granted = award_id(UUID(decided.json()["id"]), UUID(nominated.json()["id"]))
    older, _ = await player.past("CSTDCS", 2021)
    position(await player.authority.post(f"/awards/{granted}/revocation", REVOCATION))
    last = await player.authority.post(f"/awards/{older}/revocation", REVOCATION)

    everything = await player.read("/reviews", position(last))
    first = await player.read("/reviews?limit=1", position(last))
    rest = await player.read(f"/reviews?limit=1&cursor={first['next']}", position(last))

    found = [each["award_id"] for each in everything["items"]]
    assert found == [str(granted), older]
    assert first["items"] + rest["items"] == everything["items"]
    assert (everything["next"], rest["next"]) == (None, None)


async def test_only_what_counts_can_be_revoked(player: Player) -> None:
    declared = await player.officer.post("/past-awards", past_award("CSTDCS", 2022))
    known = declared.json()["id"]
    unconfirmed = await player.authority.post(f"/awards/{known}/revocation", REVOCATION)
    path = f"/past-awards/{known}/confirmation"
    await player.record(path, {"confirmed_on": "2024-04-01"})
    twice = await player.officer.post(path, {"confirmed_on": "2024-04-01"})
    blank = await player.authority.post(
        f"/awards/{known}/revocation", REVOCATION | {"reason": " "}
    )
    unknown = await player.authority.post(f"/awards/{uuid4()}/revocation", REVOCATION)
    missing = await player.viewer.get(f"/awards/{uuid4()}")
    wrong = await player.officer.post("/past-awards", past_award("TTLDTT", 2022))

    assert (unconfirmed.status_code, unconfirmed.json()["code"]) == (
        409,
        "past_award_not_confirmed",
    )
    assert twice.json()["code"] == "past_award_already_confirmed"
    assert (blank.status_code, blank.json()["code"]) == (422, "reason_missing")
    assert (unknown.status_code, unknown.json()["detail"].split()[:4]) == (
        404,
        ["there", "is", "no", "award"],
    )
    assert missing.status_code == 404
    assert (wrong.status_code, wrong.json()["code"]) == (422, "award_not_for_subject")


WRITES: list[tuple[str, object]] = [
    ("/ratings", RATING),
    ("/initiatives", INITIATIVE),
    ("/findings", FINDING),
    ("/disciplines", DISCIPLINE),
    (f"/disciplines/{SOMEBODY}/ending", {"ended_on": "2024-01-01"}),
    ("/holds", HOLD),
    (f"/holds/{SOMEBODY}/lifting", {"conclusion": "Xong", "lifted_on": "2024-12-20"}),
    ("/past-awards", past_award("CSTDCS", 2022)),
    (f"/past-awards/{SOMEBODY}/confirmation", {"confirmed_on": "2024-04-01"}),
    (f"/nominations/{SOMEBODY}/returns", {"reason": "Thiếu", "returned_on": "2025-01-10"}),
]


async def test_records_are_the_emulation_officers(player: Player) -> None:
    for path, body in WRITES:
        for other in (player.unit_officer, player.authority, player.viewer):
            assert (await other.post(path, body)).status_code == 403, path
        assert (await player.officer.post(path, body)).status_code in {201, 404}, path


async def test_a_unit_nominates_for_itself_and_the_authority_alone_decides(
    player: Player,
) -> None:
    service = player.service
    head = service.signed_in((Role.UNIT_HEAD, UNIT), login="head")
    foreign = service.signed_in((Role.UNIT_OFFICER, OTHER_UNIT), login="foreign")
    form = nomination("LDTT")
    enrolled = await player.enrolled()
    await player.read("/eligibility", enrolled)

    refused = [await who.post("/nominations", form) for who in (foreign, player.authority)]
    accepted = await head.post("/nominations", form)
    by_officer = await player.officer.post("/nominations", nomination("CSTDCS"))
    deciding = {
        "number": "9/QĐ",
        "authority": "Bộ trưởng",
        "year": YEAR,
        "decided_on": "2025-02-03",
        "nomination_ids": [accepted.json()["id"]],
    }

    assert [each.status_code for each in refused] == [403, 403]
    assert (accepted.status_code, by_officer.status_code) == (201, 201)
    for who in (player.officer, head, player.viewer):
        assert (await who.post("/decisions", deciding)).status_code == 403
        revoking = await who.post(f"/awards/{uuid4()}/revocation", REVOCATION)
        assert revoking.status_code == 403
    unsigned = await service.client.get("/api/v1/eligibility")
    assert unsigned.status_code == 401


async def test_the_same_key_records_once_and_is_answered_the_same(player: Player) -> None:
    moved = await player.enrolled()
    key = uuid4().hex
    first = await player.officer.post("/ratings", RATING, idempotency_key=key)
    again = await player.officer.post("/ratings", RATING, idempotency_key=key)
    other = await player.officer.post(
        "/ratings", RATING | {"rating": "EXCELLENT"}, idempotency_key=key
    )
    nominating = uuid4().hex
    form = nomination("LDTT")
    nominated = await player.unit_officer.post(
        "/nominations", form, idempotency_key=nominating, thidua_after=moved
    )
    finding = await player.record("/findings", FINDING)
    repeated = await player.unit_officer.post(
        "/nominations", form, idempotency_key=nominating, thidua_after=finding
    )

    assert (first.json(), position(first)) == (again.json(), position(again))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (nominated.json(), position(nominated)) == (repeated.json(), position(repeated))
    (kept,) = (await player.read("/nominations", finding))["items"]
    assert kept["verdict"] == "unknown"


async def test_every_answer_and_refusal_is_in_the_openapi_document(player: Player) -> None:
    described = (await player.service.client.get("/openapi.json")).json()

    for path, methods in described["paths"].items():
        if path.startswith("/api/v1"):
            for method in methods.values():
                assert {"401", "403", "422", "503"} <= method["responses"].keys(), path
