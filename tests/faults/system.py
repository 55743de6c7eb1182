"""The system under fault: NATS with the real permissions, four services, a wire to each."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sysconfig
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import typer
from nats.errors import Error as NatsError

from deploy.local import keys
from deploy.nats.configuration import Server, render
from services.console.cli.status import SystemStatus, system_status
from services.console.cli.system import System
from shared.crashpoints import EXIT_CODE, VARIABLE
from shared.messaging.log import ServerAway, connect_once, provision
from tests.faults.launcher import MODULES, ServiceProcess
from tests.faults.wire import Wire
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import free_port, wait_until_healthy
from tests.harness.system import free_profile

SERVICES = tuple(MODULES)
PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.1
HOST = "127.0.0.1"


class NeverWell(Exception):
    """The faults are over, and the system does not come to rest."""


@dataclass
class FaultySystem:
    """Everything of one seed, under `home`. What dies is started again by itself.

    `armed` are crash points per service, one for each of its next starts; `crashes` counts
    those that were reached. `died` are processes that ended without any of us.
    """

    home: Path
    issuer: TestIssuer
    armed: Mapping[str, deque[str]]
    crashes: Counter[str] = field(default_factory=Counter)
    died: list[str] = field(default_factory=list)
    wires: dict[str, Wire] = field(default_factory=dict)
    processes: dict[str, ServiceProcess] = field(default_factory=dict)
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    nats_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.profile = free_profile(self.home)
        self.profile.make_directories()
        self.passwords = keys.nats_passwords(self.profile)
        self._nats: subprocess.Popen[bytes] | None = None
        self._pipes: list[subprocess.Popen[bytes]] = []
        self._watching: dict[str, asyncio.Task[None]] = {}
        self._seconds: list[ServiceProcess] = []

    @property
    def system(self) -> System:
        """What `thidua` would read of it."""
        return System(
            port=self.profile.port,
            services={name: self.profile.url(name) for name in SERVICES},
            nats=self.profile.nats_url("operator", self.passwords),
            nats_provisioner=self.profile.nats_url("provisioner", self.passwords),
            nats_monitoring=self.profile.nats_monitoring_url,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            await self.start_nats()
            await self.provision()
            for name in SERVICES:
                self.locks[name] = asyncio.Lock()
                self.wires[name] = Wire(self.profile.ports["nats"])
                await self.wires[name].mend()
                self._open_log(name)
                self.start(name)
            yield
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Kill everything, without a word."""
        for watching in self._watching.values():
            watching.cancel()
        for process in (*self.processes.values(), *self._seconds):
            process.kill()
        self.kill_nats()
        for wire in self.wires.values():
            await wire.cut()
        for pipe in self._pipes:
            pipe.kill()
            pipe.wait()
        self._pipes.clear()

    # Services

    def start(self, name: str) -> None:
        environment = self._environment(name)
        waiting = self.armed[name]
        point = waiting.popleft() if waiting else None
        if point is not None:
            environment[VARIABLE] = point
        process = ServiceProcess.start(name, environment, self._log(name))
        self.processes[name] = process
        self._watching[name] = asyncio.create_task(self._watch(process, point))

    def start_second(self, name: str) -> ServiceProcess:
        """Another process of a service, that nobody's requests come to."""
        environment = self._environment(name) | {f"{name.upper()}_PORT": str(free_port())}
        second = ServiceProcess.start(name, environment, self._log(name))
        self._seconds.append(second)
        return second

    async def kill(self, name: str) -> None:
        self._watching[name].cancel()
        await asyncio.to_thread(self.processes[name].kill)

    async def _watch(self, process: ServiceProcess, point: str | None) -> None:
        """Start a process again that died where it was told to, as its supervisor would."""
        loop = asyncio.get_running_loop()
        ended = loop.create_future()
        loop.add_reader(process.sentinel, ended.set_result, None)
        try:
            await ended
        finally:
            loop.remove_reader(process.sentinel)
        code = process.exit_code()
        if point is not None and code == EXIT_CODE:
            self.crashes[f"crash at {point.partition(':')[0]}"] += 1
            self.start(process.name)
        else:
            self.died.append(f"{process.name} with exit code {code}")

    def _environment(self, name: str) -> dict[str, str]:
        prefix = name.upper()
        address = f"nats://{name}:{self.passwords[name]}@{HOST}:{self.wires[name].port}"
        return {
            f"{prefix}_HOST": HOST,
            f"{prefix}_PORT": str(self.profile.ports[name]),
            f"{prefix}_STORE_URL": f"sqlite:///{self.store(name)}",
            f"{prefix}_VIEWS_URL": f"sqlite:///{self.views(name)}",
            f"{prefix}_NATS_URL": address,
            f"{prefix}_ISSUER": ISSUER,
            f"{prefix}_JWKS_URL": self.issuer.jwks_url,
        }

    def store(self, name: str) -> Path:
        return self.profile.stores / f"{name}.sqlite"

    def views(self, name: str) -> Path:
        return self.profile.stores / f"{name}-views.sqlite"

    def _log(self, name: str) -> Path:
        return self.profile.logs / f"{name}.pipe"

    def _open_log(self, name: str) -> None:
        pipe = self._log(name)
        os.mkfifo(pipe)
        command = 'exec cat <>"$1" >>"$2"'
        kept = self.profile.logs / f"{name}.log"
        self._pipes.append(subprocess.Popen(["sh", "-c", command, "sh", pipe, kept]))

    # NATS

    async def start_nats(self) -> None:
        await asyncio.to_thread(self._start_nats)

    def _start_nats(self) -> None:
        ports = self.profile.ports
        server = Server(HOST, ports["nats"], ports["nats monitoring"], self._nats_disk)
        keys.write_private(self.profile.nats_configuration, render(server, self.passwords))
        binary = Path(sysconfig.get_path("scripts")) / "nats-server"
        with (self.profile.logs / "nats.log").open("ab") as log:
            self._nats = subprocess.Popen(
                [binary, "-c", self.profile.nats_configuration], stderr=log
            )
        wait_until_healthy(ports["nats monitoring"])

    def kill_nats(self) -> None:
        if self._nats is not None:
            self._nats.kill()
            self._nats.wait()
            self._nats = None

    def signal_nats(self, number: int) -> None:
        if self._nats is not None:
            self._nats.send_signal(number)

    def wipe_nats(self) -> None:
        """Empty the disk of a server that was killed."""
        shutil.rmtree(self._nats_disk)

    def copy_nats_disk(self) -> None:
        shutil.copytree(self._nats_disk, self._nats_disk.with_name("before"))

    def put_nats_disk_back(self) -> None:
        self._nats_disk.with_name("before").rename(self._nats_disk)

    def lose_consumers(self) -> None:
        """Empty what a server that was killed remembers of its consumers."""
        for consumers in self._nats_disk.rglob("obs"):
            shutil.rmtree(consumers)

    @property
    def _nats_disk(self) -> Path:
        return self.profile.nats_configuration.parent / "data"

    async def provision(self) -> None:
        """Make the stream and the bucket, as an operator does on an empty server."""
        address = self.profile.nats_url("provisioner", self.passwords)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with contextlib.suppress(ServerAway, NatsError):
                    client = await connect_once(address, "provisioner")
                    try:
                        await provision(client.jetstream())
                    finally:
                        await client.close()
                    return

    # The whole

    async def well(self) -> SystemStatus:
        """Wait until `thidua status` has nothing to say. Raises `NeverWell`."""
        said: object = "nobody asked"
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    try:
                        status = await system_status(self.system)
                    except (typer.Exit, NatsError, OSError, TimeoutError) as error:
                        said = repr(error)
                    else:
                        if status.ok:
                            return status
                        said = status
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise NeverWell(str(said)) from None
