"""What `covenant` is told from outside: variables with the prefix `COVENANT_`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic_settings import SettingsConfigDict

from shared.home import evidence_beside
from shared.settings import ServiceSettings


class CovenantSettings(ServiceSettings):
    """The service's own settings, and where evidence is kept.

    `evidence_folder` is by default beside a store that is a file, else `.thidua/evidence` under
    the working directory; with `evidence_kept_in=bucket` files are kept in the object store of
    JetStream instead, which is filled from that folder at the start. `evidence_scanner` looks
    at each file first: `clamd://host:port` or `command:…`. Without it files are taken as they
    are, and the screens say so. `ballot_keys` is the folder of the keys of open ballots, by
    default beside the evidence; no backup takes it. `meeting_rules` is a file in the place of
    `law/meetings.toml`. `trusted_issuers` is a PEM file, or a folder of them, with the
    authorities whose certificates may stand behind an attached signature; without it the issuer
    is not looked at, and the screens say so.
    """

    model_config = SettingsConfigDict(env_prefix="COVENANT_")

    evidence_folder: Path | None = None
    evidence_kept_in: Literal["folder", "bucket"] = "folder"
    evidence_scanner: str | None = None
    ballot_keys: Path | None = None
    meeting_rules: Path | None = None
    trusted_issuers: Path | None = None

    def keys_of_ballots(self) -> Path:
        """The folder of keys of open ballots."""
        return self.ballot_keys or self.evidence().with_name("ballot-keys")

    def evidence(self) -> Path:
        """The folder of evidence."""
        if self.evidence_folder is not None:
            return self.evidence_folder
        return evidence_beside(self.store_url)
