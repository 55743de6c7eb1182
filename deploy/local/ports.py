"""Whether a system's ports are free, asked before anything is started."""

import socket

from deploy.local.failures import CannotStart
from deploy.local.profile import HOST, LocalProfile

PORTS_BETWEEN_SYSTEMS = 1000
LAST_PORT = 65535


def require_free_ports(profile: LocalProfile) -> None:
    """Raise `CannotStart` naming every port that somebody else listens on."""
    if max(profile.ports.values()) > LAST_PORT:
        count = len(profile.ports)
        raise CannotStart(
            "port_too_high", port=profile.port, count=count, highest=LAST_PORT - count + 1
        )
    occupied = [f"{port} ({name})" for name, port in profile.ports.items() if _taken(port)]
    if occupied:
        raise CannotStart("ports_taken", ports=", ".join(occupied), other=_other(profile.port))


def _taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A port whose last connections are only fading away counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _other(port: int) -> int:
    later = port + PORTS_BETWEEN_SYSTEMS
    below = port - PORTS_BETWEEN_SYSTEMS
    return later if later + PORTS_BETWEEN_SYSTEMS < LAST_PORT else below
