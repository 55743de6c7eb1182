"""A person's verdicts over HTTP: `make bench B=reads PEOPLE=20000`, servers in turn.

Ours is `awards` as it runs, its log away, asked for the verdicts of people in turn over 64
connections: again and again, for what nobody asked before, and by who has the answer already.
The limit and the peer are those of `tests.benchmarks.answering`. Then the first page of who is
eligible is asked for, which is one statement in the order of one index.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from services.awards.settings import AwardsSettings
from shared.access import Role
from shared.http.trust import trust
from tests.benchmarks.aims import Store
from tests.benchmarks.answering import PATH, YEAR, filled, person_id
from tests.benchmarks.callers import FRESH, HERE, Order, request
from tests.benchmarks.frame import Rounds, Run, durable, measuring, postgres
from tests.benchmarks.servers import Server, serving
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import free_port

CONNECTIONS = 64
ASKED = 500
PAGES = 20
SERVERS = ("limit", "ours", "peer")
NEW, KNOWN = "ours, not asked before", "ours, known already (304)"
WAYS = ("limit", "ours", NEW, KNOWN, "peer")


def person_path(number: int) -> str:
    return f"{PATH}?year={YEAR}&subject_id={person_id(number)}"


def orders(server: Server, token: str, people: list[int]) -> dict[str, Order]:
    """What each way is asked."""
    signed = {"Authorization": f"Bearer {token}"}
    plain = [request("GET", person_path(number), signed) for number in people]
    new = f"&x={FRESH.decode()}"
    base = f"http://{HERE}:{server.port}"
    with httpx.Client(base_url=base, headers=signed, verify=trust(), trust_env=False) as client:
        tags = [
            (number, client.get(person_path(number)).raise_for_status().headers["etag"])
            for number in people[:CONNECTIONS]
        ]
    asked = {
        NEW: [request("GET", person_path(number) + new, signed) for number in people],
        KNOWN: [
            request("GET", person_path(number), {**signed, "If-None-Match": tag})
            for number, tag in tags
        ],
    }
    return {
        way: Order(requests=asked.get(way, plain), connections=CONNECTIONS, seconds=3)
        for way in WAYS
    }


def pages(server: Server, token: str) -> dict[str, float]:
    """Milliseconds of first pages of who is eligible for a title, each asked for once."""
    base = f"http://{HERE}:{server.port}"
    signed = {"Authorization": f"Bearer {token}"}
    took = []
    with httpx.Client(base_url=base, headers=signed, verify=trust(), trust_env=False) as client:
        for page in range(PAGES):
            asked: dict[str, str | int] = {
                "award": "LDTT",
                "year": YEAR,
                "verdict": "yes",
                "limit": 200 - page,
            }
            began = time.perf_counter()
            client.get(PATH, params=asked).raise_for_status()
            took.append((time.perf_counter() - began) * 1000)
    return {"median_ms": round(median(took), 2), "most_ms": round(max(took), 2)}


def rates(run: Run, store: Store, servers: dict[str, Server], token: str, people: int) -> None:
    """Answers a second of each way, and the processor time of each."""
    some = random.Random(7).sample(range(people), min(ASKED, people))
    asked = orders(servers["ours"], token, some)
    rounds, processor = Rounds(), Rounds()
    wanted = {KNOWN: "304"}
    p99: dict[str, list[float]] = {}
    for way in rounds.turns(*WAYS):
        told: dict[str, Any] = servers[way.partition(",")[0]].loaded(asked[way])
        status = wanted.get(way, "200")
        if set(told["answers"]) != {status} or told["broken"]:
            raise RuntimeError(f"{way} answered {told}")
        answers = told["answers"][status]
        rounds.add(way, answers["count"] / told["seconds"])
        processor.add(way, told["processor_us"])
        p99.setdefault(way, []).append(answers["p99"])
    run.tell(store, rounds)
    run.tell(f"{store}, processor µs", processor)
    run.tell(f"{store}, p99 ms", {way: round(median(each), 1) for way, each in p99.items()})
    of_limit = {way: round(rounds.ratio(way, "limit"), 3) for way in WAYS}
    run.tell(f"{store}, of the limit", of_limit)
    by_work = {way: round(processor.ratio("limit", way), 3) for way in WAYS}
    run.tell(f"{store}, of the limit by processor time", by_work)
    run.tell(f"{store}, who is eligible", pages(servers["ours"], token))
    run.row("read.limit", store, rounds.ratio("ours", "limit"))


def measured(run: Run, store: Store, home: Path, url: str, people: int) -> None:
    """All ways on one store at `url`."""
    home.mkdir()
    issuer = TestIssuer(home)
    told = {
        "AWARDS_ISSUER": ISSUER,
        "AWARDS_JWKS_URL": issuer.jwks_url,
        "AWARDS_NATS_URL": f"nats://{HERE}:{free_port()}",
        "AWARDS_STORE_URL": url,
    }
    settings = AwardsSettings(
        port=0,
        store_url=url,
        nats_url=told["AWARDS_NATS_URL"],
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    run.tell(f"{store}, verdicts of a person", filled(settings, people))
    token = issuer.token((Role.VIEWER, None), lasts_seconds=7200)
    with ExitStack() as running:
        servers = {
            way: running.enter_context(
                serving(way, home / way, told, "answering", "AWARDS_PORT")
            )
            for way in SERVERS
        }
        rates(run, store, servers, token, people)


def main() -> None:
    people = int(os.environ.get("PEOPLE", "2000"))
    with (
        measuring("reads", people=people, connections=CONNECTIONS) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as at,
    ):
        home = Path(at)
        measured(run, "sqlite", home / "sqlite", f"sqlite:///{home / 'store.sqlite'}", people)
        with postgres(home / "postgres") as url:
            run.result.settings["postgresql"] = durable(url)
            measured(run, "postgresql", home / "postgresql", url, people)


if __name__ == "__main__":
    main()
