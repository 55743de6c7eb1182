"""NATS and PostgreSQL in containers, with what the servers of this machine can do."""

from __future__ import annotations

import os
import shutil
import sysconfig
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker
import sqlalchemy as sa
from docker.errors import APIError, ImageNotFound
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from tests.harness.nats_server import free_port, wait_until_healthy

ROOT = Path(__file__).resolve().parents[2]
NATS_IMAGE = "thidua-nats"
POSTGRES_IMAGE = "postgres:18"
PATIENCE_SECONDS = 60.0

# Every container here is removed by its fixture; the reaper would be one more image to pull.
testcontainers_config.ryuk_disabled = True


class ImageMissing(Exception):
    """The engine has no such image and cannot get it."""


@dataclass
class Engine:
    """A Docker engine that answers. Without a bridge, containers share the host's network."""

    client: Any

    @classmethod
    def answering(cls) -> Engine:
        """The engine of this machine. Raises `DockerException` when there is none."""
        client = docker.from_env(timeout=PATIENCE_SECONDS)
        client.ping()
        return cls(client)

    def close(self) -> None:
        self.client.close()

    def nats_image(self) -> str:
        """The image the environment names, or ours, built here when it is not there."""
        named = os.environ.get("THIDUA_TEST_NATS_IMAGE")
        if named is not None:
            return self._pulled(named)
        if not self._has(NATS_IMAGE):
            with tempfile.TemporaryDirectory() as context:
                binary = Path(sysconfig.get_path("scripts")) / "nats-server"
                shutil.copy(binary, context)
                shutil.copy(ROOT / "deploy" / "nats" / "Dockerfile", context)
                (Path(context) / "data").mkdir()
                self.client.images.build(path=context, tag=NATS_IMAGE, rm=True)
        return NATS_IMAGE

    def postgres_image(self) -> str:
        """The image the environment names, or PostgreSQL's own. May raise `ImageMissing`."""
        return self._pulled(os.environ.get("THIDUA_TEST_POSTGRES_IMAGE", POSTGRES_IMAGE))

    def container(self, image: str, *ports: int) -> DockerContainer:
        """A container whose ports have the same numbers on this machine."""
        container = DockerContainer(image)
        if not self.client.networks.list(names=["bridge"]):
            return container.with_kwargs(network_mode="host")
        for port in ports:
            container = container.with_bind_ports(port, port)
        return container

    def _has(self, image: str) -> bool:
        return bool(self.client.images.list(name=image))

    def _pulled(self, image: str) -> str:
        if not self._has(image):
            try:
                self.client.images.pull(image)
            except (APIError, ImageNotFound) as error:
                raise ImageMissing(f"{image}: {error.explanation or error}") from error
        return image


@dataclass
class ContainedNats:
    """A NATS server in a container; as `NatsServer`, it can be killed and lose its disk."""

    engine: Engine
    image: str
    port: int = field(default_factory=free_port)
    monitoring: int = field(default_factory=free_port)
    _container: DockerContainer | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        if self._container is None:
            configuration = (
                f'port: {self.port}\nhttp: "0.0.0.0:{self.monitoring}"\n'
                'jetstream { store_dir: "/data", sync_interval: always }\n'
            )
            container = self.engine.container(self.image, self.port, self.monitoring)
            container.with_copy_into_container(configuration.encode(), "/etc/nats/nats.conf")
            container.with_command(["--config", "/etc/nats/nats.conf"])
            self._container = container.start()
        else:
            self._container.get_wrapped_container().start()
        wait_until_healthy(self.monitoring)

    def stop(self) -> None:
        """Kill the server without a word; its disk stays."""
        if self._container is not None:
            wrapped = self._container.get_wrapped_container()
            wrapped.kill()
            wrapped.wait()

    def pause(self) -> None:
        """Let the server hang: connections stay, nothing is answered."""
        if self._container is not None:
            self._container.get_wrapped_container().pause()

    def resume(self) -> None:
        if self._container is not None:
            self._container.get_wrapped_container().unpause()

    def lose_data(self) -> None:
        """Remove the stopped server with its disk; `start` makes another."""
        if self._container is not None:
            self._container.stop()
            self._container = None


class ContainedPostgres:
    """A PostgreSQL server in a container."""

    def __init__(self, engine: Engine, image: str) -> None:
        port = free_port()
        self._container = engine.container(image, port)
        self._container.with_env("POSTGRES_PASSWORD", "tests")
        self._container.with_command(["postgres", "-p", str(port)])
        self.url = f"postgresql://postgres:tests@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        self._container.start()
        engine = sa.create_engine(sa.make_url(self.url).set(drivername="postgresql+psycopg"))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                engine.connect().close()
            except sa.exc.OperationalError:
                if time.monotonic() > deadline:
                    raise
            else:
                break
        engine.dispose()

    def stop(self) -> None:
        self._container.stop()
