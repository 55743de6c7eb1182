"""What the console is told from outside: variables with the prefix `CONSOLE_`."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings

FRONTEND = Path(__file__).parent / "frontend" / "node_modules"


class ConsoleSettings(ServiceSettings):
    """Where the services are. `issuer_key` turns on the development issuer of tokens."""

    model_config = SettingsConfigDict(env_prefix="CONSOLE_")

    bloc_url: str
    covenant_url: str
    awards_url: str
    notify_url: str
    issuer_key: Path | None = None
    accounts: Path | None = None
    frontend: Path = FRONTEND
    deadlines: Path = Path(__file__).parent / "deadlines.toml"
