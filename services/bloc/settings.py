"""What `bloc` is told from outside: variables with the prefix `BLOC_`."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class BlocSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="BLOC_")
