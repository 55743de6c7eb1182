"""Units are merged, split and restored, people lent, blocs closed: over HTTP, in one store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.access import Role
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, SignedIn, running

WHY = {"on": "2025-03-01", "reason": "Sắp xếp tổ chức bộ máy"}


@pytest.fixture
async def officer(
    tmp_path: Path, nats_server: NatsServer, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[SignedIn]:
    assert log_client.is_connected
    settings = BlocSettings(
        port=0,
        store_url=f"sqlite:///{tmp_path / 'bloc.sqlite'}",
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    async with running(build(settings), issuer) as service:
        yield signed_in(service)


def signed_in(service: RunningService) -> SignedIn:
    return service.signed_in((Role.EMULATION_OFFICER, None))


async def registered(officer: SignedIn, name: str, parent_id: str | None = None) -> str:
    answer = await officer.post(
        "/units",
        {
            "name": name,
            "short_name": name,
            "kind": "vu",
            "legal_personality": False,
            "founded_on": "1992-10-20",
            "parent_id": parent_id,
        },
    )
    assert answer.status_code == 201, answer.text
    unit_id: str = answer.json()["id"]
    return unit_id


async def enrolled(officer: SignedIn, unit_id: str, on: str = "2018-03-01") -> str:
    person = {"full_name": "Đỗ Thị Ánh", "gender": "female", "job_title": "Chuyên viên"}
    answer = await officer.post("/people", person | {"unit_id": unit_id, "enrolled_on": on})
    assert answer.status_code == 201, answer.text
    person_id: str = answer.json()["id"]
    return person_id


async def test_units_merge_with_their_people_at_once_or_not_at_all(officer: SignedIn) -> None:
    heir, gone, also = [await registered(officer, name) for name in ("A", "B", "C")]
    person = await enrolled(officer, gone)
    latecomer = await enrolled(officer, also, on="2025-06-01")
    both = WHY | {"merged_unit_ids": [gone, also]}

    # Somebody came to one of them after that day: nothing at all is stored.
    refused = await officer.post(f"/units/{heir}/mergers", both)
    merged = await officer.post(f"/units/{heir}/mergers", WHY | {"merged_unit_ids": [gone]})

    assert (refused.status_code, refused.json()["code"]) == (409, "move_too_early")
    assert refused.json()["values"]["person"] == latecomer
    assert merged.status_code == 204, merged.text
    after = merged.headers["Thidua-Position"]
    assert (await officer.get(f"/units/{gone}", after=after)).json()["into_unit_id"] == heir
    assert (await officer.get(f"/units/{also}")).json()["dissolved_on"] is None
    assert (await officer.get(f"/people/{person}")).json()["unit_id"] == heir
    assert (await officer.get(f"/people/{latecomer}")).json()["unit_id"] == also
    trees = [
        (await officer.get(f"/units/tree?on={day}")).json()
        for day in ("2025-02-28", "2025-03-01")
    ]
    counts = [
        {each["name"]: each["headcount"]["people"] for each in tree["branches"]}
        for tree in trees
    ]
    assert counts == [{"A": 0, "B": 1, "C": 0}, {"A": 1, "C": 0}]


async def test_many_people_go_at_once_or_nobody_and_the_refusal_names_who_cannot(
    officer: SignedIn,
) -> None:
    unit, heir, gone = [await registered(officer, name) for name in ("A", "B", "C")]
    people = [await enrolled(officer, unit) for _ in range(3)]
    late = await enrolled(officer, unit, on="2025-06-01")
    await officer.post(f"/units/{gone}/dissolution", {"on": "2025-02-01", "reason": "x"})
    form = {"to_unit_id": heir, "on": "2025-03-01"}

    refused = await officer.post("/people/transfers", form | {"person_ids": [*people, late]})
    nowhere = await officer.post(
        "/people/transfers", form | {"person_ids": people, "to_unit_id": gone}
    )
    unknown = await officer.post("/people/transfers", form | {"person_ids": [*people, heir]})
    moved = await officer.post("/people/transfers", form | {"person_ids": [*people, people[0]]})

    assert (refused.status_code, refused.json()["code"]) == (409, "move_too_early")
    assert refused.json()["values"]["person"] == late
    assert nowhere.json()["values"] == {"unit": gone, "dissolved_on": "2025-02-01"}
    assert (unknown.status_code, moved.status_code) == (404, 204)
    after = moved.headers["Thidua-Position"]
    there = (await officer.get(f"/people?unit_id={heir}", after=after)).json()["items"]
    assert {each["id"] for each in there} == set(people)


async def test_a_unit_is_restored_once_nobody_stands_in_its_place(officer: SignedIn) -> None:
    heir, gone = [await registered(officer, name) for name in ("A", "B")]
    await officer.post(f"/units/{heir}/mergers", WHY | {"merged_unit_ids": [gone]})
    later = {"on": "2025-09-01", "reason": "Hủy quyết định"}

    refused = await officer.post(f"/units/{gone}/restoration", later)
    await officer.post(f"/units/{heir}/dissolution", {"on": "2025-08-01", "reason": "giải thể"})
    restored = await officer.post(f"/units/{gone}/restoration", later)

    assert (refused.status_code, refused.json()["code"]) == (409, "unit_heir_stands")
    assert restored.status_code == 204, restored.text
    found = await officer.get(f"/units/{gone}", after=restored.headers["Thidua-Position"])
    assert [each["kind"] for each in found.json()["changes"]] == [
        "registered",
        "dissolved",
        "restored",
    ]


async def test_a_unit_goes_under_no_unit_below_it_and_its_parts_may_stand_alone(
    officer: SignedIn,
) -> None:
    top = await registered(officer, "Tổng cục")
    middle = await registered(officer, "Cục", top)
    low = await registered(officer, "Phòng", middle)

    circle = await officer.put(f"/units/{top}/parent", WHY | {"parent_id": low})
    moved = await officer.put(f"/units/{low}/parent", WHY | {"parent_id": None})
    split = await officer.post(
        f"/units/{middle}/splits", WHY | {"heir_unit_ids": [low], "ends": True}
    )

    assert (circle.status_code, circle.json()["code"]) == (409, "unit_under_itself")
    assert (moved.status_code, split.status_code) == (204, 204)
    tree = await officer.get(
        "/units/tree?on=2025-03-01", after=split.headers["Thidua-Position"]
    )
    assert {each["name"]: each["depth"] for each in tree.json()["branches"]} == {
        "Phòng": 0,
        "Tổng cục": 0,
    }


async def test_a_person_is_lent_away_gone_and_back(officer: SignedIn) -> None:
    unit = await registered(officer, "A")
    person = await enrolled(officer, unit)
    steps: list[tuple[str, dict[str, str]]] = [
        ("secondments", {"host": "Ban Tổ chức Trung ương", "on": "2024-01-01"}),
        ("secondments/ending", {"on": "2024-06-01"}),
        ("leaves", {"kind": "maternity", "on": "2024-07-01"}),
        ("leaves/ending", {"on": "2025-01-01"}),
        ("departures", {"on": "2025-02-01", "reason": "chuyển công tác"}),
        ("returns", {"unit_id": unit, "on": "2025-09-01"}),
    ]

    answers = [await officer.post(f"/people/{person}/{path}", form) for path, form in steps]

    assert [answer.status_code for answer in answers] == [204] * len(steps)
    after = answers[-1].headers["Thidua-Position"]
    found = (await officer.get(f"/people/{person}", after=after)).json()
    assert [len(found[name]) for name in ("stays", "secondments", "leaves")] == [2, 1, 1]
    assert found["unit_id"] == unit


async def test_a_bloc_follows_another_and_is_closed(officer: SignedIn) -> None:
    units = [await registered(officer, name) for name in ("A", "B")]
    head = {"person_id": await enrolled(officer, units[0]), "unit_id": units[0]}
    form = {"name": "Khối 5", "organiser": "VPCP", "unit_ids": units}
    first = form | {"year": 2024, "formed_on": "2024-01-15"}
    first_id = (await officer.post("/blocs", first)).json()["id"]
    leadership = {"head": head, "deputies": [], "on": "2024-01-20"}
    await officer.put(f"/blocs/{first_id}/leadership", leadership)
    following = form | {"formed_on": "2025-01-15", "predecessor_id": first_id}

    earlier = await officer.post("/blocs", following | {"year": 2023})
    second_id = (await officer.post("/blocs", following | {"year": 2025})).json()["id"]
    closed = await officer.post(f"/blocs/{first_id}/closing", {"on": "2025-01-15"})
    again = await officer.post(f"/blocs/{first_id}/closing", {"on": "2025-01-15"})

    assert (earlier.status_code, earlier.json()["code"]) == (409, "predecessor_not_earlier")
    assert (closed.status_code, again.json()["code"]) == (204, "bloc_already_closed")
    after = closed.headers["Thidua-Position"]
    rotation = (await officer.get(f"/blocs/{second_id}/rotation", after=after)).json()
    assert [each["year"] for each in rotation["headships"]] == [2024]
    assert [turn["unit_id"] for turn in rotation["turns"]] == [units[1], units[0]]
