"""`thidua status`: is every event in the stream, and has everybody read it.

Health that does not lie: the heads are read from the stores and from the stream, not from what
a service believes, and a frozen reader shows by the age of the oldest fact it has not read.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import httpx
import msgspec
import typer
from nats.js.errors import NotFoundError
from rich.table import Table

from services.console.cli.output import advise, data, say, text, with_example, write_json
from services.console.cli.system import System, connected, find_system
from shared.contracts import SOURCES
from shared.http.trust import trust
from shared.messaging.log import STREAM
from shared.operations.relay import head_in_stream
from shared.telemetry.readiness import ReaderState, Readiness

if TYPE_CHECKING:
    from nats.aio.client import Client

HELP = with_example("cli.status.help", "thidua status --json")
ANSWER_SECONDS = 5.0


class ProjectionStatus(msgspec.Struct):
    """One reader. `behind` counts facts per source that it has not read.

    `ahead` counts those that it has and the stream has not, or not yet again: the stream is
    being filled, or the source's store was set back. `blocked` says why a source cannot go on,
    `parked` counts entities that wait for somebody.
    """

    name: str
    sequence: int
    positions: dict[str, int]
    behind: dict[str, int]
    ahead: dict[str, int]
    at_head: bool
    oldest_unprocessed_seconds: float
    stopped: str | None
    blocked: dict[str, str]
    parked: int

    def well(self) -> bool:
        troubled = self.stopped or self.blocked or self.ahead or self.parked
        return self.at_head and not troubled


class ServiceStatus(msgspec.Struct):
    """One service. Heads are positions in its store; both none for one without a store."""

    service: str
    reachable: bool
    ready: bool
    store_head: int | None
    stream_head: int | None
    missing: list[str]
    projections: list[ProjectionStatus]

    def well(self) -> bool:
        return (
            self.ready
            and self.store_head == self.stream_head
            and all(projection.well() for projection in self.projections)
        )


class SystemStatus(msgspec.Struct):
    """The whole system; `ok` is what the exit code says."""

    ok: bool
    stream_sequence: int
    services: list[ServiceStatus]


def status(
    *, as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False
) -> None:
    found = asyncio.run(system_status(find_system()))
    if as_json:
        write_json(found)
    else:
        data.print(_table(found))
        key = "cli.status.all_well" if found.ok else "cli.status.not_well"
        say(key, style="green" if found.ok else "red")
    if not found.ok:
        advise("cli.status.hint")
    raise typer.Exit(0 if found.ok else 1)


async def system_status(system: System) -> SystemStatus:
    """How every part stands now, as `thidua status --json` writes it."""
    async with (
        connected(system) as client,
        httpx.AsyncClient(verify=trust(), timeout=ANSWER_SECONDS) as http,
    ):
        # The services first: what they published before they answered is in the stream.
        answers = await asyncio.gather(*(_ask(http, url) for url in system.services.values()))
        js = client.jetstream()
        heads = {source: (await head_in_stream(js, source))[0] for source in SOURCES}
        services = [
            await _service_status(client, name, answer, heads)
            for name, answer in zip(system.services, answers, strict=True)
        ]
        last = (await js.stream_info(STREAM)).state.last_seq
    return SystemStatus(all(service.well() for service in services), last, services)


async def _ask(http: httpx.AsyncClient, url: str) -> Readiness | None:
    try:
        answer = await http.get(f"{url}/readyz")
        return Readiness.model_validate_json(answer.content)
    except (httpx.HTTPError, ValueError):
        return None


async def _service_status(
    client: Client, name: str, answer: Readiness | None, heads: dict[str, int]
) -> ServiceStatus:
    stream_head = heads.get(name)
    if answer is None:
        return ServiceStatus(
            name,
            reachable=False,
            ready=False,
            store_head=None,
            stream_head=stream_head,
            missing=[text("cli.status.unreachable")],
            projections=[],
        )
    return ServiceStatus(
        name,
        reachable=True,
        ready=answer.ready,
        store_head=answer.store_head,
        stream_head=stream_head,
        missing=answer.missing,
        projections=[await _projection(client, reader, heads) for reader in answer.readers],
    )


async def _projection(
    client: Client, reader: ReaderState, heads: dict[str, int]
) -> ProjectionStatus:
    apart = {
        source: heads[source] - reader.sources.get(source, 0) for source in reader.listens_to
    }
    behind = {source: count for source, count in apart.items() if count > 0}
    oldest = 0.0
    if behind:
        oldest = await _age_of_next(client, reader)
    return ProjectionStatus(
        name=reader.name,
        sequence=reader.sequence,
        positions={source: reader.sources.get(source, 0) for source in reader.listens_to},
        behind=behind,
        ahead={source: -count for source, count in apart.items() if count < 0},
        at_head=not behind,
        oldest_unprocessed_seconds=round(max(oldest, reader.oldest_unprocessed_seconds), 3),
        stopped=reader.stopped,
        blocked=reader.blocked,
        parked=reader.parked,
    )


async def _age_of_next(client: Client, reader: ReaderState) -> float:
    """The age in seconds of the oldest fact after where the reader stands."""
    js = client.jetstream()
    ages = [0.0]
    for source in reader.listens_to:
        try:
            message = await js.get_msg(
                STREAM, seq=reader.sequence + 1, subject=f"thidua.{source}.>", next=True
            )
        except NotFoundError:
            continue
        recorded = datetime.fromisoformat((message.headers or {})["ce-time"])
        ages.append((datetime.now(UTC) - recorded).total_seconds())
    return max(ages)


def _table(found: SystemStatus) -> Table:
    table = Table(
        *(
            text(f"cli.status.{column}")
            for column in ("service", "store", "stream", "reader", "behind", "oldest", "state")
        )
    )
    for service in found.services:
        heads = [_shown(service.store_head), _shown(service.stream_head)]
        state = "; ".join(service.missing) or _state(service.store_head == service.stream_head)
        table.add_row(service.service, *heads, "", "", "", state)
        for projection in service.projections:
            table.add_row(
                "",
                "",
                "",
                projection.name,
                str(sum(projection.behind.values())),
                f"{projection.oldest_unprocessed_seconds:g} s",
                _state_of(projection),
            )
    return table


def _shown(head: int | None) -> str:
    return "–" if head is None else str(head)


def _state_of(projection: ProjectionStatus) -> str:
    problems = list(projection.blocked.values())
    if projection.stopped is not None:
        problems.insert(0, projection.stopped)
    problems += [
        text("cli.status.ahead", source=source, count=str(count))
        for source, count in projection.ahead.items()
    ]
    if projection.parked:
        problems.append(text("cli.status.parked", count=str(projection.parked)))
    return "; ".join(problems) or _state(projection.at_head)


def _state(complete: bool) -> str:
    return text("cli.status.ok" if complete else "cli.status.lagging")
