"""Every command of the operator, on one running system of real processes with a small story.

The tests follow one another on the same system, as an operator's day does.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

import httpx
import pytest
from typer.testing import CliRunner, Result

from deploy.sample.play import Addresses, play, steps
from services.console.cli.app import app
from shared.http.trust import trust
from tests.harness.final_state import final_state
from tests.harness.system import (
    NATS,
    PATIENCE_SECONDS,
    POLL_SECONDS,
    RunningSystem,
    free_profile,
)
from tests.system.erasing import files_with

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

SERVICES = ("bloc", "covenant", "awards", "notify")
FORMING = ("units", "people", "moves", "bloc", "members", "leadership")
SIGNING = ("frame", "revision", "opening", "reading", "signing")


PERSON = {
    "full_name": "Mạc Thị Khuynhthoại",
    "gender": "female",
    "job_title": "Chuyên viên",
    "citizen_number": "079199912345678",
    "email": "khuynhthoai.mac@example.vn",
    "enrolled_on": "2018-03-01",
}


class Operated:
    """A running system with a small story, and what an operator does to it."""

    def __init__(self, system: RunningSystem) -> None:
        self.system = system

    def run(self, *words: str, code: int = 0) -> Result:
        # In this process: thirty times the interpreter's start would be most of the test.
        environment = {"THIDUA_HOME": str(self.system.profile.home), "THIDUA_LOCALE": "en"}
        said = CliRunner().invoke(app, words, env=environment)
        assert said.exit_code == code, (words, said.output, said.exception)
        return said

    def asked(self, *words: str, code: int = 0) -> Any:  # noqa: ANN401 (JSON)
        """What a command writes with `--json`."""
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def lines(self, *words: str) -> list[Any]:
        return [json.loads(line) for line in self.run(*words, "--json").stdout.splitlines()]

    def wait_until_well(self) -> None:
        asyncio.run(self.system.well())

    def play(self, phases: Sequence[str]) -> None:
        """Play some phases of the sample year."""
        profile = self.system.profile
        urls = {service: profile.url(service) for service in SERVICES}
        chosen = [step for step in steps() if step.phase in phases]
        addresses = Addresses(**urls, issuer=profile.issuer)
        asyncio.run(play(addresses, lambda *_: None, chosen=chosen))

    def head(self, service: str) -> int:
        """The highest position of a store."""
        relays = self.asked("relay", "status")
        (head,) = [each["store_head"] for each in relays if each["service"] == service]
        return int(head)

    def lose_the_stream(self) -> None:
        """The server's disk is emptied while it is down."""
        self.system.kill(NATS)
        shutil.rmtree(self.system.profile.nats_data)

    def start_nats(self) -> None:
        self.system.start(NATS)
        self.system.provision()
        asyncio.run(self.system.connected())


T = TypeVar("T")


class Officer:
    """The emulation officer, at the API of `bloc` and on the console."""

    def __init__(self, operated: Operated) -> None:
        profile = operated.system.profile
        self._client = httpx.Client(verify=trust(), trust_env=False, timeout=PATIENCE_SECONDS)
        answer = self._client.post(f"{profile.issuer}/token", data={"account": "tdkt"})
        token = answer.json()["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._api = f"{profile.url('bloc')}/api/v1"
        self._console = profile.url("console")

    def __enter__(self) -> Self:
        self._client.post(f"{self._console}/dang-nhap", data={"account": "tdkt"})
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def enroll(self, form: dict[str, str]) -> str:
        """Enroll a person in the bloc's first unit; where they are."""
        (bloc,) = self.get("/blocs?year=2024")["items"]
        answer = self.post("/people", form | {"unit_id": bloc["unit_ids"][0]})
        path = f"/people/{answer.json()['id']}"
        self.get(f"{path}?after={answer.headers['Thidua-Position']}")
        return path

    def get(self, path: str) -> Any:  # noqa: ANN401 (JSON)
        answer = self._client.get(f"{self._api}{path}", headers=self._headers)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, body: object) -> httpx.Response:
        headers = self._headers | {"Idempotency-Key": uuid4().hex}
        answer = self._client.post(f"{self._api}{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer

    def page(self, path: str) -> str:
        answer = self._client.get(f"{self._console}{path}")
        assert answer.is_success, answer.text
        return answer.text

    def until(self, found: Callable[[], T | None]) -> T:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (what := found()):
            assert time.monotonic() < deadline, "it never came"
            time.sleep(POLL_SECONDS)
        return what


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    with RunningSystem(free_profile(tmp_path_factory.mktemp("home"))) as system:
        operated = Operated(system)
        operated.play(FORMING)
        operated.wait_until_well()
        yield operated


def test_status_shows_equal_heads_once_everything_was_read(operated: Operated) -> None:
    said = operated.asked("status")

    heads = {
        each["service"]: (each["store_head"], each["stream_head"]) for each in said["services"]
    }
    readers = [reader for each in said["services"] for reader in each["projections"]]
    assert said["ok"] is True
    assert all(store == stream for store, stream in heads.values())
    assert heads["bloc"][0] >= 1
    assert {
        "bloc-directory",
        "awards-eligibility",
        "notify-deliveries",
        "console-timeline",
    } <= {reader["name"] for reader in readers}
    assert all(reader["at_head"] for reader in readers)


def test_the_export_holds_every_fact_and_is_one_json_a_line(operated: Operated) -> None:
    # As an operator would run it, in a process of its own.
    exported = operated.system.thidua("log", "export")
    (shown,) = operated.lines("log", "tail", "-n", "1", "--no-follow")

    facts = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [fact["sequence"] for fact in facts] == list(range(1, len(facts) + 1))
    assert facts[-1] == shown
    assert facts[0]["headers"]["ce-type"] == "vn.thidua.unit_registered.v1"
    assert facts[0]["data"]["name"]


def test_the_log_is_shown_counted_and_verified(operated: Operated) -> None:
    exported = operated.lines("log", "export", "--from", "bloc:2", "--to", "bloc:4")
    (shown,) = operated.lines("log", "show", "bloc:3")
    counted = operated.asked("log", "stats")
    verified = operated.asked("log", "verify", "--projections")
    relays = operated.asked("relay", "status")

    assert [fact["headers"]["ce-id"] for fact in exported] == ["bloc:2", "bloc:3", "bloc:4"]
    assert shown == exported[1]
    bloc = next(each for each in counted["sources"] if each["source"] == "bloc")
    assert bloc["kinds"]["unit_registered"] == 4
    assert bloc["facts"] == sum(bloc["kinds"].values()) == operated.head("bloc")
    assert verified["ok"], verified["differences"]
    assert [each["stream_head"] == each["store_head"] for each in relays] == [True] * 4


def test_a_projection_is_rebuilt_compared_switched_and_switched_back(
    operated: Operated,
) -> None:
    before = live_copy(operated)

    rebuilt = operated.asked("projection", "rebuild", "directory")
    compared = operated.asked("projection", "compare", "directory")
    operated.run("projection", "switch", "directory")
    switched = live_copy(operated)
    operated.run("projection", "back", "bloc-directory")

    earlier = operated.lines("projection", "show", "directory", "--at", "bloc:2")
    now = operated.lines("projection", "show", "directory")

    assert rebuilt["other_is"] == "ready"
    assert len(earlier) == 2
    assert len(now) == compared["documents"]
    assert compared["documents"] > 60
    assert compared["differences"] == 0
    assert switched != before
    assert live_copy(operated) == before
    assert operated.run("projection", "list").stdout.count("bloc-directory") == 1


def live_copy(operated: Operated) -> str:
    projections = operated.asked("projection", "list")
    (directory,) = [each for each in projections if each["projection"] == "bloc-directory"]
    letter: str = directory["live"]["letter"]
    return letter


def test_a_backup_under_writes_is_of_one_moment(operated: Operated, tmp_path: Path) -> None:
    saved: list[Path] = []
    with ThreadPoolExecutor(1) as beside:
        playing = beside.submit(operated.play, SIGNING)
        while not playing.done():
            saved.append(tmp_path / f"{len(saved)}")
            operated.run("backup", "create", str(saved[-1]))
            operated.run("log", "verify")
        playing.result()
    operated.wait_until_well()

    assert saved
    for backup in saved:
        manifest = json.loads((backup / "manifest.json").read_bytes())
        heads = {store["service"]: store["head"] for store in manifest["stores"]}
        log: dict[str, list[int]] = {service: [] for service in SERVICES}
        for fact in saved_lines(backup / "log.jsonl.gz"):
            source, position = fact["headers"]["ce-id"].split(":")
            log[source].append(int(position))
        policies = saved_lines(backup / "stores" / "notify" / "policy_positions.jsonl.gz")
        assert all(found == list(range(1, len(found) + 1)) for found in log.values())
        assert all(len(found) <= heads[source] for source, found in log.items())
        assert all(position <= heads[source] for _, source, _, position, *_ in policies)


def saved_lines(file: Path) -> list[Any]:
    with gzip.open(file, "rb") as lines:
        return [json.loads(line) for line in lines]


def test_a_backup_of_a_running_system_is_the_whole_system(
    operated: Operated, tmp_path: Path
) -> None:
    saved = operated.asked("backup", "create", str(tmp_path / "saved.tar"))
    before = asyncio.run(final_state(operated.system))
    another = Operated(RunningSystem(free_profile(tmp_path / "another")))
    restoring = ["backup", "restore", str(tmp_path / "saved.tar")]

    another.run(*restoring)
    assert not another.system.profile.stores.exists()
    done = another.asked(*restoring, "--yes")
    with another.system:
        another.wait_until_well()
        after = asyncio.run(final_state(another.system))
        verified = another.asked("log", "verify")
        again = another.run(*restoring, "--yes", code=1)

    assert done["facts"] == saved["facts"]
    assert after == before
    assert verified["ok"], verified["differences"]
    assert "is running" in again.stderr


def test_of_a_person_who_was_erased_no_file_keeps_anything(
    operated: Operated, tmp_path: Path
) -> None:
    home = operated.system.profile.home
    secrets = [str(PERSON[name]) for name in ("full_name", "citizen_number", "email")]
    secrets += ["Khuynhthoại"]
    with Officer(operated) as officer:
        path = officer.enroll(PERSON)
        officer.get(f"/people?q={PERSON['full_name']}")
        operated.run("backup", "create", str(tmp_path / "before"))
        seen_before = officer.page("/khoi.json")
        kept_before = officer.until(lambda: names_in_every_place(home, secrets))

        officer.post(f"{path}/erasure", {"on": "2026-03-01", "reason": "requested"})
        gone = officer.until(lambda: gone_everywhere(officer.get(f"{path}/erasure")))
        # The console hears of it by the log, a moment later.
        officer.until(lambda: PERSON["full_name"] not in officer.page("/khoi.json"))
        operated.run("backup", "create", str(tmp_path / "after"))
        kept = files_with(home, secrets)
        # The erasure is recorded once everything is gone; the directory reads of it after that.
        person = officer.until(lambda: known_as_erased(officer.get(path)))
        erased_again = restored_without(tmp_path, path)

    assert PERSON["full_name"] in seen_before
    assert kept_before
    assert gone["held"] == []
    assert kept == {}
    assert files_with(tmp_path / "before", secrets) != {}
    assert files_with(tmp_path / "after", secrets) == {}
    assert erased_again == (0, 1)
    assert files_with(tmp_path / "restored", secrets) == {}
    assert (person["full_name"], person["erased_on"]) == (None, "2026-03-01")
    assert len(person["stays"]) == 1
    operated.wait_until_well()


def names_in_every_place(home: Path, secrets: list[str]) -> bool:
    """Whether the name stands in the store and at NATS: what is looked for can be found."""
    places = files_with(home, secrets)
    return any("stores" in place for place in places) and any(
        place.startswith("nats") for place in places
    )


def restored_without(folder: Path, path: str) -> tuple[int, int]:
    """Restore the backup from before; the cards of the person, and erasures yet to record."""
    environment = {"THIDUA_HOME": str(folder / "restored"), "THIDUA_LOCALE": "en"}
    words = ["backup", "restore", str(folder / "before"), "--yes"]
    said = CliRunner().invoke(app, words, env=environment)
    assert said.exit_code == 0, said.output
    person = UUID(path.rpartition("/")[2]).hex
    with sqlite3.connect(folder / "restored" / "stores" / "bloc.sqlite") as store:
        cards = "SELECT count(*) FROM identity_cards WHERE person_id = ?"
        erasures = "SELECT count(*) FROM erasures WHERE person_id = ? AND NOT recorded"
        counts = [store.execute(query, (person,)).fetchone()[0] for query in (cards, erasures)]
    store.close()
    return counts[0], counts[1]


def gone_everywhere(erasure: dict[str, Any]) -> dict[str, Any] | None:
    return None if erasure["in_store"] or erasure["in_bucket"] else erasure


def known_as_erased(person: dict[str, Any]) -> dict[str, Any] | None:
    return person if person["erased_on"] else None


def damage_the_stream(operated: Operated, folder: Path) -> None:
    """The stream comes back without the fact `bloc:3`."""
    export = operated.run("log", "export").stdout.splitlines()
    damaged = folder / "damaged.jsonl"
    damaged.write_text(
        "".join(f"{line}\n" for line in export if '"ce-id":"bloc:3"' not in line)
    )
    operated.lose_the_stream()
    operated.run("log", "import", str(damaged), "--yes")
    operated.start_nats()


def test_a_reader_that_finds_a_gap_has_it_healed_without_an_operator(
    operated: Operated, tmp_path: Path
) -> None:
    damage_the_stream(operated, tmp_path)

    # Those that follow have the fact already; one that begins at the first fact does not.
    rebuilt = operated.asked("projection", "rebuild", "directory")
    compared = operated.asked("projection", "compare", "directory")
    whole = operated.asked("log", "verify")

    assert (rebuilt["other_is"], compared["differences"]) == ("ready", 0)
    assert whole["ok"], whole["differences"]
    operated.wait_until_well()


def test_a_damaged_stream_is_made_whole_from_the_stores(
    operated: Operated, tmp_path: Path
) -> None:
    damage_the_stream(operated, tmp_path)

    found = operated.asked("log", "verify", code=1)
    planned = operated.asked("relay", "republish")
    done = operated.asked("relay", "republish", "--yes")
    whole = operated.asked("log", "verify")

    assert [(each["kind"], each["first"]) for each in found["differences"]] == [("missing", 3)]
    assert planned == {
        "plans": [{"service": "bloc", "after": 2, "facts": operated.head("bloc") - 2}],
        "done": False,
        "stream_missing": False,
    }
    assert done["done"]
    assert whole["ok"], whole["differences"]


def test_a_stream_that_was_lost_is_filled_from_the_stores(operated: Operated) -> None:
    operated.lose_the_stream()
    operated.system.start(NATS)
    asyncio.run(operated.system.connected())

    told = [operated.run(*words, code=1) for words in (["status"], ["log", "verify"])]
    planned = operated.asked("relay", "republish")
    operated.run("relay", "republish", "--yes")
    held = {each["service"]: each["stream_head"] for each in operated.asked("relay", "status")}
    # What was stored since it was planned is on its way; what was planned is there already.
    operated.wait_until_well()
    verified = operated.asked("log", "verify")

    assert all("hint: `thidua relay republish`" in each.stderr for each in told)
    assert planned["stream_missing"]
    assert planned["plans"][0] == {
        "service": "bloc",
        "after": 0,
        "facts": operated.head("bloc"),
    }
    assert all(held[each["service"]] >= each["facts"] for each in planned["plans"])
    assert verified["ok"], verified["differences"]
    assert {each["source"]: each["repetitions"] for each in verified["sources"]}["bloc"] == 0


def test_an_entity_that_cannot_be_folded_waits_until_it_is_given_up(
    operated: Operated,
) -> None:
    person = a_person_who_moved_without_ever_having_come(operated)
    position = operated.head("bloc")
    named = ["bloc-directory", person]

    verified = wait_for_parked(operated)
    shown = operated.asked("parked", "show", *named)
    retried = operated.asked("parked", "retry", *named, "--reason", "perhaps now", code=1)
    operated.run("parked", "discard", *named, "--reason", "entered by hand")
    operated.run("parked", "discard", *named, "--reason", "entered by hand", "--yes")

    parked = [each for each in verified["differences"] if each["kind"] == "parked"]
    assert {each["entity"] for each in parked} == {person}
    assert [each["headers"]["ce-id"] for each in shown["facts"]] == [f"bloc:{position}"]
    assert retried["left"] == [position]
    elsewhere = [each["reader"] for each in operated.asked("parked", "list")]
    assert "bloc-directory" not in elsewhere
    for reader in elsewhere:
        operated.run(
            "parked", "discard", reader, person, "--reason", "entered by hand", "--yes"
        )
    operated.wait_until_well()


def wait_for_parked(operated: Operated) -> Any:  # noqa: ANN401 (JSON)
    """The relay looks every second for what nobody told it of."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not operated.asked("parked", "list"):
        assert time.monotonic() < deadline, "nothing was parked"
        time.sleep(POLL_SECONDS)
    return operated.asked("log", "verify", code=1)


def a_person_who_moved_without_ever_having_come(operated: Operated) -> str:
    """An event that no use case would have allowed, put into the store by hand."""
    person = uuid4()
    state = {
        "timestamp": "2024-01-01T00:00:00+00:00",
        "from_unit_id": str(uuid4()),
        "to_unit_id": str(uuid4()),
        "on": "2024-01-01",
        "by": {"actor": "tests", "correlation": "by-hand"},
    }
    with sqlite3.connect(operated.system.profile.stores / "bloc.sqlite", timeout=30) as store:
        (head,) = store.execute("SELECT max(position) FROM events").fetchone()
        row = (head + 1, person.hex, 2, "person.transferred", json.dumps(state))
        store.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
    store.close()
    return str(person)


def test_a_dead_service_shows_and_its_return_shows(operated: Operated) -> None:
    operated.system.kill("notify")

    said = operated.asked("status", code=1)
    findings = operated.asked("doctor", code=1)["findings"]
    silent = operated.run("relay", "status", code=1)

    dead = next(each for each in said["services"] if each["service"] == "notify")
    assert dead["reachable"] is False
    assert [finding["ok"] for finding in findings if "notify" in finding["check"]] == [False]
    assert "notify does not answer" in silent.stderr
    operated.system.start("notify")
    operated.wait_until_well()
    operated.run("doctor")


def test_without_nats_the_command_fails_with_a_hint_and_services_live(
    operated: Operated,
) -> None:
    operated.system.kill(NATS)

    said = operated.run("status", code=1)
    alive = httpx.get(
        f"{operated.system.profile.url('bloc')}/livez", verify=trust(), trust_env=False
    )

    assert "thidua doctor" in said.stderr
    assert alive.status_code == 200
    operated.system.start(NATS)
    operated.wait_until_well()
