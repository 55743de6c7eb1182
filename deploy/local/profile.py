"""The one place for the local profile's addresses, file paths and service environment.

Everything of one system follows from two values, its port and its home, so that a second
system stands beside the first when both differ.
"""

import hashlib
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.home import Home

HOST = "127.0.0.1"
# The kernel's limit for the path of a socket, with room for the name supervisord binds first.
LONGEST_SOCKET_PATH = 92
REPOSITORY = Path(__file__).resolve().parents[2]

# The order is that of the ports: console on PORT, the others after it.
SERVICES = ("console", "bloc", "covenant", "awards", "notify")
# Those that keep an event store and publish facts.
PUBLISHERS = ("bloc", "covenant", "awards", "notify")
# Those that speak to NATS without being a service of ours.
STAFF = ("operator", "provisioner", "subscriber")


@dataclass(frozen=True)
class LocalProfile:
    """One system on this machine: the console's port and the directory with all its data."""

    port: int
    home: Path

    @property
    def ports(self) -> dict[str, int]:
        """Every port this system occupies, by the name of who listens."""
        services = {name: self.port + offset for offset, name in enumerate(SERVICES)}
        return services | {
            "nats": self.port + len(SERVICES),
            "nats monitoring": self.port + len(SERVICES) + 1,
        }

    def url(self, service: str) -> str:
        return f"http://{HOST}:{self.ports[service]}"

    @property
    def issuer(self) -> str:
        """The development issuer lives in the console."""
        return f"{self.url('console')}/oidc"

    def nats_url(self, user: str, passwords: Mapping[str, str]) -> str:
        return f"nats://{user}:{passwords[user]}@{HOST}:{self.ports['nats']}"

    @property
    def nats_monitoring_url(self) -> str:
        return f"http://{HOST}:{self.ports['nats monitoring']}"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def issuer_key(self) -> Path:
        return self.keys / "issuer.pem"

    @property
    def jwks(self) -> Path:
        return self.keys / "jwks.json"

    @property
    def nats_passwords(self) -> Path:
        return self.keys / "nats.json"

    @property
    def nats_configuration(self) -> Path:
        return Home(self.home).nats / "nats.conf"

    @property
    def nats_data(self) -> Path:
        return Home(self.home).nats_data

    @property
    def stores(self) -> Path:
        return Home(self.home).stores

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def supervisor_socket(self) -> Path:
        """In the home; where the kernel would refuse its path, in the temporary folder."""
        inside = self.home / "run" / "supervisor.sock"
        if len(str(inside).encode()) <= LONGEST_SOCKET_PATH:
            return inside
        named = hashlib.sha256(str(self.home).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"thidua-{named}.sock"

    @property
    def sample_mark(self) -> Path:
        """Says whether the sample year is being played or has been played to its end."""
        return self.home / "sample"

    @property
    def accounts(self) -> Path:
        """The system's own accounts: what is changed on the screen stays in its home."""
        return self.home / "accounts.toml"

    def make_directories(self) -> None:
        """Make the home and its rooms; only their owner may read them."""
        rooms = (
            self.home,
            self.keys,
            self.stores,
            self.logs,
            self.nats_configuration.parent,
            self.home / "run",
        )
        for room in rooms:
            room.mkdir(parents=True, exist_ok=True, mode=0o700)

    def environment(self, passwords: Mapping[str, str]) -> dict[str, str]:
        """The settings of all services, of NATS and of the process runner."""
        values = {
            "THIDUA_HOME": str(self.home),
            "THIDUA_PORT": str(self.port),
            "THIDUA_SOCKET": str(self.supervisor_socket),
            "THIDUA_NATS_CONFIGURATION": str(self.nats_configuration),
            "THIDUA_NATS_SERVER": str(Path(sys.executable).parent / "nats-server"),
            "THIDUA_PYTHON": sys.executable,
            "CONSOLE_ISSUER_KEY": str(self.issuer_key),
            "CONSOLE_ACCOUNTS": str(self.accounts),
        }
        for service in SERVICES:
            values |= self._environment_of(service, passwords)
        for publisher in PUBLISHERS:
            values[f"CONSOLE_{publisher.upper()}_URL"] = self.url(publisher)
        return values

    def _environment_of(self, service: str, passwords: Mapping[str, str]) -> dict[str, str]:
        settings = {
            "HOST": HOST,
            "PORT": str(self.ports[service]),
            "STORE_URL": Home(self.home).store_url(service),
            "VIEWS_URL": Home(self.home).views_url(service),
            "NATS_URL": self.nats_url(service, passwords),
            "ISSUER": self.issuer,
            "JWKS_URL": self.jwks.as_uri(),
        }
        return {f"{service.upper()}_{name}": value for name, value in settings.items()}
