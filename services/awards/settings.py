"""What `awards` is told from outside: variables with the prefix `AWARDS_`."""

from __future__ import annotations

from pydantic import FilePath
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class AwardsSettings(ServiceSettings):
    """`overlays` are files of what the organisation adds to the law, in their order.

    As a variable a list in JSON: `AWARDS_OVERLAYS='["/etc/thidua/vpcp.toml"]'`.
    """

    model_config = SettingsConfigDict(env_prefix="AWARDS_")

    overlays: tuple[FilePath, ...] = ()
