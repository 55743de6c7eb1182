"""Who voted is known; how is not, by any query, file, fact, log line or figure."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from services.covenant.application import Covenants
from services.covenant.ballotbox import BallotBoxes, BallotKeyLost
from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.ballot_refusals import AlreadyVoted
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.voting import Presence
from services.covenant.law import DEFAULT, read
from shared.access import Role
from shared.database import Database
from shared.sealing import seal
from tests.covenant.player import MEETING, Player, position
from tests.covenant.samples import (
    BLOC,
    HC2,
    HEAD,
    MET_AT,
    MET_ON,
    PORTAL,
    QUAN_TRI,
    TCCB,
    UNITS,
    YEAR,
    called,
)
from tests.harness.background import messages_of
from tests.harness.nats_server import NatsServer

OTHER_BLOC = UUID(int=9)
CHOICES = {
    TCCB: (PORTAL,),
    QUAN_TRI: (TCCB, QUAN_TRI),
    HC2: (TCCB,),
    PORTAL: (TCCB, PORTAL),
}


def rows(database: Database) -> Iterator[tuple[str, str]]:
    """Every row of every table there is, with the table's name."""
    with database.read() as connection:
        inspector = sa.inspect(connection)
        for name in inspector.get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')):
                yield name, " ".join(str(value) for value in row)


def mentions(text: str, unit_id: UUID) -> bool:
    return str(unit_id) in text or unit_id.hex in text


def box_of(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        found = connection.execute(sa.text("SELECT receipt, sealed FROM ballot_box"))
        return [(row.receipt, row.sealed) for row in found]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Every span of this process, written out: name, attributes, events, links."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("shared.telemetry.traces._tracer", provider.get_tracer("thidua"))
    monkeypatch.setattr("shared.telemetry.traces.tracing", lambda: True)
    return lambda: [span.to_json() for span in exporter.get_finished_spans()]


async def told_by_the_stream(player: Player, client: Client) -> list[str]:
    """Every message there is, headers and body, once all that is stored was published."""
    await player.viewer.get("/frames", after=f"covenant:{head(player_store(player))}")
    found = await messages_of(client)
    return [f"{message.subject} {message.headers} {message.data.decode()}" for message in found]


async def test_nothing_that_is_kept_or_told_joins_a_voter_to_a_sheet(
    player: Player,
    nats_server: NatsServer,
    log_client: Client,
    spans: Callable[[], list[str]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    database = player.service.app.state.runtime.commands.application.event_recorder.database
    views = player.service.app.state.runtime.read_models[0]
    receipts: dict[UUID, str] = {}
    with capture_logs() as logs:
        path = await player.opened_ballot(await player.opened_meeting())
        await player.viewer.get(path, after=f"covenant:{head(database)}")
        # All at once, so that some of them share a transaction.
        votes = [player.vote(path, unit_id, *choice) for unit_id, choice in CHOICES.items()]
        for unit_id, answer in zip(CHOICES, await asyncio.gather(*votes), strict=True):
            assert answer.status_code == 201, answer.text
            receipts[unit_id] = answer.json()["receipt"]
        again = await player.vote(path, TCCB, HC2)
        assert (again.status_code, again.json()["code"]) == (409, "already_voted")

        box = dict(box_of(database))
        private = (tmp_path / "ballot-keys" / f"{path.rpartition('/')[2]}.key").read_bytes()
        assert set(box) == set(receipts.values())
        kept = [*rows(database)]
        # A receipt and a sheet stand beside one another and beside nobody; all of a length.
        beside = [row for name, row in kept if name != "ballot_box"]
        assert not [row for row in beside for one in (*box, *box.values()) if one in row]
        assert not [
            row
            for name, row in kept
            if name == "ballot_box"
            for unit_id in UNITS
            if mentions(row, unit_id) or "unit-head" in row
        ]
        assert len({len(b64decode(sealed)) for sealed in box.values()}) == 1
        # Every write here carries a key; those of votes leave no fingerprint.
        assert not [
            row for name, row in kept if name == "idempotency_keys" if "unit-head" in row
        ]
        assert unordered(database)
        # Nothing of a sheet is in the stream before the count, not even sealed.
        stream = await told_by_the_stream(player, log_client)
        assert not [line for line in stream for one in (*box, *box.values()) if one in line]
        assert not holders(tmp_path, nats_server, private)

        counted = await player.bloc_head.post(f"{path}/count", {})
        position(counted)

    assert box_of(database) == []
    assert not (tmp_path / "ballot-keys" / f"{path.rpartition('/')[2]}.key").exists()
    recount = await player.read(f"{path}/recount", counted)
    assert recount["agrees"]
    assert recount["receipts"] == sorted(receipts.values())
    assert recount["sheets"] == sorted(
        [str(one) for one in choice] for choice in CHOICES.values()
    )
    told = await views.ask(lambda connection: [*tables(connection)])
    for text in [row for _, row in rows(database)] + told:
        # Only what names all voters, or none, holds sheets or receipts.
        if any(receipt in text for receipt in receipts.values()):
            assert all(receipt in text for receipt in receipts.values())
    stream = await told_by_the_stream(player, log_client)
    for text in stream:
        if any(receipt in text for receipt in receipts.values()):
            assert all(receipt in text for receipt in receipts.values())
    assert_each_names_one_voter([text for text in stream if ".flag_ballot_cast." in text])
    traced = spans()
    assert [text for text in traced if "cast_vote" in text]
    assert not [text for text in traced for unit_id in UNITS if mentions(text, unit_id)]
    lines = [
        caplog.text,
        *traced,
        *(str(line) for line in logs),
        (await player.service.client.get("/metrics")).text,
    ]
    secrets = [*box, *box.values(), private.hex()]
    assert not [line for line in lines for secret in secrets if secret in line]
    assert_each_names_one_voter([row for _, row in rows(database) if "flag_ballot.cast" in row])


def assert_each_names_one_voter(casts: list[str]) -> None:
    """Voters come one by one, so their order and time are known; of sheets neither is."""
    assert len(casts) == len(UNITS)
    for text in casts:
        assert sum(mentions(text, unit_id) for unit_id in UNITS) == 1


def head(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.text("SELECT max(position) FROM events")).scalar_one())


def tables(connection: sa.Connection) -> Iterator[str]:
    for name in sa.inspect(connection).get_table_names():
        for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')):
            yield " ".join(str(value) for value in row)


def unordered(database: Database) -> bool:
    """Whether nothing but receipts orders the rows: no row number, no transaction, no place."""
    found = box_of(database)
    if database.is_sqlite:
        with database.read() as connection, pytest.raises(sa.exc.OperationalError):
            connection.execute(sa.text("SELECT rowid FROM ballot_box"))
        return found == sorted(found)
    with database.read() as connection:
        writers = connection.execute(
            sa.text("SELECT DISTINCT xmin::text FROM ballot_box")
        ).all()
        placed = connection.execute(
            sa.text("SELECT receipt FROM ballot_box ORDER BY ctid")
        ).all()
    return len(writers) == 1 and [row.receipt for row in placed] == sorted(dict(found))


def holders(folder: Path, server: NatsServer, secret: bytes) -> list[Path]:
    """The files of stores, their journals and the stream in which a secret stands."""
    files = [*folder.rglob("*"), *server.home.rglob("*")]
    return [
        file
        for file in files
        if file.is_file() and file.suffix != ".key" and secret in file.read_bytes()
    ]


async def test_a_vote_that_is_no_sheet_or_for_another_unit_is_refused_without_a_trace(
    player: Player,
) -> None:
    path = await player.opened_ballot(await player.opened_meeting())
    await player.viewer.get(path, after=f"covenant:{head(player_store(player))}")
    form = {"unit_id": str(HC2), "sealed": await player.sealed(path, TCCB)}

    other = await player.unit_head(TCCB).post(f"{path}/votes", form)
    officer = await player.unit_officer(HC2).post(f"{path}/votes", form)
    short = await player.unit_head(HC2).post(f"{path}/votes", {**form, "sealed": "AAAA"})

    assert [answer.status_code for answer in (other, officer, short)] == [403, 403, 422]
    assert short.json()["code"] == "vote_unreadable"
    assert box_of(player_store(player)) == []


async def test_a_proxy_is_sent_by_her_own_unit_and_votes_in_the_place_of_its_head(
    player: Player,
) -> None:
    called = await player.bloc_head.post("/meetings", MEETING)
    meeting = f"/meetings/{called.json()['id']}"
    form = {"unit_id": str(HC2), "account": "unit-officer", "document_number": "15/GUQ"}

    assert (await player.bloc_head.post(f"{meeting}/presences", form)).status_code == 403
    position(await player.unit_head(HC2).post(f"{meeting}/presences", form))
    for unit_id in (TCCB, PORTAL):
        position(
            await player.unit_head(unit_id).post(
                f"{meeting}/presences", {"unit_id": str(unit_id)}
            )
        )
    opened = await player.bloc_head.post(f"{meeting}/opening", {})
    shown = await player.read(meeting, opened)
    assert (shown["state"], shown["needed"], len(shown["presences"])) == ("open", 3, 3)
    path = await player.opened_ballot(meeting)
    await player.viewer.get(path, after=f"covenant:{head(player_store(player))}")

    vote = {"unit_id": str(HC2), "sealed": await player.sealed(path, TCCB)}
    assert (await player.vote(path, HC2, TCCB)).json()["code"] == "ballot_voter_is_proxy"
    assert (await player.unit_officer(HC2).post(f"{path}/votes", vote)).status_code == 201


async def test_a_ballot_is_opened_and_counted_by_whoever_chairs_the_meeting(
    player: Player,
) -> None:
    meeting = await player.opened_meeting()
    deputy = player.service.signed_in((Role.BLOC_DEPUTY, BLOC), login="deputy")
    other = player.service.signed_in((Role.BLOC_DEPUTY, OTHER_BLOC), login="other")
    form = {"number": 1, "candidate_unit_ids": [str(HC2), str(TCCB)], "at_most": 1}
    reason = {"reason": "Trưởng khối ốm"}

    refused = await deputy.post(f"{meeting}/ballots", form)
    assert (refused.status_code, refused.json()["code"]) == (409, "meeting_chair_not_taken")
    assert (await other.post(f"{meeting}/chair", reason)).status_code == 403
    taken = await deputy.post(f"{meeting}/chair", reason)
    shown = await player.read(meeting, taken)
    assert shown["chair"] == {"account": "deputy", "is_head": False, **reason}
    opened = await deputy.post(f"{meeting}/ballots", form)
    path = f"/flag-ballots/{opened.json()['id']}"
    await player.viewer.get(path, after=position(opened))
    position(await player.vote(path, TCCB, HC2))
    counting = await player.bloc_head.post(f"{path}/count", {})
    assert (counting.status_code, counting.json()["code"]) == (
        409,
        "meeting_chaired_by_other",
    )
    position(await deputy.post(f"{path}/count", {}))


def player_store(player: Player) -> Database:
    found: Database = (
        player.service.app.state.runtime.commands.application.event_recorder.database
    )
    return found


# Below HTTP: what a crash or a restored store does to the box and its key.


@pytest.fixture
def covenants(tmp_path: Path) -> Iterator[Covenants]:
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite'}", "covenant")
    application = Covenants(database, BallotBoxes(database, tmp_path / "keys"))
    application.prepare()
    yield application
    database.close()


def balloting(covenants: Covenants) -> FlagBallot:
    """A ballot of a meeting of all units, that is open."""
    meeting = called()
    for unit_id in UNITS:
        meeting.record_presence(unit_id, Presence())
    meeting.open(HEAD, MET_AT, MET_ON)
    covenants.save(meeting)
    with covenants.unit_of_work():
        covenants.open_ballot(
            meeting.id, HEAD, 1, candidates=UNITS, at_most=2, opened_at=MET_AT
        )
    return covenants.load(FlagBallot, FlagBallot.id_of(meeting.id, 1))


def cast(covenants: Covenants, ballot: FlagBallot, unit_id: UUID, receipt: str) -> None:
    point = bytes.fromhex(public_key(covenants, ballot.id))
    with covenants.unit_of_work():
        covenants.cast_vote(
            ballot.id,
            unit_id,
            account="unit-head",
            receipt=receipt,
            sealed=seal(point, b"\1\0\0\0", ballot.id.bytes),
        )


def public_key(covenants: Covenants, ballot_id: UUID) -> str:
    first = next(iter(covenants.events.get(ballot_id)))
    assert isinstance(first, FlagBallot.Created)
    return first.public_key


def test_a_vote_and_its_sheet_are_stored_together_or_not_at_all(
    covenants: Covenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = balloting(covenants)

    def crash(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(covenants.boxes, "put", crash)
        with pytest.raises(OSError, match="full"):
            cast(covenants, ballot, TCCB, "aa")
    assert covenants.load(FlagBallot, ballot.id).voted == set()

    cast(covenants, ballot, TCCB, "aa")
    with pytest.raises(AlreadyVoted):
        cast(covenants, ballot, TCCB, "bb")
    assert [receipt for receipt, _ in box_of(covenants.event_recorder.database)] == ["aa"]


def test_the_key_of_an_open_ballot_outlives_a_start_and_that_of_a_counted_one_does_not(
    covenants: Covenants, tmp_path: Path
) -> None:
    ballot = balloting(covenants)
    key = tmp_path / "keys" / f"{ballot.id}.key"
    cast(covenants, ballot, TCCB, "aa")

    covenants.prepare()
    assert key.stat().st_mode & 0o777 == 0o600
    with covenants.unit_of_work():
        covenants.count_ballot(ballot.id, HEAD, MET_AT)
    # The process ended here, before it let the key go.
    assert key.exists()
    covenants.prepare()
    assert not key.exists()


def test_a_box_whose_key_is_lost_is_not_counted_but_can_be_annulled(
    covenants: Covenants,
) -> None:
    ballot = balloting(covenants)
    cast(covenants, ballot, TCCB, "aa")
    covenants.boxes.destroy_key(ballot.id)

    with pytest.raises(BallotKeyLost), covenants.unit_of_work():
        covenants.count_ballot(ballot.id, HEAD, MET_AT)
    with covenants.unit_of_work():
        covenants.annul_ballot(ballot.id, HEAD, "mất khóa", MET_AT)
    with covenants.unit_of_work():
        covenants.open_ballot(
            ballot.meeting_id, HEAD, 2, candidates=UNITS, at_most=1, opened_at=MET_AT
        )
    assert box_of(covenants.event_recorder.database) == []


def test_a_sheet_sealed_for_another_ballot_or_by_another_way_is_invalid(
    covenants: Covenants,
) -> None:
    ballot = balloting(covenants)
    point = bytes.fromhex(public_key(covenants, ballot.id))
    other = ballot.meeting_id.bytes
    sheets = {
        TCCB: seal(point, b"\1\0\0\0", ballot.id.bytes),
        QUAN_TRI: seal(point, b"\1\0\0\0", other),
        HC2: seal(point, b"\2\0\0\0", ballot.id.bytes),
        PORTAL: bytes(85),
    }
    for number, (unit_id, sealed) in enumerate(sheets.items()):
        with covenants.unit_of_work():
            covenants.cast_vote(
                ballot.id, unit_id, account="unit-head", receipt=str(number), sealed=sealed
            )

    with covenants.unit_of_work():
        covenants.count_ballot(ballot.id, HEAD, MET_AT)

    result = covenants.load(FlagBallot, ballot.id).result
    assert result is not None
    assert (result.cast, result.invalid, result.tallies[0].votes) == (4, 3, 1)


def test_a_meeting_takes_the_rules_of_its_day(covenants: Covenants) -> None:
    meeting_id = UUID(int=5)
    covenants.call_meeting(
        meeting_id,
        read(DEFAULT),
        HEAD,
        bloc_id=BLOC,
        year=YEAR,
        unit_ids=UNITS,
        held_on=MET_ON,
        begins_at=MET_AT.time(),
        place="Phòng họp A",
        agenda=("Suy tôn",),
        called_on=MET_ON,
    )

    assert covenants.load(Meeting, meeting_id).quorum == 3
