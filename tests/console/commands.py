"""`thidua` run in this process, on a system that a test describes."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner, Result

from services.console.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

NOWHERE = "http://127.0.0.1:1"


@dataclass
class Commands:
    """The operator's command for the system in `home`; `group` are its first words."""

    home: Path
    group: tuple[str, ...] = ()

    async def run(self, *words: str, code: int = 0) -> Result:
        environment = {"THIDUA_HOME": str(self.home), "THIDUA_LOCALE": "en"}
        said = await asyncio.to_thread(
            CliRunner().invoke, app, [*self.group, *words], env=environment
        )
        assert said.exit_code == code, (said.output, said.exception)
        return said

    async def asked(self, *words: str, code: int = 0) -> Any:  # noqa: ANN401 (JSON)
        """What a command writes with `--json`."""
        return json.loads((await self.run(*words, "--json", code=code)).stdout)


def described(home: Path, nats: str, **services: str) -> Path:
    """A home whose system is said to be there: its message server, and these services."""
    home.mkdir(exist_ok=True)
    description = {
        "port": 1,
        "services": services,
        "nats": nats,
        "nats_provisioner": nats,
        "nats_monitoring": NOWHERE,
    }
    (home / "system.json").write_text(json.dumps(description))
    return home
