"""What the console is told from outside: variables with the prefix `CONSOLE_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from shared.access import AUDIENCE
from shared.settings import ServiceSettings

FRONTEND = Path(__file__).parent / "frontend" / "node_modules"


class ConsoleSettings(ServiceSettings):
    """Where the services are, and where people sign in.

    `issuer_key` turns on the development issuer of tokens; `client_id` names the console at a
    real one, which then is `issuer`. `public_url` is where browsers find the console. An empty
    variable is as good as none.
    """

    model_config = SettingsConfigDict(env_prefix="CONSOLE_", env_ignore_empty=True)

    bloc_url: str
    covenant_url: str
    awards_url: str
    notify_url: str
    issuer_key: Path | None = None
    accounts: Path | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    public_url: str | None = None
    scopes: str = "openid profile"
    frontend: Path = FRONTEND
    deadlines: Path = Path(__file__).parent / "deadlines.toml"

    @field_validator("public_url")
    @classmethod
    def _without_a_slash(cls, value: str | None) -> str | None:
        return None if value is None else value.rstrip("/")

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> ConsoleSettings:
        if self.client_id is None:
            return self
        if self.issuer_key is not None:
            raise ValueError("CONSOLE_CLIENT_ID and CONSOLE_ISSUER_KEY: people sign in one way")
        if self.public_url is None:
            raise ValueError("CONSOLE_CLIENT_ID needs CONSOLE_PUBLIC_URL")
        if self.client_id == AUDIENCE:
            raise ValueError(f"CONSOLE_CLIENT_ID {AUDIENCE}: ID tokens would be access tokens")
        if "openid" not in self.scopes.split():
            raise ValueError("CONSOLE_SCOPES has to name openid")
        return self

    @property
    def secure(self) -> bool:
        """Whether browsers come by https, also where something before us ends it."""
        return (self.public_url or "").startswith("https://")
