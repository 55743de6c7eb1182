"""The one stream of the log and the durable consumers on it, declared once and compared.

A difference between what is declared and what the server has is an error that names the
field; nothing is changed silently.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import nats
import structlog
from nats.errors import Error as NatsError
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    ReplayPolicy,
    RetentionPolicy,
    StorageType,
    StoreCompression,
    StreamConfig,
)
from nats.js.errors import BucketNotFoundError, NotFoundError

from shared.messaging.client import LogClient

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js import JetStreamContext

log = structlog.get_logger()

STREAM = "THIDUA"
PEOPLE = "people"
EVIDENCE = "evidence"
SUBJECTS = "thidua.>"
ACK_WAIT_SECONDS = 30.0
MAX_BATCH = 500
CONNECT_SECONDS = 3.0
# What a server says of itself, or sets where nothing was declared, is no difference.
FILLED_BY_SERVER = frozenset({"consumer_limits", "max_waiting", "metadata"})


class ServerAway(Exception):
    """NATS does not answer, or does not let us in."""


class ConfigurationDrift(Exception):
    """What the server has is not what is declared here."""

    def __init__(self, what: str, differences: dict[str, tuple[object, object]]) -> None:
        listed = "; ".join(
            f"{field}: declared {declared!r}, found {found!r}"
            for field, (declared, found) in sorted(differences.items())
        )
        super().__init__(f"{what} is not configured as declared: {listed}")


def declared_stream() -> StreamConfig:
    """The log: everything kept, nothing deletable, atomic batches, direct reads."""
    return StreamConfig(
        name=STREAM,
        description="The facts of all Thi Đua services, in one order",
        subjects=[SUBJECTS],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_age=0,
        max_bytes=-1,
        max_msgs=-1,
        max_consumers=-1,
        compression=StoreCompression.NONE,
        num_replicas=1,
        duplicate_window=120,
        deny_delete=True,
        deny_purge=True,
        allow_direct=True,
        allow_atomic=True,
        allow_rollup_hdrs=False,
    )


def declared_consumer(
    name: str, sources: tuple[str, ...], in_flight: int = MAX_BATCH
) -> ConsumerConfig:
    """The durable consumer of one reader. Positions live with the reader, not here."""
    return ConsumerConfig(
        durable_name=name,
        name=name,
        filter_subjects=[f"thidua.{source}.>" for source in sources],
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.ALL,
        ack_wait=ACK_WAIT_SECONDS,
        max_deliver=-1,
        max_ack_pending=in_flight,
        replay_policy=ReplayPolicy.INSTANT,
    )


async def connect(url: str, name: str) -> Client:
    """Connect and stay connected: reconnects for ever, never gives up silently."""
    client = LogClient()
    await client.connect(
        url,
        name=name,
        inbox_prefix=f"_INBOX_{name}".encode(),
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.5,  # type: ignore[arg-type]  # it is slept, and need not be whole
        error_cb=_tell,
        ping_interval=10,
        max_outstanding_pings=2,
    )
    return client


async def disconnect(client: Client) -> None:
    """Close a connection; one that was lost a moment ago is closed already."""
    try:
        await client.close()
    except OSError as error:
        log.info("lost_while_closing", reason=f"{type(error).__name__}: {error}")


async def connect_once(url: str, name: str) -> Client:
    """Connect soon or raise `ServerAway`: for commands, which somebody waits for."""
    reasons: list[Exception] = []

    async def remember(error: Exception) -> None:
        reasons.append(error)

    # The client itself would try for ever: 0 attempts mean "without limit" to it.
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await nats.connect(
                url,
                name=name,
                inbox_prefix=f"_INBOX_{name}".encode(),
                allow_reconnect=False,
                error_cb=remember,
            )
    except (TimeoutError, OSError, NatsError) as error:
        raise ServerAway(str(reasons[-1] if reasons else error)) from error


async def provision(js: JetStreamContext) -> bool:
    """Create the stream, or compare it. True when it was made. Raises `ConfigurationDrift`.

    The bucket of people's names is made beside it, the one place on NATS that can forget, and
    the object store of evidence.
    """
    try:
        await js.key_value(PEOPLE)
    except BucketNotFoundError:
        await js.create_key_value(bucket=PEOPLE, history=1, storage=StorageType.FILE)
    try:
        await js.object_store(EVIDENCE)
    except BucketNotFoundError:
        await js.create_object_store(EVIDENCE, storage=StorageType.FILE)
    try:
        info = await js.stream_info(STREAM)
    except NotFoundError:
        await js.add_stream(declared_stream())
        return True
    _compare(f"stream {STREAM}", declared_stream(), info.config)
    return False


async def check_stream(js: JetStreamContext) -> None:
    """Raise `ConfigurationDrift` when the stream differs, `NotFoundError` without one."""
    info = await js.stream_info(STREAM)
    _compare(f"stream {STREAM}", declared_stream(), info.config)


async def ensure_consumer(js: JetStreamContext, declared: ConsumerConfig, start: int) -> None:
    """Create the durable consumer, or compare it and put it at `start`, the next sequence.

    Raises `ConfigurationDrift` when another consumer has this name.
    """
    name = str(declared.durable_name)
    try:
        info = await js.consumer_info(STREAM, name)
    except NotFoundError:
        await js.add_consumer(STREAM, declared)
    else:
        _compare(f"consumer {name}", declared, info.config)
    await js.reset_consumer(STREAM, name, seq=start)


async def _tell(error: Exception) -> None:
    log.warning("nats_error", reason=f"{type(error).__name__}: {error}")


def _compare(what: str, declared: object, found: object) -> None:
    differences = {}
    for field, wanted in vars(declared).items():
        actual = getattr(found, field)
        if wanted is None and field in FILLED_BY_SERVER:
            continue
        if (actual or None) != (wanted or None):
            differences[field] = (wanted, actual)
    if differences:
        raise ConfigurationDrift(what, differences)
