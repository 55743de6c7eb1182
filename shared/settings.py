"""What every service is told from outside; a service's own Settings adds its prefix."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    """Addresses of one service. `store_url` alone chooses SQLite or PostgreSQL.

    `views_url` may put the read models elsewhere; without it they stand beside the store
    (`bloc.sqlite` has `bloc-views.sqlite`; on PostgreSQL the same database).
    """

    host: str = "127.0.0.1"
    port: int
    store_url: str
    views_url: str | None = None
    nats_url: str
    issuer: str
    jwks_url: str
    log_level: str = "INFO"

    def views(self) -> str:
        """The address of the read models' database."""
        if self.views_url is not None:
            return self.views_url
        if self.store_url.startswith("sqlite"):
            return self.store_url.removesuffix(".sqlite") + "-views.sqlite"
        return self.store_url
