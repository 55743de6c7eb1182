"""What `covenant` is told from outside: variables with the prefix `COVENANT_`."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class CovenantSettings(ServiceSettings):
    """The service's own settings, and where evidence is kept.

    `evidence_folder` is by default beside a store that is a file, else `.thidua/evidence` under
    the working directory. `evidence_scanner` looks at each file first: `clamd://host:port` or
    `command:…`. Without it files are taken unscanned, and the screens say so.
    """

    model_config = SettingsConfigDict(env_prefix="COVENANT_")

    evidence_folder: Path | None = None
    evidence_scanner: str | None = None

    def evidence(self) -> Path:
        """The folder of evidence."""
        if self.evidence_folder is not None:
            return self.evidence_folder
        if not self.store_url.startswith("sqlite:///"):
            return Path(".thidua") / "evidence"
        return Path(self.store_url.removeprefix("sqlite:///")).parent / "evidence"
