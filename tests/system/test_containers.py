"""The store's contract and the relay's, against NATS and PostgreSQL in containers.

`THIDUA_TEST_NATS_IMAGE` and `THIDUA_TEST_POSTGRES_IMAGE` name other images. Without the first,
the image is built from `deploy/nats/Dockerfile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from docker.errors import DockerException

from tests.conftest import new_postgres_database
from tests.harness.containers import ContainedNats, ContainedPostgres, Engine, ImageMissing
from tests.harness.stores import UnitStore, opened
from tests.shared import test_event_store as event_store
from tests.shared import test_relay as relay

pytestmark = [
    pytest.mark.containers,
    pytest.mark.timeout(180),
    # An engine answers for a container that is only starting, and hangs up: nats-py then drops
    # the connection without closing its writer.
    pytest.mark.filterwarnings("ignore:unclosed <StreamWriter:ResourceWarning"),
]

OpenStore = Callable[[str], UnitStore]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    try:
        engine = Engine.answering()
    except DockerException as error:
        pytest.skip(f"no Docker engine: start one to run the container tests ({error})")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def contained_postgres(engine: Engine) -> Iterator[str]:
    try:
        image = engine.postgres_image()
    except ImageMissing as missing:
        pytest.skip(f"no PostgreSQL image: name one by THIDUA_TEST_POSTGRES_IMAGE ({missing})")
    server = ContainedPostgres(engine, image)
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


@pytest.fixture
def nats_server(engine: Engine) -> Iterator[ContainedNats]:
    try:
        image = engine.nats_image()
    except ImageMissing as missing:
        pytest.skip(f"no NATS image: name another by THIDUA_TEST_NATS_IMAGE ({missing})")
    server = ContainedNats(engine, image)
    try:
        server.start()
        yield server
    finally:
        server.lose_data()


@pytest.fixture(params=["sqlite", "postgres in a container"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / uuid4().hex}.sqlite"
    server: str = request.getfixturevalue("contained_postgres")
    return lambda: new_postgres_database(server)


@pytest.fixture
def open_store() -> Iterator[OpenStore]:
    with ExitStack() as stores:
        yield lambda url: stores.enter_context(opened(url))


@pytest.fixture
def store(open_store: OpenStore, store_url: Callable[[], str]) -> UnitStore:
    return open_store(store_url())


class TestRelay(relay.TestRelay):
    """From either store to a stream in a container."""


@pytest.mark.parametrize("store_url", ["postgres in a container"], indirect=True)
class TestEventStore(event_store.TestEventStore):
    """A store in a container."""


@pytest.mark.parametrize("store_url", ["postgres in a container"], indirect=True)
class TestIdempotencyKeys(event_store.TestIdempotencyKeys):
    """The keys of a store in a container."""
