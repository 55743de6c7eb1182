"""Backups written and read by the command, of stores on either engine, into either engine."""

from __future__ import annotations

import asyncio
import stat
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from typer.testing import CliRunner, Result

from services.bloc.publishing import to_fact
from services.console.cli.app import app
from services.console.cli.log.facts import ExportedFact, facts, last_sequence
from services.console.cli.offline import administering
from services.covenant import evidence
from shared.backup.snapshot import Snapshots
from shared.contracts import SOURCES
from shared.files import FileMissing, FileStore, InFolder
from shared.messaging.control import PAGE_BYTES, Control
from shared.messaging.relay import Relay
from shared.operations.files import files_verbs
from shared.operations.verbs import publisher_verbs
from tests.conftest import new_postgres_database
from tests.console.commands import described
from tests.harness.background import in_background
from tests.harness.nats_server import NatsServer
from tests.harness.stores import UnitStore, eventually, opened

NewStore = Callable[[], str]

UNITS = 4
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass
class Running:
    """Four stores of units that are published and answer on the control channel."""

    home: Path
    client: Client
    stores: dict[str, UnitStore]

    async def run(self, *words: str, home: Path | None = None, **more: str) -> Result:
        environment = {"THIDUA_HOME": str(home or self.home), "THIDUA_LOCALE": "en"} | more
        return await asyncio.to_thread(CliRunner().invoke, app, words, env=environment)

    async def log(self) -> list[ExportedFact]:
        return await all_facts(self.client)


def kept(folder: Path) -> FileStore:
    """The files of evidence of the system that is backed up."""
    return FileStore(folder / "kept")


async def all_facts(client: Client) -> list[ExportedFact]:
    return [fact async for fact in facts(client, 1, await last_sequence(client))]


@pytest.fixture
def saved_on() -> str:
    """The engine of the stores that are backed up."""
    return "sqlite"


@pytest.fixture
def new_store(saved_on: str, tmp_path: Path, request: pytest.FixtureRequest) -> NewStore:
    if saved_on == "sqlite":
        return lambda: f"sqlite:///{tmp_path / uuid4().hex}.sqlite"
    server: str = request.getfixturevalue("postgres")
    return lambda: new_postgres_database(server)


@pytest.fixture
async def running(
    nats_server: NatsServer, log_client: Client, new_store: NewStore, tmp_path: Path
) -> AsyncIterator[Running]:
    home = described(tmp_path / "home", nats_server.url)
    async with AsyncExitStack() as everything:
        stores = {source: everything.enter_context(opened(new_store())) for source in SOURCES}
        relays = []
        for source, store in stores.items():
            await store.register_many(UNITS)
            relay = Relay(log_client, source, store.blocs, to_fact)
            snapshots = Snapshots(store.blocs.event_recorder.database)
            verbs = [*publisher_verbs(relay, snapshots), *files_verbs(InFolder(kept(tmp_path)))]
            control = Control(log_client, source, verbs)
            works = (relay.run(), snapshots.run(), control.run())
            await everything.enter_async_context(in_background(*works))
            relays.append(relay)
        await eventually(lambda: all(relay.head.position == UNITS for relay in relays))
        yield Running(home, log_client, stores)


def every(place: Path) -> list[Path]:
    return [place, *place.rglob("*")]


@pytest.mark.parametrize("name", ["saved", "saved.tar"])
async def test_a_backup_is_read_by_its_owner_only(
    running: Running, tmp_path: Path, name: str
) -> None:
    place = tmp_path / name

    said = await running.run("backup", "create", str(place))
    again = await running.run("backup", "create", str(place))

    assert said.exit_code == 0, said.output
    assert [path for path in every(place) if path.stat().st_mode & OTHERS] == []
    assert again.exit_code == 1
    assert "hint:" in again.stderr
    assert not [path for path in every(tmp_path) if path.name.startswith(".saved")]


@pytest.mark.parametrize("saved_on", ["sqlite", "postgres"])
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_a_backup_is_restored_into_either_engine(
    running: Running, tmp_path: Path, engine: str, request: pytest.FixtureRequest
) -> None:
    place, home = tmp_path / "saved.tar", tmp_path / "another"
    await running.run("backup", "create", str(place))
    urls = {source: f"sqlite:///{home / 'stores' / source}.sqlite" for source in SOURCES}
    elsewhere: dict[str, str] = {}
    if engine == "postgres":
        server: str = request.getfixturevalue("postgres")
        urls = {source: new_postgres_database(server) for source in SOURCES}
        elsewhere = {f"{source.upper()}_STORE_URL": url for source, url in urls.items()}

    dry = await running.run("backup", "restore", str(place), home=home, **elsewhere)
    assert dry.exit_code == 0, dry.output
    assert "--yes" in dry.stderr
    assert not home.exists()
    done = await running.run("backup", "restore", str(place), "--yes", home=home, **elsewhere)
    assert done.exit_code == 0, done.output
    again = await running.run("backup", "restore", str(place), "--yes", home=home, **elsewhere)
    assert home.stat().st_mode & OTHERS == 0

    for source, url in urls.items():
        # The schema of a store on PostgreSQL is named after its service.
        if source == "bloc" or engine == "sqlite":
            with opened(url) as restored:
                assert restored.events() == running.stores[source].events()
    async with administering(home / "nats" / "data") as client:
        assert await all_facts(client) == await running.log()
    assert again.exit_code == 1
    assert "hint:" in again.stderr
    assert not (home / "restoring").exists()


@pytest.mark.parametrize("name", ["saved", "saved.tar"])
async def test_evidence_is_in_a_backup_and_comes_back(
    running: Running, tmp_path: Path, name: str
) -> None:
    place, home = tmp_path / name, tmp_path / "another"
    store = kept(tmp_path)
    contents = [b"%PDF-small", b"%PDF-" + bytes(2 * PAGE_BYTES), b"%PDF-lost", b"%PDF-changed"]
    digests = [store.keep(content) for content in contents]
    unnamed = store.keep(b"%PDF-nobody-attached-it")
    database = running.stores["covenant"].blocs.event_recorder.database
    database.create(evidence.metadata)
    with database.write() as connection:
        for digest in digests:
            row = {"scorecard_id": uuid4(), "digest": digest, "name": "Biên bản.pdf"}
            connection.execute(sa.insert(evidence.names).values(row))
    lost, changed = (tmp_path / "kept" / each[:2] / each for each in digests[2:])
    lost.unlink()
    changed.write_bytes(b"%PDF-other")

    saved = await running.run("backup", "create", str(place))
    done = await running.run("backup", "restore", str(place), "--yes", home=home)
    restored = FileStore(home / "stores" / "evidence")

    assert saved.exit_code == 0, saved.output
    assert all(digest in saved.stderr.replace("\n", "") for digest in digests[2:])
    assert done.exit_code == 0, done.output
    assert [restored.read(digest) for digest in digests[:2]] == contents[:2]
    for digest in (*digests[2:], unnamed):
        with pytest.raises(FileMissing):
            restored.read(digest)


async def test_restored_stores_may_be_given_new_identities(
    running: Running, tmp_path: Path
) -> None:
    place, home = tmp_path / "saved", tmp_path / "another"
    await running.run("backup", "create", str(place))
    store = running.stores["bloc"]

    words = ["backup", "restore", str(place), "--new-identity", "--yes"]
    said = await running.run(*words, home=home)

    assert said.exit_code == 0, said.output
    with opened(f"sqlite:///{home / 'stores' / 'bloc.sqlite'}") as restored:
        epoch = restored.blocs.event_recorder.epoch
        assert restored.events() == store.events()
        assert epoch != store.blocs.event_recorder.epoch
        async with administering(home / "nats" / "data") as client:
            found = await all_facts(client)
            relay = Relay(client, "bloc", restored.blocs, to_fact)
            async with in_background(relay.run()):
                await restored.register()
                await eventually(lambda: relay.head.position == UNITS + 1)
    assert {fact.headers["thidua-epoch"] for fact in found if fact.source == "bloc"} == {epoch}
    assert [fact.data for fact in found] == [fact.data for fact in await running.log()]


async def test_a_backup_that_was_changed_is_refused(running: Running, tmp_path: Path) -> None:
    place, home = tmp_path / "saved", tmp_path / "another"
    await running.run("backup", "create", str(place))
    changed = place / "stores" / "bloc" / "events.jsonl.gz"
    changed.write_bytes(changed.read_bytes()[:-1] + b"\xff")

    said = await running.run("backup", "restore", str(place), "--yes", home=home)

    assert said.exit_code == 1
    assert "events.jsonl.gz" in said.stderr.replace("\n", "")
    assert not home.exists()


async def test_a_backup_that_lacks_a_file_is_refused(running: Running, tmp_path: Path) -> None:
    place, home = tmp_path / "saved", tmp_path / "another"
    await running.run("backup", "create", str(place))
    (place / "log.jsonl.gz").unlink()

    said = await running.run("backup", "restore", str(place), "--yes", home=home)

    assert said.exit_code == 1
    assert not home.exists()


async def test_what_is_no_backup_is_refused(running: Running, tmp_path: Path) -> None:
    (tmp_path / "saved.tar").write_bytes(b"no archive")
    with tarfile.open(tmp_path / "other.tar", "w") as other:
        other.add(running.home / "system.json", arcname="system.json")

    for name in ("saved.tar", "other.tar"):
        said = await running.run("backup", "restore", str(tmp_path / name), "--yes")
        assert said.exit_code == 1
        assert "hint:" in said.stderr


async def test_a_running_system_is_not_restored_into(running: Running, tmp_path: Path) -> None:
    await running.run("backup", "create", str(tmp_path / "saved"))

    said = await running.run("backup", "restore", str(tmp_path / "saved"), "--yes")

    assert said.exit_code == 1
    assert "is running" in said.stderr


async def test_a_restore_that_was_cut_off_is_done_again(
    running: Running, tmp_path: Path
) -> None:
    place, home = tmp_path / "saved", tmp_path / "another"
    await running.run("backup", "create", str(place))
    half_done = home / "restoring" / "stores" / "bloc.sqlite"
    half_done.parent.mkdir(parents=True)
    half_done.write_bytes(b"half a file")

    said = await running.run("backup", "restore", str(place), "--yes", home=home)

    assert said.exit_code == 0, said.output
    with opened(f"sqlite:///{home / 'stores' / 'bloc.sqlite'}") as restored:
        assert restored.events() == running.stores["bloc"].events()
