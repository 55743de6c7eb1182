"""Messages as they go over the wire, many at once."""

from __future__ import annotations

import pytest
from nats.errors import BadHeaderError, MaxPayloadError
from nats.protocol.command import hpub_cmd

from shared.contracts import subject_of
from shared.messaging.frames import Batch, Message
from tests.harness.facts import facts

HEADERS = {"ce-id": "bloc:17", "thidua-actor": "ng%C6%B0%E1%BB%9Di"}
BODY = '{"name":"Vụ Tổ chức cán bộ"}'.encode()
LONGEST = 1000


def test_a_frame_is_that_of_the_library() -> None:
    head = b"NATS/1.0\r\nce-id: bloc:17\r\nthidua-actor: ng%C6%B0%E1%BB%9Di\r\n\r\n"

    assert Message("thidua.bloc.x.07", HEADERS, BODY).frame(LONGEST) == hpub_cmd(
        "thidua.bloc.x.07", "", head, BODY
    )


@pytest.mark.parametrize("value", ["a\r\nNats-Batch-Commit: 1", "a\nb", "a\rb"])
def test_a_line_break_does_not_become_a_header_of_its_own(value: str) -> None:
    with pytest.raises(BadHeaderError):
        Message("thidua.bloc.x.07", {"ce-id": value}, BODY).frame(LONGEST)


def test_what_the_server_would_cut_the_connection_for_is_not_sent() -> None:
    with pytest.raises(MaxPayloadError):
        Message("thidua.bloc.x.07", HEADERS, bytes(LONGEST)).frame(LONGEST)


def test_a_batch_is_fenced_by_its_first_message_and_encodes_those_between_beforehand() -> None:
    told = facts(1, 5)

    batch = Batch.of(told, LONGEST)

    assert batch.between == b"".join(
        Message(
            subject_of(fact),
            fact.headers() | {"Nats-Batch-Id": batch.id, "Nats-Batch-Sequence": str(number)},
            fact.body(),
        ).frame(LONGEST)
        for number, fact in enumerate(told, start=1)
        if 1 < number < 5
    )
    assert batch.committing() == {
        "Nats-Batch-Id": batch.id,
        "Nats-Batch-Sequence": "5",
        "Nats-Batch-Commit": "1",
    }
