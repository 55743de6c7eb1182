"""The envelope as the client and the server really carry it, with what others may write in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from nats.aio.client import Client

from shared.contracts import Envelope, bloc, subject_of
from shared.documents.headers import headers_of
from shared.messaging.log import STREAM

HOSTILE = {
    "not ASCII": "Nguyễn Văn Ân",
    "spaces around": "  somebody  ",
    "a header of its own": "an\r\nthidua-epoch: forged",
    "a line break": "an\nbinh",
    "a percent sign": "100%25",
    "quoted": '"an"',
    "nothing": "",
    "encoded words": "=?utf-8?q?an?=",
    "control characters": "a\x00\t\x7f",
}


def envelope(**changed: Any) -> Envelope:  # noqa: ANN401 (any field)
    said: dict[str, Any] = {
        "source": "bloc",
        "position": 1,
        "previous": 0,
        "epoch": "e",
        "time": datetime(2024, 3, 12, tzinfo=UTC),
        "subject": str(UUID(int=1)),
        "data": bloc.UnitJoinedBloc(
            bloc_id=UUID(int=1), unit_id=UUID(int=2), on=date(2024, 1, 15)
        ),
        "actor": "somebody",
        "correlation": "c",
    }
    return Envelope(**(said | changed))


@pytest.mark.parametrize("field", ["actor", "correlation"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_somebody_calls_himself_comes_back_as_it_went(
    log_client: Client, field: str, text: str
) -> None:
    sent = envelope(**{field: text})
    js = log_client.jetstream()
    await js.publish(subject_of(sent), sent.body(), headers=sent.headers())

    found = await js.get_last_msg(STREAM, "thidua.bloc.>")

    assert found.headers == sent.headers()
    assert Envelope.read(found.headers or {}, found.data or b"") == sent
    pattern = headers_of("bloc")["properties"][f"thidua-{field}"]["pattern"]
    assert re.fullmatch(pattern, sent.headers()[f"thidua-{field}"])


async def test_the_client_writes_into_the_headers_it_is_given_and_the_envelope_stays_clean(
    log_client: Client,
) -> None:
    sent = envelope()
    headers = sent.headers()

    await log_client.jetstream().publish(
        subject_of(sent), sent.body(), headers=headers, stream=STREAM
    )

    assert "Nats-Expected-Stream" in headers, "the client mended this: the copy may go"
    assert sent.headers().keys() & {"Nats-Expected-Stream"} == set()


async def test_headers_of_the_transport_are_no_part_of_the_envelope(log_client: Client) -> None:
    sent = envelope()
    js = log_client.jetstream()
    await js.publish(
        subject_of(sent),
        sent.body(),
        headers=sent.headers() | {"Nats-Expected-Last-Subject-Sequence": "0", "other": "x"},
    )

    found = await js.get_last_msg(STREAM, "thidua.bloc.>")

    assert Envelope.read(found.headers or {}, found.data or b"") == sent
