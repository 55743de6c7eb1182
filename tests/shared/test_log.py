"""The stream and its consumers on a real server: declared once, compared, never emptied."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from typing import Any

import pytest
from nats.aio.client import Client
from nats.js.api import RetentionPolicy, StoreCompression, SubjectTransform
from nats.js.errors import APIError, NotFoundError

from shared.messaging.log import (
    STREAM,
    ConfigurationDrift,
    check_stream,
    declared_consumer,
    declared_stream,
    ensure_consumer,
    provision,
)
from tests.harness.facts import Publisher
from tests.harness.nats_server import NatsServer
from tests.harness.stores import unit_registered


async def test_provisioning_twice_is_provisioning_once(nats_client: Client) -> None:
    js = nats_client.jetstream()

    assert await provision(js) is True
    first = (await js.stream_info(STREAM)).config
    assert await provision(js) is False

    assert (await js.stream_info(STREAM)).config == first
    await check_stream(js)


async def test_a_stream_that_is_not_there_is_missed(nats_client: Client) -> None:
    with pytest.raises(NotFoundError):
        await check_stream(nats_client.jetstream())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subjects", ["thidua.bloc.>"]),
        ("retention", RetentionPolicy.WORK_QUEUE),
        ("max_age", 3600.0),
        ("max_bytes", 10_000_000),
        ("max_msgs", 1000),
        ("max_msgs_per_subject", 1),
        ("max_msg_size", 100),
        ("deny_delete", False),
        ("deny_purge", False),
        ("allow_atomic", False),
        ("allow_rollup_hdrs", True),
        ("allow_msg_ttl", True),
        ("compression", StoreCompression.S2),
        ("subject_transform", SubjectTransform(src="thidua.>", dest="thidua.x.>")),
    ],
)
async def test_a_stream_that_differs_is_refused_by_the_fields_name(
    nats_client: Client, field: str, value: object
) -> None:
    js = nats_client.jetstream()
    changed: dict[str, Any] = {field: value}
    if field == "allow_rollup_hdrs":
        changed["deny_purge"] = False
    await js.add_stream(replace(declared_stream(), **changed))

    for look in (provision, check_stream):
        with pytest.raises(ConfigurationDrift, match=rf"stream {STREAM} .*\b{field}: declared"):
            await look(js)

    found = getattr((await js.stream_info(STREAM)).config, field)
    assert (found or None) == (value or None), "nothing was changed in passing"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("filter_subjects", ["thidua.awards.>"]),
        ("ack_wait", 7.0),
        ("max_deliver", 3),
        ("max_ack_pending", 7),
    ],
)
async def test_a_consumer_that_differs_is_refused_by_the_fields_name(
    log_client: Client, field: str, value: object
) -> None:
    js = log_client.jetstream()
    declared = declared_consumer("bloc-directory", ("bloc", "covenant"))
    changed: dict[str, Any] = {field: value}
    await js.add_consumer(STREAM, replace(declared, **changed))

    with pytest.raises(ConfigurationDrift, match=rf"consumer bloc-directory .*\b{field}: "):
        await ensure_consumer(js, declared, start=1)


async def test_a_consumer_is_put_where_its_reader_stands(log_client: Client) -> None:
    js = log_client.jetstream()
    publisher = Publisher(log_client, "bloc")
    await publisher.publish(*(unit_registered(number) for number in range(5)))
    declared = declared_consumer("bloc-directory", ("bloc",))

    for start in (1, 4, 2, 6):
        await ensure_consumer(js, declared, start)
        await ensure_consumer(js, declared, start)
        assert (await js.consumer_info(STREAM, "bloc-directory")).num_pending == 6 - start


async def test_nothing_is_ever_deleted_or_purged(log_client: Client) -> None:
    js = log_client.jetstream()
    await Publisher(log_client, "bloc").publish(unit_registered(), unit_registered())

    for attempt in (js.delete_msg(STREAM, 1), js.purge_stream(STREAM)):
        with pytest.raises(APIError):
            await attempt
    with pytest.raises(APIError):
        await js.update_stream(replace(declared_stream(), deny_delete=False))

    assert (await js.stream_info(STREAM)).state.messages == 2


async def test_the_provisioner_says_what_it_did(nats_server: NatsServer) -> None:
    async def provisioner(**environment: str) -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "shared.messaging.provision",
            env=os.environ | environment,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        return process.returncode, said.decode()

    url = {"THIDUA_NATS_URL": nats_server.url}

    assert await provisioner(**url) == (0, f"stream {STREAM} created\n")
    assert await provisioner(**url) == (0, f"stream {STREAM} is as declared\n")
    code, said = await provisioner()
    assert code == 1
    assert "hint:" in said
