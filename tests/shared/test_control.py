from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
import sqlalchemy as sa
from nats.aio.client import Client

from services.bloc.publishing import to_fact
from shared.contracts import Envelope
from shared.eventstore.tables import events
from shared.messaging.control import (
    Control,
    ControlRefused,
    Nothing,
    ServiceSilent,
    Verb,
    ask,
)
from shared.messaging.relay import Relay
from shared.operations.relay import RelayStatus, relay_verbs
from shared.operations.store import EventsAfter, EventsPage, store_verbs, stored_fact
from tests.harness.background import facts_of, in_background
from tests.harness.stores import UnitStore, eventually


class Echo(msgspec.Struct):
    word: str


async def echo(question: Echo) -> Echo:
    return question


async def too_much(_: Nothing) -> str:
    return "x" * 2_000_000


async def fail(_: Nothing) -> None:
    raise LookupError("there is no such thing")


async def for_ever(_: Nothing) -> None:
    await asyncio.Event().wait()


VERBS = (
    Verb("word.echo", Echo, echo),
    Verb("word.flood", Nothing, too_much),
    Verb("word.fail", Nothing, fail),
    Verb("word.wait", Nothing, for_ever),
)


@pytest.fixture
async def answering(nats_client: Client) -> AsyncIterator[Client]:
    async with in_background(Control(nats_client, "bloc", VERBS).run()):
        await heard(nats_client)
        yield nats_client


async def heard(client: Client) -> None:
    """Wait until somebody listens on the channel."""
    async with asyncio.timeout(10):
        while True:
            try:
                await ask(client, "bloc", "word.echo", Echo("?"), Echo)
            except (ServiceSilent, ControlRefused):
                await asyncio.sleep(0.01)
            else:
                return


async def test_a_question_is_answered(answering: Client) -> None:
    assert await ask(answering, "bloc", "word.echo", Echo("khối 5"), Echo) == Echo("khối 5")


@pytest.mark.parametrize(
    ("verb", "question", "code"),
    [
        ("word.fail", Nothing(), "lookup_error"),
        ("word.echo", Nothing(), "question_unreadable"),
        ("word.unheard", Nothing(), "verb_unknown"),
        ("word.flood", Nothing(), "answer_too_large"),
    ],
)
async def test_a_refusal_says_why(
    answering: Client, verb: str, question: msgspec.Struct, code: str
) -> None:
    with pytest.raises(ControlRefused) as refused:
        await ask(answering, "bloc", verb, question, Echo)

    assert refused.value.refusal.code == code
    assert refused.value.refusal.detail


async def test_a_service_that_is_not_there_is_named(answering: Client) -> None:
    with pytest.raises(ServiceSilent, match="awards"):
        await ask(answering, "awards", "word.echo", Echo("?"), Echo)


async def test_a_long_answer_holds_up_no_other(answering: Client) -> None:
    waiting = asyncio.create_task(ask(answering, "bloc", "word.wait", Nothing(), Echo))

    assert await ask(answering, "bloc", "word.echo", Echo("khối"), Echo) == Echo("khối")

    assert not waiting.done()
    waiting.cancel()


async def test_of_two_replicas_one_answers(answering: Client) -> None:
    asked: list[str] = []

    async def remember(question: Echo) -> Echo:
        asked.append(question.word)
        return question

    both = [Control(answering, "bloc", [Verb("word.echo", Echo, remember)]) for _ in range(2)]
    async with in_background(*(control.run() for control in both)):
        for number in range(10):
            await ask(answering, "bloc", "word.echo", Echo(str(number)), Echo)

    assert len(asked) == len(set(asked))


async def test_the_relay_says_how_far_it_came(store: UnitStore, log_client: Client) -> None:
    relay = Relay(log_client, "bloc", store.blocs, to_fact)
    await store.register_many(3)
    status, _ = relay_verbs(relay)

    before = await status.answer(Nothing())
    async with in_background(relay.run()):
        await eventually(lambda: relay.head.position == 3)
        after = await status.answer(Nothing())

    assert isinstance(before, RelayStatus)
    assert isinstance(after, RelayStatus)
    assert (before.store_head, before.stream_head) == (3, 0)
    assert before.stopped == "not started"
    assert (after.store_head, after.stream_head, after.stream_sequence) == (3, 3, 3)
    assert after.epoch == store.blocs.event_recorder.epoch


async def test_pages_of_the_store_are_what_the_relay_publishes(
    store: UnitStore, log_client: Client
) -> None:
    relay = Relay(log_client, "bloc", store.blocs, to_fact)
    await store.register_many(5)
    async with in_background(relay.run()):
        await eventually(lambda: relay.head.position == 5)
    (events,) = store_verbs(relay.translation)

    first = await events.answer(EventsAfter(0, limit=2))
    rest = await events.answer(EventsAfter(2))

    assert isinstance(first, EventsPage)
    assert isinstance(rest, EventsPage)
    published: list[Envelope] = await facts_of(log_client)
    assert first.facts + rest.facts == [stored_fact(fact) for fact in published]
    assert first.head == rest.head == 5


@pytest.mark.parametrize("state", ["{", '{"timestamp": 3}', ""])
async def test_an_event_that_cannot_be_read_hides_no_other(
    store: UnitStore, log_client: Client, state: str
) -> None:
    await store.register_many(3)
    with store.blocs.event_recorder.database.write() as connection:
        connection.execute(sa.update(events).where(events.c.position == 2).values(state=state))
    (asked,) = store_verbs(Relay(log_client, "bloc", store.blocs, to_fact).translation)

    page = await asked.answer(EventsAfter(0))

    assert isinstance(page, EventsPage)
    assert [(fact.position, bool(fact.untranslatable)) for fact in page.facts] == [
        (1, False),
        (2, True),
        (3, False),
    ]
