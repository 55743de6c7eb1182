"""Where the data of one system is below its THIDUA_HOME: for who runs and who restores it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder and what is missing above it; only their owner may read them."""
    for room in (*reversed(folder.parents), folder):
        room.mkdir(exist_ok=True, mode=0o700)


def evidence_beside(store_url: str) -> Path:
    """Where evidence is kept that nobody gave a folder: beside a store that is a file."""
    if not store_url.startswith("sqlite:///"):
        return Path(".thidua") / "evidence"
    return Path(store_url.removeprefix("sqlite:///")).parent / "evidence"


@dataclass(frozen=True)
class Home:
    """The folder of one system."""

    path: Path

    @property
    def stores(self) -> Path:
        return self.path / "stores"

    @property
    def nats(self) -> Path:
        """NATS's own room: its configuration and its data."""
        return self.path / "nats"

    @property
    def nats_data(self) -> Path:
        return self.nats / "data"

    @property
    def evidence(self) -> Path:
        """Files handed in as evidence; moved and restored with the stores."""
        return self.stores / "evidence"

    def store_url(self, service: str) -> str:
        return f"sqlite:///{self.stores / service}.sqlite"

    def views_url(self, service: str) -> str:
        return f"sqlite:///{self.stores / service}-views.sqlite"
