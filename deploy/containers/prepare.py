"""`make containers`: secrets and the NATS configuration for `deploy/compose.yaml`.

    python -m deploy.containers.prepare build/containers

What exists is kept, so that running it again changes no password and no key.
"""

import secrets
import sys
from pathlib import Path

from rich.console import Console

from deploy.local import keys
from deploy.local.keys import write_private
from deploy.local.profile import LocalProfile
from deploy.nats.configuration import Server, render

# Inside a container's own network: reachable by the other containers, by nobody else.
EVERY_INTERFACE = "0.0.0.0"  # noqa: S104 (as said above)
NATS = Server(EVERY_INTERFACE, 4222, 8222, Path("/data"))
# Read by the containers' own user through a mount, which is not the owner of these files.
READABLE = 0o644


def prepare(room: Path) -> None:
    """Write compose.env, nats.conf, issuer.pem and jwks.json into `room`."""
    profile = LocalProfile(8000, room / "home")
    profile.make_directories()
    passwords = keys.nats_passwords(profile)
    keys.make_issuer_key(profile)
    for name, text in (
        ("nats.conf", render(NATS, passwords)),
        ("issuer.pem", profile.issuer_key.read_text()),
        ("jwks.json", profile.jwks.read_text()),
    ):
        (room / name).write_text(text)
        (room / name).chmod(READABLE)
    environment = room / "compose.env"
    if not environment.exists():
        values = {f"{user.upper()}_NATS_PASSWORD": word for user, word in passwords.items()}
        values["POSTGRES_PASSWORD"] = secrets.token_urlsafe(24)
        lines = [f"{name}={value}\n" for name, value in values.items()]
        write_private(environment, "".join(lines))


def main() -> int:
    room = Path(sys.argv[1])
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    prepare(room)
    Console(stderr=True).print(
        f"docker compose -f deploy/compose.yaml --env-file {room}/compose.env up --build",
        soft_wrap=True,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
