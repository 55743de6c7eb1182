"""What every test may ask for: a NATS server, a PostgreSQL server, signed tokens, databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
import sqlalchemy as sa
from nats.aio.client import Client

from shared.messaging.log import connect, provision
from tests.harness.issuer import TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.postgres import postgres_url

# A loaded machine is slow, not wrong: how long an example takes says nothing about a property.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes comes first: begun last, it would be waited for alone."""
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> TestIssuer:
    return TestIssuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def nats_client(nats_server: NatsServer) -> AsyncIterator[Client]:
    client = await connect(nats_server.url, "tests")
    yield client
    await client.close()


@pytest.fixture
async def log_client(nats_client: Client) -> Client:
    """A connection to a server on which the log is provisioned."""
    await provision(nats_client.jetstream())
    return nats_client


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres_url(tmp_path_factory.mktemp("pg")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes the address of a new, empty store, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / uuid4().hex}.sqlite"
    server: str = request.getfixturevalue("postgres")
    return lambda: new_postgres_database(server)


def new_postgres_database(server: str) -> str:
    name = f"t{uuid4().hex}"
    engine = sa.create_engine(
        sa.make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)
