"""What a system holds in the end, written so that two plays of one story can be compared.

Positions depend on how requests interleaved, so a fact is named by what it says and not by
where it stands; everything that cites a fact by its id cites that name instead.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx

from shared.http.trust import trust
from tests.harness.system import RunningSystem

FACT_ID = re.compile(r"^(bloc|covenant|awards|notify):\d+$")
# When and in which order something was recorded differs from play to play.
VOLATILE = frozenset(
    {
        "delivered_on",
        "delivered_at",
        "recorded_at",
        "place",
        "notification_id",
        "taken_at",
        "opened_at",
        "counted_at",
        "closed_at",
    }
)
# Each ballot has a key of its own, each sheet a receipt, and minutes tell the time of day.
BY_CHANCE = frozenset({"public_key", "receipts"})
OF_THE_MINUTES = ("closed_at", "digest")

READERS = ("tdkt", "bo-truong", "tccb.canbo", "ctt.thutruong")
BLOC_YEAR = "year=2024"
LISTS = {
    "bloc": ("/units", "/people", f"/blocs?{BLOC_YEAR}"),
    "covenant": ("/frames", "/covenants", "/registrations", "/scorecards"),
    "awards": (
        f"/eligibility?{BLOC_YEAR}",
        f"/nominations?{BLOC_YEAR}",
        "/decisions",
        "/awards",
        "/reviews",
    ),
    "notify": ("/inbox",),
}


@dataclass(frozen=True)
class FinalState:
    """Facts and readings as multisets of canonical text; chains that do not close."""

    counts: dict[str, int]
    facts: Counter[str]
    readings: dict[str, list[str]]
    broken_chains: list[str]


async def final_state(system: RunningSystem) -> FinalState:
    exported = system.thidua("log", "export")
    assert exported.returncode == 0, exported.stderr.decode()
    log = [json.loads(line) for line in exported.stdout.splitlines()]
    names: dict[str, str] = {}
    facts: Counter[str] = Counter()
    for fact in log:
        headers = fact["headers"]
        source = headers["ce-id"].split(":")[0]
        # A message is named after the position of the fact it is about.
        entity = "message" if source == "notify" else headers["ce-subject"]
        said = _canonical([headers["ce-type"], entity, fact["data"]], names)
        names[headers["ce-id"]] = hashlib.sha256(said.encode()).hexdigest()
        facts[said] += 1
    sources = [fact["headers"]["ce-id"].split(":")[0] for fact in log]
    return FinalState(
        dict(Counter(sources)), facts, await _readings(system, names), _broken_chains(log)
    )


def _broken_chains(log: list[dict[str, Any]]) -> list[str]:
    """Facts whose `previous` is not the fact before them in their source, densely numbered."""
    last: dict[str, int] = {}
    broken = []
    for fact in log:
        headers = fact["headers"]
        source = headers["ce-id"].split(":")[0]
        position, previous = int(headers["thidua-position"]), int(headers["thidua-previous"])
        if previous != last.get(source, 0) or position != previous + 1:
            broken.append(headers["ce-id"])
        last[source] = position
    return broken


async def _readings(system: RunningSystem, names: dict[str, str]) -> dict[str, list[str]]:
    readings: dict[str, list[str]] = {}
    profile = system.profile
    async with httpx.AsyncClient(verify=trust(), timeout=30) as http:
        for reader in READERS:
            signed_in = await http.post(f"{profile.issuer}/token", data={"account": reader})
            headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
            for service, paths in LISTS.items():
                for path in paths:
                    url = f"{profile.url(service)}/api/v1{path}"
                    items = await _all(http, url, headers)
                    if service == "notify":
                        items = [item | {"id": "message"} for item in items]
                    readings[f"{reader} {service} {path}"] = sorted(
                        _canonical(item, names) for item in items
                    )
    return readings


async def _all(http: httpx.AsyncClient, url: str, headers: dict[str, str]) -> list[Any]:
    items: list[Any] = []
    cursor: str | None = None
    while True:
        address = httpx.URL(url)
        if cursor is not None:
            address = address.copy_add_param("cursor", cursor)
        answer = await http.get(address, headers=headers)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        page = body if isinstance(body, list) else body["items"]
        items += page
        cursor = None if isinstance(body, list) else body.get("next")
        if cursor is None:
            return items


def _canonical(value: object, names: dict[str, str]) -> str:
    return json.dumps(_renamed(value, names), sort_keys=True, ensure_ascii=False)


def _renamed(value: object, names: dict[str, str]) -> object:
    if isinstance(value, str):
        return names[value] if FACT_ID.match(value) else value
    if isinstance(value, list):
        # Independent requests of one phase are sent at once: in which order their marks stand
        # in a list is chance, which marks stand there is not.
        return sorted((_renamed(item, names) for item in value), key=json.dumps)
    if isinstance(value, dict):
        left_out = VOLATILE | BY_CHANCE
        if value.keys() >= set(OF_THE_MINUTES):
            left_out |= set(OF_THE_MINUTES)
        return {k: _renamed(v, names) for k, v in value.items() if k not in left_out}
    return value
