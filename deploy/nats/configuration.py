"""Renders the NATS server's configuration: ports, storage, and one user per service."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOM = Path(__file__).parent
VERSIONS = range(1, 10)


@dataclass(frozen=True)
class Server:
    """Where one server listens and stores. `host` is an interface of this machine."""

    host: str
    port: int
    monitoring_port: int
    store: Path


def durable_consumers(declared: Path = ROOM / "consumers.toml") -> dict[str, list[str]]:
    """The names each service may use, with the versions rebuilt beside them.

    Raises `ValueError` for a name that is not its service's own.
    """
    allowed: dict[str, list[str]] = {}
    for service, names in tomllib.loads(declared.read_text()).items():
        for name in names:
            if not name.startswith(f"{service}-"):
                raise ValueError(f"{declared.name}: {name!r} does not begin with {service!r}-")
        allowed[service] = [
            version for name in names for version in (name, *(f"{name}-v{n}" for n in VERSIONS))
        ]
    return allowed


def render(server: Server, passwords: Mapping[str, str]) -> str:
    """The configuration as text. It holds the passwords: keep it private."""
    environment = Environment(
        loader=FileSystemLoader(ROOM),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (the output is not HTML)
    )
    return environment.get_template("nats.conf.jinja").render(
        server=server, passwords=passwords, consumers=durable_consumers()
    )
