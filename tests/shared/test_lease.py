"""A lease is held by one at a time, and ends with whoever held it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from shared.database import Database
from shared.lease import Lease
from tests.conftest import new_postgres_database
from tests.harness.stores import PATIENCE_SECONDS

TakeLease = Callable[[str], Lease]


@pytest.fixture
def url(store_url: Callable[[], str]) -> str:
    return store_url()


@pytest.fixture
def lease_of(url: str) -> Iterator[TakeLease]:
    """Leases in one store, each as a replica of its own would have it."""
    with ExitStack() as opened:

        def one(name: str) -> Lease:
            database = Database(url, "notify")
            opened.callback(database.close)
            lease = Lease(database, name)
            opened.callback(lease.let_go)
            return lease

        yield one


def test_is_held_by_one_and_taken_over_when_let_go(lease_of: TakeLease) -> None:
    first, second = lease_of("deliveries"), lease_of("deliveries")

    assert (first.hold(), second.hold()) == (True, False)
    assert (first.hold(), second.hold()) == (True, False)

    first.let_go()
    assert soon_held(second)
    assert not first.hold()


def soon_held(lease: Lease) -> bool:
    """A server notices a moment later that who held it has gone."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not lease.hold():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_is_of_one_name(lease_of: TakeLease) -> None:
    assert lease_of("deliveries").hold()
    assert lease_of("reminders").hold()


def test_ends_with_the_process_that_held_it(lease_of: TakeLease, url: str) -> None:
    holding = (
        "import sys; from shared.database import Database; from shared.lease import Lease; "
        f"print(Lease(Database({url!r}, 'notify'), 'deliveries').hold(), flush=True); "
        "sys.stdin.read()"
    )
    lease = lease_of("deliveries")
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        assert not lease.hold()
        process.kill()

    assert eventually_held(lease)


def test_that_was_lost_with_its_connection_is_noticed(postgres: str) -> None:
    database = Database(new_postgres_database(postgres), "notify")
    first, second = Lease(database, "deliveries"), Lease(database, "deliveries")
    assert first.hold()
    with database.engine.connect() as connection:
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype='advisory'")
        )

    assert eventually_held(second)
    assert not first.hold(), "it asks its connection, and finds that the lease is another's"
    second.let_go()
    database.close()


def eventually_held(lease: Lease) -> bool:
    """PostgreSQL notices a killed client at its next look at the connection."""
    return any(lease.hold() for _ in range(10_000))
