"""Servers in processes of their own, loaded from another one; what each took of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec

from shared.http.trust import trust
from tests.benchmarks.callers import HERE, Order
from tests.benchmarks.frame import ROOT
from tests.harness.nats_server import free_port

PATIENCE_SECONDS = 60.0


@dataclass
class Server:
    """One of the servers that are compared."""

    process: subprocess.Popen[bytes]
    port: int

    def loaded(self, order: Order) -> dict[str, Any]:
        """What it answered under this load, and the processor time of an answer in µs."""
        before = self._processor_seconds()
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.callers", str(self.port)],
            cwd=ROOT,
            input=msgspec.json.encode(order),
            stdout=subprocess.PIPE,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        took = self._processor_seconds() - before
        return found | {"processor_us": took * 1e6 / max(1, found["answered"])}

    def megabytes(self) -> int:
        """What it holds in memory."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("utf-8").splitlines()
        line = next(line for line in lines if line.startswith("VmRSS:"))
        return int(line.split()[1]) // 1024

    def _processor_seconds(self) -> float:
        status = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8")
        user, system = status.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    way: str,
    home: Path,
    environment: Mapping[str, str],
    module: str = "serving",
    port_named: str = "BLOC_PORT",
) -> Iterator[Server]:
    """A server of a module of `tests.benchmarks` until the block ends; it listens."""
    home.mkdir()
    port = free_port()
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.benchmarks.{module}", way, str(port)],
            cwd=ROOT,
            env={**os.environ, **environment, port_named: str(port)},
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((home / "log").read_text("utf-8"))
            time.sleep(0.05)
        yield Server(process, port)
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    try:
        httpx.get(f"http://{HERE}:{port}/", verify=trust(), trust_env=False)
    except httpx.TransportError:
        return False
    return True
