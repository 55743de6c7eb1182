"""Messages as they go over the wire, many at once."""

from __future__ import annotations

import pytest
from msgspec import structs
from nats.errors import MaxPayloadError
from nats.protocol.command import hpub_cmd

from shared.contracts import Envelope, subject_of
from shared.messaging.frames import Batch, frame
from tests.harness.facts import facts

LONGEST = 1000
MORE = {"Nats-Batch-Sequence": "7"}


def told(**changes: object) -> Envelope:
    return structs.replace(facts(1, 1)[0], **changes)


@pytest.mark.parametrize(
    "fact",
    [
        told(actor="người phụ trách", correlation="a “b” 100%"),
        told(causation="covenant:7"),
        told(traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        told(causation="covenant:7", traceparent="00-0a-b7-01"),
    ],
)
def test_a_frame_is_that_of_the_library(fact: Envelope) -> None:
    lines = [f"{name}: {value}\r\n" for name, value in (fact.headers() | MORE).items()]
    head = f"NATS/1.0\r\n{''.join(lines)}\r\n".encode()

    made = frame(fact, MORE, LONGEST)

    assert made == hpub_cmd(subject_of(fact), "", head, fact.body())
    assert Envelope.read(fact.headers(), fact.body(), sequence=1) == fact


@pytest.mark.parametrize("value", ["a\r\nNats-Batch-Commit: 1", "a\nb", "a\rb"])
@pytest.mark.parametrize("name", ["subject", "epoch", "causation", "traceparent"])
def test_a_line_break_does_not_become_a_header_of_its_own(name: str, value: str) -> None:
    fact = told(**{name: value})

    with pytest.raises(ValueError, match="bloc:1"):
        frame(fact, MORE, LONGEST)
    with pytest.raises(ValueError, match="bloc:1"):
        fact.headers()


def test_what_the_server_would_cut_the_connection_for_is_not_sent() -> None:
    fact = told()
    size = len(frame(fact, MORE, LONGEST))

    with pytest.raises(MaxPayloadError):
        frame(fact, MORE, size // 2)


def test_a_batch_is_fenced_by_its_first_message_and_encodes_those_between_beforehand() -> None:
    told = facts(1, 5)

    batch = Batch.of(told, LONGEST)

    assert batch.between == b"".join(
        frame(fact, {"Nats-Batch-Id": batch.id, "Nats-Batch-Sequence": str(number)}, LONGEST)
        for number, fact in enumerate(told, start=1)
        if 1 < number < 5
    )
    assert batch.committing() == {
        "Nats-Batch-Id": batch.id,
        "Nats-Batch-Sequence": "5",
        "Nats-Batch-Commit": "1",
    }
