"""Each service may say its own facts and move its own consumers on NATS, and nobody else's."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import nats
import pytest
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import KeyValueConfig

from deploy.local.profile import HOST, PUBLISHERS, SERVICES, STAFF
from deploy.nats.configuration import Server, durable_consumers, render
from shared.http.trust import trust
from shared.messaging.history import History
from shared.messaging.log import STREAM, declared_consumer, ensure_consumer, provision

PASSWORDS = {user: f"password-of-{user}" for user in (*SERVICES, *STAFF)}
PATIENCE_SECONDS = 10


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("nats")
    port, monitoring_port = free_ports(2)
    server = Server(HOST, port, monitoring_port, home / "data")
    configuration = home / "nats.conf"
    configuration.write_text(render(server, PASSWORDS))
    binary = shutil.which("nats-server", path=str(Path(sys.executable).parent))
    assert binary is not None
    with subprocess.Popen([binary, "-c", str(configuration)], stderr=subprocess.DEVNULL) as it:
        wait_until_healthy(monitoring_port)
        yield server
        it.terminate()


def wait_until_healthy(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    with httpx.Client(verify=trust(), trust_env=False) as client:
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if client.get(f"http://{HOST}:{port}/healthz").is_success:
                    return
    pytest.fail("the NATS server did not become healthy")


@dataclass
class User:
    """A connection with what the server refused on it."""

    client: Client
    refusals: list[str]

    @property
    def js(self) -> JetStreamContext:
        return self.client.jetstream()

    async def may_publish(self, subject: str) -> bool:
        """Refusals come back in order, before the answer to what was asked after them."""
        before = len(self.refusals)
        await self.client.publish(subject, b"{}", reply=self.client.new_inbox())
        return not await self.refused_since(before)

    async def refused_since(self, before: int) -> int:
        await self.js.stream_info(STREAM)
        return len(self.refusals) - before


Connect = Callable[[str], Awaitable[User]]


@pytest.fixture
async def connect(server: Server) -> AsyncIterator[Connect]:
    async with contextlib.AsyncExitStack() as connections:

        async def as_user(name: str) -> User:
            refusals: list[str] = []

            async def remember(error: Exception) -> None:
                refusals.append(str(error))

            client = await nats.connect(
                f"nats://{name}:{PASSWORDS[name]}@{HOST}:{server.port}",
                inbox_prefix=f"_INBOX_{name}".encode(),
                error_cb=remember,
            )
            connections.push_async_callback(client.close)
            return User(client, refusals)

        provisioner = (await as_user("provisioner")).js
        await provision(provisioner)
        await provisioner.create_key_value(KeyValueConfig(bucket="people"))
        yield as_user


@pytest.mark.parametrize("service", PUBLISHERS)
async def test_a_service_publishes_its_own_facts(connect: Connect, service: str) -> None:
    js = (await connect(service)).js
    ack = await js.publish(f"thidua.{service}.something_happened.07", b"{}")
    last = await js.get_last_msg(STREAM, f"thidua.{service}.>")
    assert last.seq == ack.seq


@pytest.mark.parametrize("user", [*SERVICES, *STAFF])
async def test_nobody_publishes_the_facts_of_another(connect: Connect, user: str) -> None:
    somebody = await connect(user)
    for other in PUBLISHERS:
        if other != user:
            assert not await somebody.may_publish(f"thidua.{other}.something_happened.07")


@pytest.mark.parametrize("service", ["bloc", "awards", "notify"])
async def test_a_service_follows_the_log_with_its_own_consumer(
    connect: Connect, service: str
) -> None:
    bloc = (await connect("bloc")).js
    ack = await bloc.publish("thidua.bloc.something_happened.07", b"followed")
    js = (await connect(service)).js
    name = durable_consumers()[service][0]
    await ensure_consumer(js, declared_consumer(name, ("bloc",)), ack.seq)
    subscription = await js.pull_subscribe_bind(consumer=name, stream=STREAM)
    (message,) = await subscription.fetch(1, timeout=PATIENCE_SECONDS)
    await message.ack_sync(timeout=PATIENCE_SECONDS)
    assert message.data == b"followed"


@pytest.mark.parametrize("user", ["bloc", "covenant", "notify", "console", "operator"])
async def test_nobody_touches_the_consumer_of_another(connect: Connect, user: str) -> None:
    awards = (await connect("awards")).js
    name = durable_consumers()["awards"][0]
    await ensure_consumer(awards, declared_consumer(name, ("bloc",)), 1)
    somebody = await connect(user)
    for verb in ("CREATE", "DURABLE.CREATE", "MSG.NEXT", "RESET", "DELETE", "PAUSE"):
        assert not await somebody.may_publish(f"$JS.API.CONSUMER.{verb}.{STREAM}.{name}"), verb
    assert await somebody.may_publish(f"$JS.API.CONSUMER.INFO.{STREAM}.{name}")


async def test_a_consumer_that_is_not_declared_may_not_be_created(connect: Connect) -> None:
    awards = await connect("awards")
    for subject in (f"DURABLE.CREATE.{STREAM}", f"CREATE.{STREAM}"):
        assert not await awards.may_publish(f"$JS.API.CONSUMER.{subject}.awards-unheard")


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_asks_every_relay_for_what_it_misses(
    connect: Connect, service: str
) -> None:
    somebody = await connect(service)
    for publisher in PUBLISHERS:
        assert await somebody.may_publish(f"heal.{publisher}")


async def test_a_relay_hears_what_is_asked_of_it_alone(connect: Connect) -> None:
    bloc = await connect("bloc")
    await bloc.client.subscribe("heal.bloc")
    assert await bloc.refused_since(0) == 0
    await bloc.client.subscribe("heal.covenant")
    assert await bloc.refused_since(0) == 1


async def test_nobody_reads_the_answers_given_to_another(connect: Connect) -> None:
    covenant = await connect("covenant")
    await covenant.client.subscribe("_INBOX_bloc.>")
    await covenant.client.subscribe("thidua.bloc.>")
    assert await covenant.refused_since(0) == 2


async def test_bloc_keeps_the_people_and_the_others_read_them(connect: Connect) -> None:
    people = await (await connect("bloc")).js.key_value("people")
    await people.put("p1", b"Nguyen Van An")
    reader = await connect("awards")
    awards = await reader.js.key_value("people")
    assert (await awards.get("p1")).value == b"Nguyen Van An"
    watcher = await awards.watchall()
    seen = await anext(watcher)
    await watcher.stop()  # type: ignore[no-untyped-call] # The client left it untyped.
    assert seen is not None
    assert seen.key == "p1"
    assert not await reader.may_publish("$KV.people.p1")
    await people.purge("p1")


async def test_the_operator_reads_the_log_without_a_consumer(connect: Connect) -> None:
    bloc = (await connect("bloc")).js
    ack = await bloc.publish("thidua.bloc.something_happened.07", b"watched")
    operator = await connect("operator")

    (message,) = await History(operator.client).messages({"seq": ack.seq, "batch": 5})

    assert message.body == b"watched"


@pytest.mark.parametrize("user", [*SERVICES, *STAFF])
async def test_nobody_names_a_consumer_in_the_body_alone(connect: Connect, user: str) -> None:
    # The server takes the name from there, and would rewrite the consumer of anybody.
    somebody = await connect(user)
    assert not await somebody.may_publish(f"$JS.API.CONSUMER.CREATE.{STREAM}")


@pytest.mark.parametrize("user", [*SERVICES, *STAFF])
async def test_nobody_empties_or_removes_the_log(connect: Connect, user: str) -> None:
    somebody = await connect(user)
    assert not await somebody.may_publish(f"$JS.API.STREAM.PURGE.{STREAM}")
    assert not await somebody.may_publish(f"$JS.API.STREAM.DELETE.{STREAM}")


def test_a_stranger_is_not_let_in(server: Server) -> None:
    with socket.create_connection((HOST, server.port), timeout=PATIENCE_SECONDS) as stranger:
        answers = stranger.makefile("rb")
        assert answers.readline().startswith(b"INFO ")
        stranger.sendall(b'CONNECT {"verbose":false}\r\nPING\r\n')
        assert answers.readline() == b"-ERR 'Authorization Violation'\r\n"
        answers.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_the_operator_asks_a_service_and_is_answered(
    connect: Connect, service: str
) -> None:
    answering = await connect(service)
    subscription = await answering.client.subscribe(f"control.{service}.>", service)
    operator = await connect("operator")
    asked = asyncio.create_task(
        operator.client.request(
            f"control.{service}.relay.status", b"?", timeout=PATIENCE_SECONDS
        )
    )
    question = await subscription.next_msg(timeout=PATIENCE_SECONDS)
    await question.respond(b"!")
    assert (await asked).data == b"!"


@pytest.mark.parametrize("user", [*SERVICES, "provisioner"])
async def test_nobody_but_the_operator_gives_orders(connect: Connect, user: str) -> None:
    somebody = await connect(user)
    for service in SERVICES:
        assert not await somebody.may_publish(f"control.{service}.relay.status")


@pytest.mark.parametrize("user", [*SERVICES, *STAFF])
async def test_nobody_hears_the_orders_given_to_another(connect: Connect, user: str) -> None:
    somebody = await connect(user)
    others = [service for service in SERVICES if service != user]
    for service in others:
        await somebody.client.subscribe(f"control.{service}.>")
    assert await somebody.refused_since(0) == len(others)


async def test_a_subscriber_reads_the_log_and_can_change_nothing(connect: Connect) -> None:
    bloc = (await connect("bloc")).js
    ack = await bloc.publish("thidua.bloc.something_happened.07", b"for everybody")
    subscriber = await connect("subscriber")
    answers = await subscriber.client.subscribe(subscriber.client.new_inbox())

    await subscriber.client.publish(
        f"$JS.API.DIRECT.GET.{STREAM}",
        f'{{"seq":{ack.seq},"batch":5}}'.encode(),
        reply=answers.subject,
    )

    assert (await answers.next_msg(timeout=PATIENCE_SECONDS)).data == b"for everybody"
    for forbidden in (
        f"$JS.API.CONSUMER.CREATE.{STREAM}",
        f"$JS.API.CONSUMER.CREATE.{STREAM}.mine",
        f"$JS.API.CONSUMER.CREATE.{STREAM}.awards-eligibility.thidua.>",
        f"$JS.API.CONSUMER.DURABLE.CREATE.{STREAM}.awards-eligibility",
        f"$JS.API.CONSUMER.DELETE.{STREAM}.awards-eligibility",
        f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.awards-eligibility",
        f"$JS.API.STREAM.UPDATE.{STREAM}",
        "$JS.API.DIRECT.GET.KV_people",
        "$JS.API.STREAM.MSG.GET.KV_people",
        "$KV.people.p1",
        "heal.bloc",
        "control.bloc.relay.status",
    ):
        assert not await subscriber.may_publish(forbidden), forbidden
    before = len(subscriber.refusals)
    for foreign in ("_INBOX_bloc.>", "heal.bloc", "thidua.>", "control.>"):
        await subscriber.client.subscribe(foreign)
    assert await subscriber.refused_since(before) == 4
