from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from nats.aio.client import Client

from services.notify.main import build
from services.notify.settings import NotifySettings
from shared.access import Role
from shared.contracts import Fact
from shared.contracts.covenant import CovenantOpened, CovenantSigned
from tests.harness.facts import Publisher
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, running

COVENANT, BLOC, UNIT, OTHER = (UUID(int=n) for n in (1, 2, 3, 4))
DAY = date(2024, 3, 12)
PATIENCE_SECONDS = 20.0


def opened() -> Fact:
    return CovenantOpened(
        covenant_id=COVENANT, bloc_id=BLOC, unit_ids=(UNIT, OTHER), digest="d", opened_on=DAY
    )


def signed(unit_id: UUID = UNIT) -> Fact:
    return CovenantSigned(
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=unit_id,
        account="somebody",
        digest="d",
        signed_on=DAY,
    )


@pytest.fixture
def notify_app(tmp_path: Path, nats_server: NatsServer, issuer: TestIssuer) -> FastAPI:
    return build(
        NotifySettings(
            port=0,
            store_url=f"sqlite:///{tmp_path / 'notify.sqlite'}",
            nats_url=nats_server.url,
            issuer=ISSUER,
            jwks_url=issuer.jwks_url,
        )
    )


@pytest.fixture
async def notify(
    notify_app: FastAPI, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[RunningService]:
    assert log_client.is_connected
    async with running(notify_app, issuer) as service:
        yield service


@pytest.fixture
def publisher(log_client: Client) -> Publisher:
    return Publisher(log_client, "covenant")


async def delivered(service: RunningService, count: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await service.client.get("/readyz")).json()["store_head"] < count:
            await asyncio.sleep(0.02)


async def test_an_opened_covenant_asks_each_head_to_sign(
    notify: RunningService, publisher: Publisher
) -> None:
    await publisher.publish(opened())
    await delivered(notify, 2)
    head = notify.signed_in((Role.UNIT_HEAD, UNIT))
    stranger = notify.signed_in((Role.UNIT_HEAD, uuid4()), login="stranger")

    messages = (await head.get("/inbox", after="notify:2")).json()["items"]

    assert [(m["kind"], m["about"], m["read"]) for m in messages] == [
        ("covenant_opened", "covenant:1", False)
    ]
    assert (await stranger.get("/inbox")).json()["items"] == []


async def test_a_message_is_read_by_its_account_only(
    notify: RunningService, publisher: Publisher
) -> None:
    await publisher.publish(signed())
    await delivered(notify, 2)
    officer = notify.signed_in((Role.EMULATION_OFFICER, None), login="first")
    colleague = notify.signed_in((Role.EMULATION_OFFICER, None), login="second")
    viewer = notify.signed_in((Role.VIEWER, None), login="viewer")
    message = (await officer.get("/inbox", after="notify:2")).json()["items"][0]
    path = f"/inbox/{message['id']}/read"

    marked = await officer.post(path, {"read_on": "2024-03-12"})
    refused = await viewer.post(path, {"read_on": "2024-03-12"})

    after = marked.headers["Thidua-Position"]
    assert refused.json()["code"] == "notification_for_somebody_else"
    assert (await officer.get("/inbox", after=after)).json()["items"][0]["read"] is True
    assert (await colleague.get("/inbox", after=after)).json()["items"][0]["read"] is False


async def test_who_is_addressed_twice_reads_one_message_once(
    notify: RunningService, publisher: Publisher
) -> None:
    await publisher.publish(opened(), signed())
    await delivered(notify, 4)
    both = notify.signed_in((Role.UNIT_HEAD, OTHER), (Role.UNIT_HEAD, UNIT), login="both")
    second = notify.signed_in((Role.UNIT_HEAD, OTHER), login="second")

    (shown,) = (await both.get("/inbox", after="notify:4")).json()["items"]
    (copy,) = (await second.get("/inbox")).json()["items"]
    assert shown["id"] != copy["id"]

    # Somebody may have read the copy before a second role was given.
    read = await notify.signed_in((Role.UNIT_HEAD, OTHER), login="both").post(
        f"/inbox/{copy['id']}/read", {"read_on": "2024-03-12"}
    )
    after = read.headers["Thidua-Position"]
    (again,) = (await both.get("/inbox", after=after)).json()["items"]
    assert (again["id"], again["read"]) == (shown["id"], True)
    assert (await second.get("/inbox", after=after)).json()["items"][0]["read"] is False


async def test_pages_of_an_inbox_and_what_follows_them_hold_no_copies(
    notify: RunningService, publisher: Publisher
) -> None:
    await publisher.publish(signed(), opened(), signed(OTHER))
    await delivered(notify, 6)
    grants = ((Role.BLOC_HEAD, BLOC), (Role.EMULATION_OFFICER, None), (Role.UNIT_HEAD, UNIT))
    several = notify.signed_in(*grants)

    seen, cursor = [], ""
    while cursor is not None:
        page = (await several.get(f"/inbox?limit=1{cursor}", after="notify:6")).json()
        seen += [(message["about"], message["kind"]) for message in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"

    assert seen == [
        ("covenant:3", "covenant_signed"),
        ("covenant:2", "covenant_opened"),
        ("covenant:1", "covenant_signed"),
    ]


async def test_an_inbox_is_read_as_it_stood(
    notify: RunningService, publisher: Publisher
) -> None:
    await publisher.publish(signed(), signed(OTHER))
    await delivered(notify, 4)
    officer = notify.signed_in((Role.EMULATION_OFFICER, None))
    assert len((await officer.get("/inbox", after="notify:4")).json()["items"]) == 2

    then = [
        [message["about"] for message in (await officer.get("/inbox", at=at)).json()["items"]]
        for at in ("covenant:1", "notify:2", "notify:4")
    ]

    assert then == [[], ["covenant:1"], ["covenant:2", "covenant:1"]]


async def test_redelivered_facts_deliver_nothing_twice(
    notify_app: FastAPI, log_client: Client, issuer: TestIssuer
) -> None:
    publisher = Publisher(log_client, "covenant")
    async with running(notify_app, issuer) as service:
        await publisher.publish(opened(), signed())
        await delivered(service, 4)
        # The consumer forgets what was acknowledged; the policy's own position does not.
        await log_client.jetstream().reset_consumer("THIDUA", "notify-deliveries", seq=1)
        await publisher.publish(signed(OTHER))
        await delivered(service, 6)

        assert (await service.client.get("/readyz")).json()["store_head"] == 6


async def test_a_deleted_consumer_is_noticed_and_made_again(
    notify: RunningService, publisher: Publisher, log_client: Client
) -> None:
    await publisher.publish(opened())
    await delivered(notify, 2)

    await log_client.jetstream().delete_consumer("THIDUA", "notify-deliveries")
    await publisher.publish(signed())

    await delivered(notify, 4)
    await notify.ready()


async def test_a_missing_fact_blocks_its_source_and_is_named(
    notify: RunningService, publisher: Publisher
) -> None:
    await publisher.publish(opened())
    await delivered(notify, 2)

    publisher.skip(1)
    await publisher.publish(signed())

    async with asyncio.timeout(PATIENCE_SECONDS):
        while "GapFound" not in str((await notify.client.get("/readyz")).json()["missing"]):
            await asyncio.sleep(0.02)
    assert (await notify.client.get("/readyz")).json()["store_head"] == 2


async def test_what_a_policy_does_names_its_cause(
    notify: RunningService, publisher: Publisher, log_client: Client
) -> None:
    await publisher.publish(opened())
    await delivered(notify, 2)
    await notify.signed_in((Role.VIEWER, None)).get("/inbox", after="notify:2")

    message = await log_client.jetstream().get_last_msg("THIDUA", "thidua.notify.>")

    headers = message.headers or {}
    assert headers["thidua-causation"] == "covenant:1"
    assert headers["thidua-correlation"] == "a-correlation"
    assert headers["thidua-actor"] == "policy:notify-deliveries"
