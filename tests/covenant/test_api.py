from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from nats.aio.client import Client

from shared.access import Role
from tests.covenant.player import COVENANT, FRAME, TEXT, Player, position
from tests.covenant.samples import BLOC, FULL, HC2, PORTAL, QUAN_TRI, TCCB, UNITS, YEAR
from tests.golden.holding import holds
from tests.harness.service import SignedIn


async def test_a_frame_is_read_after_its_position(player: Player) -> None:
    adopted = await player.emulation_officer.post("/frames", FRAME)

    found = await player.read(f"/frames/{adopted.json()['id']}", adopted)
    listed = await player.read(f"/frames?bloc_id={BLOC}&year={YEAR}", adopted)
    other = await player.read(f"/frames?bloc_id={BLOC}&year={YEAR + 1}", adopted)

    assert holds(found, FRAME | {"frame_id": adopted.json()["id"], "basis": []})
    assert found["rules"]["not_applicable"] == "scaled"
    assert listed["items"] == [found]
    assert other["items"] == []


async def test_a_frame_that_does_not_add_up_says_where(player: Player) -> None:
    refused = await player.emulation_officer.post("/frames", FRAME | {"base_maximum": "100"})

    assert (refused.status_code, refused.json()["code"]) == (422, "frame_does_not_add_up")
    assert "add up to 150" in refused.json()["detail"]


async def test_a_covenant_is_drafted_revised_opened_signed_and_in_force(
    player: Player, log_client: Client
) -> None:
    drafted = await player.bloc_head.post("/covenants", COVENANT)
    path = f"/covenants/{drafted.json()['id']}"
    articles = [{"number": 1, "heading": "Chủ đề", "text": "Kỷ cương."}]
    revision = TEXT | {"articles": articles, "revised_on": "2024-02-28"}
    revised = await player.bloc_head.put(f"{path}/text", revision)
    assert revised.status_code == 204, revised.text
    opened = await player.bloc_head.post(f"{path}/opening", {"opened_on": "2024-03-08"})
    text = await player.read(path, opened)

    for unit_id in UNITS[:-1]:
        assert (await player.sign(path, text["digest"], unit_id)).status_code == 204
    last = await player.sign(path, text["digest"], UNITS[-1])

    found = await player.read(path, last)
    assert (text["state"], found["state"]) == ("open", "in_force")
    assert text["articles"] == articles
    assert text["missing_unit_ids"] == [str(unit_id) for unit_id in UNITS]
    assert found["missing_unit_ids"] == []
    assert found["in_force_on"] == "2024-03-12"
    assert [one["fact_id"] for one in found["signatures"]] == [
        f"covenant:{number}" for number in (4, 5, 6, 7)
    ]
    message = await log_client.jetstream().get_last_msg("THIDUA", "thidua.covenant.>")
    assert message.subject is not None
    assert message.subject.startswith("thidua.covenant.covenant_in_force.")


async def test_a_second_signature_and_another_digest_are_refused(player: Player) -> None:
    path, digest = await player.opened_covenant()
    position(await player.sign(path, digest, TCCB))

    twice = await player.sign(path, digest, TCCB)
    other_text = await player.sign(path, "0" * 64, HC2)

    assert (twice.status_code, twice.json()["code"]) == (409, "covenant_already_signed")
    assert other_text.json()["code"] == "covenant_digest_differs"


async def test_only_the_head_of_a_unit_signs_for_it(player: Player) -> None:
    path, digest = await player.opened_covenant()
    form = {
        "unit_id": str(TCCB),
        "digest": digest,
        "signed_on": "2024-03-12",
    }

    other_head = await player.unit_head(HC2).post(f"{path}/signatures", form)
    officer = await player.unit_officer(TCCB).post(f"{path}/signatures", form)

    assert (other_head.status_code, officer.status_code) == (403, 403)


async def test_only_the_head_of_the_bloc_drafts_and_opens(player: Player) -> None:
    other = player.service.signed_in((Role.BLOC_HEAD, uuid4()), login="other-head")
    drafted = await player.bloc_head.post("/covenants", COVENANT)
    path = f"/covenants/{drafted.json()['id']}"

    assert (await other.post("/covenants", COVENANT)).status_code == 403
    opening = {"opened_on": "2024-03-08"}
    assert (await other.post(f"{path}/opening", opening)).status_code == 403
    revision = TEXT | {"revised_on": "2024-02-28"}
    assert (await other.put(f"{path}/text", revision)).status_code == 403
    unknown = await player.bloc_head.post(f"/covenants/{uuid4()}/opening", opening)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "aggregate_not_found")


async def test_a_stale_version_of_a_covenant_is_refused(player: Player) -> None:
    path, _ = await player.opened_covenant()
    revision = TEXT | {"revised_on": "2024-03-09"}

    stale = await player.bloc_head.put(f"{path}/text", revision, if_match='"1"')
    current = await player.bloc_head.put(f"{path}/text", revision, if_match='"2"')

    assert stale.json()["code"] == "version_conflict"
    assert current.json()["code"] == "covenant_text_fixed"


async def test_a_title_is_registered_once(player: Player) -> None:
    path, _ = await player.opened_covenant()
    covenant_id = path.rsplit("/", 1)[-1]
    person = str(uuid4())
    form = {
        "covenant_id": covenant_id,
        "unit_id": str(TCCB),
        "subject_kind": "person",
        "subject_id": person,
        "award": "CSTDCS",
        "registered_on": "2024-03-25",
    }
    officer = player.unit_officer(TCCB)

    first = await officer.post("/registrations", form)
    again = await officer.post("/registrations", form)
    foreign = await player.unit_officer(HC2).post("/registrations", form)
    no_title = await officer.post("/registrations", form | {"award": "GK"})
    chosen = await officer.post("/registrations", form | {"id": str(uuid4())})

    assert first.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "title_already_registered")
    assert foreign.status_code == 403
    assert (no_title.status_code, no_title.json()["code"]) == (422, "title_unknown")
    assert (chosen.status_code, chosen.json()["code"]) == (422, "id_not_derived")
    listed = await player.read(f"/registrations?covenant_id={covenant_id}", first)
    assert [one["registration_id"] for one in listed["items"]] == [first.json()["id"]]
    assert listed["items"][0]["year"] == YEAR


async def test_each_layer_is_scored_by_its_own_role(player: Player) -> None:
    path, _ = await player.opened_scorecards(TCCB, HC2)
    own, other = player.unit_officer(TCCB), player.unit_officer(HC2)

    assert (await player.score(other, path, "self")).status_code == 403
    assert (await player.score(player.bloc_head, path, "self")).status_code == 403
    assert (await player.score(player.emulation_officer, path, "self")).status_code == 403
    assert (await player.score(player.viewer, path, "self")).status_code == 403
    position(await player.score(own, path, "self"))
    assert (await player.submit(other, path, "self")).status_code == 403
    position(await player.submit(own, path, "self"))
    pretended = await player.score(own, path, "cross", by_unit_id=HC2)
    assert pretended.status_code == 403
    position(await player.score(other, path, "cross", by_unit_id=HC2))
    assert (await player.score(own, path, "consolidated")).status_code == 403
    position(await player.score(player.bloc_head, path, "consolidated"))
    assert (
        await player.submit(player.emulation_officer, path, "consolidated")
    ).status_code == 403
    position(await player.submit(player.bloc_head, path, "consolidated"))
    assert (await player.score(player.bloc_head, path, "appraised")).status_code == 403
    position(await player.score(player.emulation_officer, path, "appraised"))


async def test_only_units_that_are_scored_together_cross_check(player: Player) -> None:
    (path,) = await player.opened_scorecards(TCCB)
    position(await player.score(player.unit_officer(TCCB), path, "self"))
    position(await player.submit(player.unit_officer(TCCB), path, "self"))

    outsider = await player.score(player.unit_officer(PORTAL), path, "cross", by_unit_id=PORTAL)
    itself = await player.score(player.unit_officer(TCCB), path, "cross", by_unit_id=TCCB)

    assert (outsider.status_code, outsider.json()["code"]) == (409, "cross_check_by_outsider")
    assert (itself.status_code, itself.json()["code"]) == (409, "cross_check_of_own_unit")


async def test_a_returned_scorecard_keeps_every_value_and_reason(player: Player) -> None:
    (path,) = await player.opened_scorecards(TCCB)
    officer = player.unit_officer(TCCB)
    position(await player.score(officer, path, "self", FULL | {"I.1": "0"}))
    position(await player.submit(officer, path, "self"))
    closed = await player.score(officer, path, "self", {"I.1": "5"}, reason="Sửa")
    form = {"reason": "Thiếu minh chứng", "returned_on": "2024-11-18"}

    assert closed.json()["code"] == "layer_already_submitted"
    assert (await officer.post(f"{path}/returns", form)).status_code == 403
    position(await player.bloc_head.post(f"{path}/returns", form))
    unexplained = await player.score(officer, path, "self", {"I.1": "55.25"})
    corrected = await player.score(officer, path, "self", {"I.1": "55.25"}, reason="Bổ sung")

    assert unexplained.json()["code"] == "score_without_reason"
    found = await player.read(path, corrected)
    (sheet,) = found["sheets"]
    assert sheet["state"] == "returned"
    assert [one["value"] for one in sheet["scores"][0]["values"]] == ["0", "55.25"]
    assert sheet["scores"][0]["values"][1]["actor"] == "unit-officer"
    assert sheet["totals"]["total"] == "145.25"
    assert found["returns"][0]["reason"] == "Thiếu minh chứng"


async def test_the_ranking_is_live_until_it_is_finalised_once(player: Player) -> None:
    tccb, quan_tri = await player.opened_scorecards(TCCB, QUAN_TRI)
    appraised = await player.appraise(tccb)
    question = f"/rankings?bloc_id={BLOC}&year={YEAR}"
    form = {"bloc_id": str(BLOC), "year": YEAR, "finalised_on": str(date(2024, 12, 18))}
    live = await player.read(question, appraised)
    early = await player.emulation_officer.post("/rankings", form)
    position(await player.appraise(quan_tri, QUAN_TRI, FULL | {"T.1": "3.5"}))

    unseen = await player.emulation_officer.post("/rankings", form | {"seen": "0"})
    final = await player.emulation_officer.post("/rankings", form)
    again = await player.emulation_officer.post("/rankings", form)
    forbidden = await player.bloc_head.post("/rankings", form)

    assert [one["unit_id"] for one in live["places"]] == [str(TCCB)]
    assert live["waiting_unit_ids"] == [str(QUAN_TRI)]
    assert live["finalised"] is None
    assert (early.status_code, early.json()["code"]) == (409, "ranking_incomplete")
    assert again.json()["code"] == "ranking_already_finalised"
    assert live["open"] == [
        {"what": "layer", "unit_id": str(QUAN_TRI), "of": "self"},
    ]
    assert (unseen.status_code, unseen.json()["code"]) == (409, "ranking_changed_meanwhile")
    assert forbidden.status_code == 403
    found = await player.read(question, final)
    assert found["finalised"]["places"] == found["places"]
    assert ranks(found) == [(1, str(QUAN_TRI), "153.5"), (2, str(TCCB), "150")]
    assert found["finalised"]["flag"] == {
        "unit_id": str(QUAN_TRI),
        "reason": "first_by_score",
    }


async def test_what_would_be_is_told_beside_what_is_and_nothing_of_it_is_stored(
    player: Player,
) -> None:
    tccb, quan_tri = await player.opened_scorecards(TCCB, QUAN_TRI)
    position(await player.appraise(tccb))
    last = await player.appraise(quan_tri, QUAN_TRI, FULL | {"I.1": "59"})
    year = f"bloc_id={BLOC}&year={YEAR}"
    before = await player.read(f"/rankings?{year}", last)

    async def suppose(who: SignedIn, asked: str) -> Any:  # noqa: ANN401 (JSON)
        return (await who.get(f"/rankings/supposition?{year}&{asked}")).json()

    would = await suppose(player.viewer, f"unit_id={TCCB}&criterion=I.1&value=50")
    high = await suppose(player.viewer, f"unit_id={TCCB}&criterion=I.1&value=61")
    unranked = await suppose(player.viewer, f"unit_id={HC2}&criterion=I.1&value=50")
    unclear = await suppose(player.viewer, f"unit_id={TCCB}")

    assert ranks(would["now"]) == [(1, str(TCCB), "150"), (2, str(QUAN_TRI), "149")]
    assert ranks(would["then"]) == [(1, str(QUAN_TRI), "149"), (2, str(TCCB), "140")]
    codes = [one["code"] for one in (high, unranked, unclear)]
    assert codes == ["score_out_of_range", "supposition_of_unranked", "supposition_unclear"]
    assert await player.read(f"/rankings?{year}", last) == before


def ranks(order: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(one["rank"], one["unit_id"], one["total"]) for one in order["places"]]


async def test_a_second_scorecard_for_a_unit_and_year_is_refused(player: Player) -> None:
    paths = await player.opened_scorecards(TCCB, HC2)
    form = {
        "bloc_id": str(BLOC),
        "unit_id": str(TCCB),
        "frame_id": str(uuid4()),
        "year": YEAR,
        "opened_on": "2024-11-04",
    }

    twice = await player.emulation_officer.post("/scorecards", form)
    unframed = await player.emulation_officer.post("/scorecards", form | {"year": YEAR + 1})

    assert (twice.status_code, twice.json()["code"]) == (409, "scorecard_already_opened")
    assert (unframed.status_code, unframed.json()["code"]) == (404, "aggregate_not_found")
    question = f"/scorecards?bloc_id={BLOC}&year={YEAR}"
    first = (await player.viewer.get(f"{question}&limit=1", after="covenant:3")).json()
    rest = (await player.viewer.get(f"{question}&limit=1&cursor={first['next']}")).json()
    found = [one["scorecard_id"] for one in first["items"] + rest["items"]]
    assert rest["next"] is None
    assert sorted(found) == sorted(path.rsplit("/", 1)[-1] for path in paths)


async def test_bad_scores_say_what_is_wrong_and_record_nothing(player: Player) -> None:
    (path,) = await player.opened_scorecards(TCCB)
    officer = player.unit_officer(TCCB)

    high = await player.score(officer, path, "self", FULL | {"II.1": "50.01"})
    fine = await player.score(officer, path, "self", {"I.1": "1.005"})
    unknown = await player.score(officer, path, "self", {"IX": "1"})
    nothing = await player.score(officer, path, "self", {})
    layer = await player.score(officer, path, "council")
    incomplete = await player.submit(officer, path, "self")

    assert (high.status_code, high.json()["code"]) == (422, "score_out_of_range")
    assert fine.json()["code"] == "score_too_fine"
    assert unknown.json()["code"] == "score_criterion_unknown"
    assert (nothing.status_code, layer.status_code) == (422, 422)
    assert incomplete.json()["code"] == "scorecard_incomplete"
    assert (await player.service.client.get("/readyz")).json()["store_head"] == 2
