"""`thidua doctor`: every part examined by itself, so that one that is missing is named."""

from __future__ import annotations

import asyncio
import shutil
import stat
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

import httpx
import msgspec
import typer
from nats.errors import Error as NatsError
from rich.table import Table

from services.console.cli.output import advise, data, say, text, with_example, write_json
from services.console.cli.system import DESCRIPTION, System, find_system, home
from shared.http.trust import trust
from shared.messaging.log import ConfigurationDrift, ServerAway, check_stream, connect_once

HELP = with_example("cli.doctor.help", "thidua doctor")
ANSWER_SECONDS = 5.0
MINIMUM_FREE_BYTES = 1 << 30


class Finding(msgspec.Struct):
    """One check; `detail` says what was found, or what is wrong."""

    check: str
    ok: bool
    detail: str


class CheckFailed(Exception):
    """A part is not as it should be."""


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False
) -> None:
    findings = asyncio.run(_examine(find_system()))
    well = all(finding.ok for finding in findings)
    if as_json:
        write_json({"ok": well, "findings": findings})
    else:
        table = Table(text("cli.doctor.check"), text("cli.doctor.result"), "")
        for finding in findings:
            table.add_row(finding.check, "✓" if finding.ok else "✗", finding.detail)
        data.print(table)
        if well:
            say("cli.doctor.healthy", style="green")
    if not well:
        advise("cli.doctor.hint")
    raise typer.Exit(0 if well else 1)


async def _examine(system: System) -> list[Finding]:
    checks: list[tuple[str, Callable[[], Awaitable[str]]]] = [
        (text("cli.doctor.home"), _home),
        (text("cli.doctor.keys"), _keys),
        (text("cli.doctor.disk"), _disk),
        (text("cli.doctor.nats"), lambda: _nats(system)),
        (text("cli.doctor.sync"), lambda: _sync(system)),
        (text("cli.doctor.stream"), lambda: _stream(system)),
    ]
    checks += [
        (text("cli.doctor.service", name=name), partial(_service, url))
        for name, url in system.services.items()
    ]
    return [await _finding(name, check) for name, check in checks]


async def _finding(name: str, check: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(name, ok=True, detail=await check())
    except (
        CheckFailed,
        ConfigurationDrift,
        NatsError,
        ServerAway,
        httpx.HTTPError,
        OSError,
        TimeoutError,
    ) as error:
        return Finding(name, ok=False, detail=f"{type(error).__name__}: {error}")


async def _home() -> str:
    return str(home().resolve())


async def _keys() -> str:
    private = [home() / DESCRIPTION, *sorted((home() / "keys").glob("*.pem"))]
    for file in private:
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise CheckFailed(f"chmod 600 {file}")
    return str(len(private))


async def _disk() -> str:
    free = shutil.disk_usage(home()).free
    if free < MINIMUM_FREE_BYTES:
        raise CheckFailed(f"{free >> 20} MiB < {MINIMUM_FREE_BYTES >> 20} MiB")
    return f"{free >> 30} GiB"


async def _nats(system: System) -> str:
    client = await connect_once(system.nats, "operator")
    try:
        return str(client.connected_server_version)
    finally:
        await client.close()


async def _sync(system: System) -> str:
    async with httpx.AsyncClient(verify=trust(), timeout=ANSWER_SECONDS) as http:
        answer = (await http.get(f"{system.nats_monitoring}/jsz?config=true")).json()
    if not answer.get("config", {}).get("sync_always", False):
        raise CheckFailed("sync_interval: always")
    return "sync_interval: always"


async def _stream(system: System) -> str:
    client = await connect_once(system.nats, "operator")
    try:
        await check_stream(client.jetstream())
        return "THIDUA"
    finally:
        await client.close()


async def _service(url: str) -> str:
    async with httpx.AsyncClient(verify=trust(), timeout=ANSWER_SECONDS) as http:
        answer = await http.get(f"{url}/readyz")
    if answer.is_error:
        raise CheckFailed("; ".join(answer.json().get("missing", [])))
    return url
