"""What `covenant` is told from outside: variables with the prefix `COVENANT_`."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class CovenantSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="COVENANT_")
