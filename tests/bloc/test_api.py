from __future__ import annotations

import asyncio
import contextlib
import json
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from shared.access import Role
from shared.messaging.log import provision
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, SignedIn

UNIT = {
    "name": "Vụ Tổ chức cán bộ",
    "short_name": "Vụ TCCB",
    "kind": "vu",
    "legal_personality": False,
    "founded_on": "1992-10-20",
}
PERSON = {
    "full_name": "Đỗ Thị Ánh",
    "gender": "female",
    "job_title": "Chuyên viên",
    "citizen_number": "001199000001",
    "email": "anh@example.vn",
    "enrolled_on": "2018-03-01",
}


@pytest.fixture
def viewer(bloc: RunningService) -> SignedIn:
    return bloc.signed_in((Role.VIEWER, None), login="viewer")


async def registered(officer: SignedIn) -> tuple[str, str]:
    answer = await officer.post("/units", UNIT)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.headers["Thidua-Position"]


async def test_a_registered_unit_is_read_after_its_position(officer: SignedIn) -> None:
    unit_id, position = await registered(officer)

    found = (await officer.get(f"/units/{unit_id}", after=position)).json()

    assert {name: found[name] for name in UNIT} == UNIT
    assert (found["id"], found["dissolved_on"], found["parent_id"]) == (unit_id, None, None)


async def test_a_unit_is_renamed_and_in_the_end_dissolved(officer: SignedIn) -> None:
    unit_id, _ = await registered(officer)
    name = {"name": "Vụ mới", "short_name": "VM", "on": "2024-03-01", "reason": "sắp xếp"}
    end = {"on": "2024-12-01", "reason": "sắp xếp"}

    renamed = await officer.put(f"/units/{unit_id}/name", name)
    gone = await officer.post(f"/units/{unit_id}/dissolution", end)
    again = await officer.post(f"/units/{unit_id}/dissolution", end)
    position = gone.headers["Thidua-Position"]
    found = (await officer.get(f"/units/{unit_id}", after=position)).json()

    assert (renamed.status_code, gone.status_code) == (204, 204)
    assert (found["name"], found["dissolved_on"]) == ("Vụ mới", "2024-12-01")
    assert (again.status_code, again.json()["code"]) == (409, "unit_already_dissolved")


async def test_a_retry_with_the_same_key_changes_nothing(officer: SignedIn) -> None:
    key = uuid4().hex

    first = await officer.post("/units", UNIT, idempotency_key=key)
    second = await officer.post("/units", UNIT, idempotency_key=key)

    assert first.json() != UNIT
    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert second.headers["Thidua-Position"] == first.headers["Thidua-Position"] == "bloc:1"


async def test_a_key_is_not_good_for_another_request(officer: SignedIn) -> None:
    key = uuid4().hex
    await officer.post("/units", UNIT, idempotency_key=key)

    refused = await officer.post("/units", UNIT | {"name": "Khác"}, idempotency_key=key)

    assert refused.status_code == 422
    assert refused.json()["code"] == "idempotency_key_reused"


async def test_contact_data_is_for_officers_only(officer: SignedIn, viewer: SignedIn) -> None:
    unit_id, _ = await registered(officer)
    answer = await officer.post("/people", PERSON | {"unit_id": unit_id})
    path, after = f"/people/{answer.json()['id']}", answer.headers["Thidua-Position"]

    seen_by_officer = (await officer.get(path, after=after)).json()
    seen_by_viewer = (await viewer.get(path, after=after)).json()

    assert seen_by_officer["citizen_number"] == PERSON["citizen_number"]
    assert seen_by_viewer["full_name"] == PERSON["full_name"]
    assert seen_by_viewer["citizen_number"] is None
    assert seen_by_viewer["email"] is None


async def test_no_personal_data_reaches_the_log(officer: SignedIn, log_client: Client) -> None:
    unit_id, _ = await registered(officer)
    answer = await officer.post("/people", PERSON | {"unit_id": unit_id})
    await officer.get("/people", after=answer.headers["Thidua-Position"])

    message = await log_client.jetstream().get_last_msg("THIDUA", "thidua.bloc.>")

    written = (message.data or b"").decode() + str(message.headers)
    assert answer.json()["id"] in written
    for secret in ("full_name", "citizen_number", "email"):
        assert PERSON[secret] not in written


async def test_people_are_found_without_diacritics(officer: SignedIn) -> None:
    unit_id, _ = await registered(officer)
    answer = await officer.post("/people", PERSON | {"unit_id": unit_id})
    after = answer.headers["Thidua-Position"]

    found = (await officer.get("/people?q=do%20thi%20anh", after=after)).json()
    none = (await officer.get("/people?q=khong-co", after=after)).json()

    assert [person["full_name"] for person in found["items"]] == [PERSON["full_name"]]
    assert none["items"] == []


async def test_a_stale_version_is_refused_with_both_versions(officer: SignedIn) -> None:
    unit_id, _ = await registered(officer)
    person = await officer.post("/people", PERSON | {"unit_id": unit_id})
    other_id, _ = await registered(officer)
    path = f"/people/{person.json()['id']}/transfers"
    body = {"to_unit_id": other_id, "on": "2024-01-01"}

    assert person.headers["ETag"] == '"1"'
    refused = await officer.post(path, body, if_match='"7"')
    accepted = await officer.post(path, body, if_match='"1"')

    assert refused.status_code == 409
    assert refused.json()["code"] == "version_conflict"
    assert (refused.json()["expected_version"], refused.json()["actual_version"]) == (7, 1)
    assert accepted.status_code == 204
    assert accepted.headers["ETag"] == '"2"'


async def test_a_bloc_has_members_and_leaders_from_them(officer: SignedIn) -> None:
    unit_id, _ = await registered(officer)
    person = await officer.post("/people", PERSON | {"unit_id": unit_id})
    form = {"name": "Khối 5", "year": 2024, "organiser": "VPCP", "formed_on": "2024-01-15"}
    bloc_id = (await officer.post("/blocs", form)).json()["id"]
    leader = {"person_id": person.json()["id"], "unit_id": unit_id}
    leadership = {"head": leader, "deputies": [], "on": "2024-01-20"}

    too_early = await officer.put(f"/blocs/{bloc_id}/leadership", leadership)
    await officer.post(f"/blocs/{bloc_id}/members", {"unit_id": unit_id, "on": "2024-01-15"})
    twice = await officer.post(
        f"/blocs/{bloc_id}/members", {"unit_id": unit_id, "on": "2024-01-16"}
    )
    appointed = await officer.put(f"/blocs/{bloc_id}/leadership", leadership)

    assert too_early.json()["code"] == "leader_not_from_member"
    assert twice.json()["code"] == "unit_already_member"
    after = appointed.headers["Thidua-Position"]
    found = (await officer.get(f"/blocs/{bloc_id}", after=after)).json()
    assert found["unit_ids"] == [unit_id]
    assert found["head"] == leader


async def test_lists_go_on_from_a_cursor(officer: SignedIn) -> None:
    ids = {(await registered(officer))[0] for _ in range(5)}
    after = "bloc:5"

    first = (await officer.get("/units?limit=3", after=after)).json()
    second = (await officer.get(f"/units?limit=3&cursor={first['next']}")).json()

    assert len(first["items"]) == 3
    assert second["next"] is None
    assert {unit["id"] for unit in first["items"] + second["items"]} == ids


async def test_bad_input_says_where_and_stores_nothing(
    officer: SignedIn, bloc: RunningService
) -> None:
    refused = await officer.post("/units", UNIT | {"founded_on": "hôm qua"})
    unknown = await officer.get(f"/units/{uuid4()}")
    nonsense = await officer.get("/units?cursor=xyz")
    nowhere = await officer.get("/units", after="bloc:one")

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert "founded_on" in refused.json()["detail"]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "aggregate_not_found")
    assert (nonsense.status_code, nonsense.json()["code"]) == (400, "malformed_request")
    assert (nowhere.status_code, nowhere.json()["code"]) == (400, "malformed_request")
    assert (await bloc.client.get("/readyz")).json()["store_head"] == 0


async def test_beyond_what_can_wait_a_write_is_turned_away_for_a_moment(
    bloc: RunningService, officer: SignedIn
) -> None:
    commands = bloc.app.state.runtime.commands
    commands.most_waiting, usual = 0, commands.most_waiting

    refused = await officer.post("/units", UNIT, idempotency_key="k")
    commands.most_waiting = usual
    again = await officer.post("/units", UNIT, idempotency_key="k")

    assert (refused.status_code, refused.json()["code"]) == (503, "too_many_commands")
    assert int(refused.headers["Retry-After"]) >= 1
    assert again.status_code == 201


async def test_without_the_role_nothing_is_written(viewer: SignedIn) -> None:
    refused = await viewer.post("/units", UNIT | {"id": str(UUID(int=1))})

    assert refused.status_code == 403
    assert refused.json()["code"] == "not_allowed"


async def test_without_a_token_nothing_is_read(bloc: RunningService) -> None:
    refused = await bloc.client.get("/api/v1/units")

    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["WWW-Authenticate"] == "Bearer"


async def test_the_bucket_shows_names_to_other_services_and_no_more(
    officer: SignedIn, log_client: Client
) -> None:
    unit_id, _ = await registered(officer)
    person_id = (await officer.post("/people", PERSON | {"unit_id": unit_id})).json()["id"]

    shown = await in_bucket(log_client, person_id)

    assert json.loads(shown) == {
        "full_name": PERSON["full_name"],
        "job_title": PERSON["job_title"],
    }


async def test_a_bucket_that_was_lost_is_filled_again(
    officer: SignedIn, log_client: Client
) -> None:
    unit_id, _ = await registered(officer)
    person_id = (await officer.post("/people", PERSON | {"unit_id": unit_id})).json()["id"]
    before = await in_bucket(log_client, person_id)
    js = log_client.jetstream()

    await js.delete_key_value("people")
    await provision(js)

    assert await in_bucket(log_client, person_id) == before


async def test_a_bucket_that_lost_what_it_had_acknowledged_is_filled_again(
    officer: SignedIn, log_client: Client, nats_server: NatsServer
) -> None:
    unit_id, _ = await registered(officer)
    nats_server.remember_data()
    person_id = (await officer.post("/people", PERSON | {"unit_id": unit_id})).json()["id"]
    before = await in_bucket(log_client, person_id)

    nats_server.stop()
    nats_server.set_back()
    nats_server.start()

    assert await in_bucket(log_client, person_id) == before


async def in_bucket(client: Client, key: str) -> bytes:
    async with asyncio.timeout(20):
        while True:
            # Not there yet, or the server is not there again yet.
            with contextlib.suppress(NatsError):
                bucket = await client.jetstream().key_value("people")
                shown = (await bucket.get(key)).value
                if shown is not None:
                    return shown
            await asyncio.sleep(0.05)
