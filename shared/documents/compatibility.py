"""Whether readers of the last release, and facts published since, would still be served.

`docs/contracts/released/<n>.json` keeps what was promised; only a new file may be added.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.contracts import SOURCES, Fact, fact_type
from shared.contracts.subjects import PARTITIONS
from shared.documents.asyncapi import address_of
from shared.documents.comparison import differences
from shared.documents.files import RELEASED, as_text
from shared.documents.headers import headers_of
from shared.documents.schemas import facts_of, schema_of
from shared.messaging.log import STREAM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Contract = dict[str, Any]


@dataclass(frozen=True)
class Break:
    """What would break: the fact (or service), its field where it is one, the rule, and why."""

    of: str
    at: str
    rule: str
    what: str

    def __str__(self) -> str:
        place = f"{self.of}, field {self.at}" if self.at else self.of
        return f"{place}: {self.rule}: {self.what}"


def contract() -> Contract:
    """What readers may count on today."""
    return {
        "stream": STREAM,
        "partitions": PARTITIONS,
        "headers": {service: headers_of(service) for service in SOURCES},
        "facts": {
            fact_type(kind): promise(service, kind)
            for service in SOURCES
            for kind in facts_of(service)
        },
    }


def promise(service: str, kind: type[Fact]) -> Contract:
    """What is promised of one fact. By convention its first field names its entity."""
    return {
        "service": service,
        "subject": address_of(service, kind),
        "entity": kind.__struct_fields__[0],
        "schema": schema_of(kind),
    }


def released(folder: Path) -> Contract | None:
    """The last release; none before the first."""
    numbers = _numbers(folder)
    if not numbers:
        return None
    found: Contract = json.loads((folder / RELEASED / f"{numbers[-1]}.json").read_text("utf-8"))
    return found


def release(folder: Path) -> int | None:
    """Keep today's contracts as the next release; its number, none when nothing changed."""
    today = contract()
    if today == released(folder):
        return None
    number = max(_numbers(folder), default=0) + 1
    file = folder / RELEASED / f"{number}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_text(today), "utf-8")
    return number


def breaks(before: Contract | None, after: Contract | None = None) -> list[Break]:
    """What breaks between a release and another contract, today's where none is named."""
    return [] if before is None else list(_breaks(before, after or contract()))


def _breaks(before: Contract, after: Contract) -> Iterator[Break]:
    for name in ("stream", "partitions"):
        if before[name] != after[name]:
            what = f"was {before[name]!r}, is {after[name]!r}: readers would find nothing"
            yield Break(name, "", f"{name}_changed", what)
    for service, headers in before["headers"].items():
        if service not in after["headers"]:
            yield Break(f"envelope of {service}", "", "service_removed", "readers hear it")
            continue
        for each in differences(headers, after["headers"][service]):
            yield Break(f"envelope of {service}", each.at, each.rule, each.what)
    for name, promised in before["facts"].items():
        if name in after["facts"]:
            yield from _breaks_of_fact(name, promised, after["facts"][name])
        else:
            yield _lost(name, promised, before, after)


def _breaks_of_fact(name: str, before: Contract, after: Contract) -> Iterator[Break]:
    for aspect, why in (
        ("service", "positions chain by service"),
        ("subject", "readers filter by it"),
        ("entity", "`ce-subject` would mean another thing"),
    ):
        if before[aspect] != after[aspect]:
            what = f"was {before[aspect]!r}, is {after[aspect]!r}: {why}"
            yield Break(name, "", f"{aspect}_changed", what)
    for each in differences(before["schema"], after["schema"]):
        yield Break(name, each.at, each.rule, each.what)


def _lost(name: str, promised: Contract, before: Contract, after: Contract) -> Break:
    """A fact nobody publishes any more, or under another name."""
    for other, candidate in after["facts"].items():
        fresh = other not in before["facts"]
        same = candidate["schema"].get("properties") == promised["schema"].get("properties")
        if fresh and same:
            return Break(name, "", "fact_renamed", f"seems to be called {other} now")
    return Break(name, "", "fact_removed", "it stands in the log, and readers wait for it")


def _numbers(folder: Path) -> list[int]:
    return sorted(int(file.stem) for file in (folder / RELEASED).glob("*.json"))
