"""A whole system of real processes that a test may kill and start again, one by one."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import typer

from deploy.local import accounts, keys
from deploy.local.description import describe
from deploy.local.profile import HOST, REPOSITORY, SERVICES, LocalProfile
from deploy.nats.configuration import Server, render
from services.console.cli.status import system_status
from services.console.cli.system import read_system
from shared.http.trust import trust

PATIENCE_SECONDS = 60.0
# Several systems may be started beside one another.
START_SECONDS = 180.0
POLL_SECONDS = 0.05
PORTS = range(21000, 32000)
NATS = "nats"


def free_profile(home: Path) -> LocalProfile:
    """A profile in `home` on ports that nobody listens on."""
    while True:
        profile = LocalProfile(PORTS.start + secrets.randbelow(len(PORTS)), home)
        if all(_free(port) for port in profile.ports.values()):
            return profile


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@dataclass
class RunningSystem:
    """Started on entry, killed on exit. `kill` is SIGKILL: nothing is said goodbye to.

    It has the accounts of the sample, or those with which an empty system begins.
    """

    profile: LocalProfile
    sample_accounts: bool = True
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _environment: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.profile.make_directories()
        passwords = keys.nats_passwords(self.profile)
        keys.make_issuer_key(self.profile)
        accounts.begin(self.profile, with_sample=self.sample_accounts)
        ports = self.profile.ports
        data = self.profile.nats_data
        server = Server(HOST, ports["nats"], ports["nats monitoring"], data)
        keys.write_private(self.profile.nats_configuration, render(server, passwords))
        describe(self.profile, passwords)
        self._environment = {**os.environ, **self.profile.environment(passwords)}
        try:
            self.start(NATS)
            self._wait_until_well(f"{self.profile.nats_monitoring_url}/healthz")
            self.provision()
            for service in SERVICES:
                self.start(service)
            for service in SERVICES:
                self._wait_until_well(f"{self.profile.url(service)}/readyz")
        except BaseException:
            self._kill_all()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._kill_all()

    def start(self, name: str) -> None:
        command = (
            [
                self._environment["THIDUA_NATS_SERVER"],
                "-c",
                str(self.profile.nats_configuration),
            ]
            if name == NATS
            else [sys.executable, "-m", f"services.{name}.main"]
        )
        with (self.profile.logs / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, cwd=REPOSITORY, env=self._environment, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        process = self._processes[name]
        process.kill()
        process.wait()

    def thidua(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """The operator's command, as an operator would run it."""
        environment = self._environment | {"THIDUA_HOME": str(self.profile.home)}
        command = [sys.executable, "-m", "services.console.cli", *arguments]
        return subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, check=False
        )

    async def well(self) -> None:
        """Wait until everything stored is published, and everything published is read."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        system = read_system(self.profile.home)
        while True:
            try:
                found = await system_status(system)
            except typer.Exit:
                said = "NATS does not answer"
            else:
                if found.ok:
                    return
                said = str(found)
            if time.monotonic() > deadline:
                raise TimeoutError(said)
            await asyncio.sleep(POLL_SECONDS)

    async def connected(self) -> None:
        """Wait until every service is connected to NATS again; it need not be well."""
        async with (
            asyncio.timeout(PATIENCE_SECONDS),
            httpx.AsyncClient(verify=trust(), trust_env=False) as http,
        ):
            for service in SERVICES:
                while True:
                    answer = await http.get(f"{self.profile.url(service)}/readyz")
                    missing = answer.json()["missing"]
                    if not any(reason.startswith(f"{NATS}: ") for reason in missing):
                        break
                    await asyncio.sleep(POLL_SECONDS)

    def provision(self) -> None:
        """Make or compare the stream, as the provisioner."""
        command = [sys.executable, "-m", "shared.messaging.provision"]
        url = self.profile.nats_url("provisioner", keys.nats_passwords(self.profile))
        environment = self._environment | {"THIDUA_NATS_URL": url}
        subprocess.run(
            command, cwd=REPOSITORY, env=environment, check=True, stderr=subprocess.PIPE
        )

    def _wait_until_well(self, url: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        reason = "nothing answers"
        while time.monotonic() < deadline:
            try:
                answer = httpx.get(url, timeout=5, verify=trust(), trust_env=False)
            except httpx.HTTPError:
                time.sleep(POLL_SECONDS)
                continue
            if answer.is_success:
                return
            reason = answer.text
            time.sleep(POLL_SECONDS)
        raise TimeoutError(f"{url}: {reason}")

    def _kill_all(self) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()
