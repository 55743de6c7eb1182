"""Provision the log: `python -m shared.messaging.provision`, with THIDUA_NATS_URL set.

Creates the stream where there is none; otherwise compares it with what is declared and fails
loudly when they differ.
"""

from __future__ import annotations

import asyncio
import os
import sys

from shared.messaging.log import STREAM, ConfigurationDrift, connect, provision


async def provisioned(url: str) -> str:
    """Do it at this address, and say what was done. Raises `ConfigurationDrift`."""
    client = await connect(url, "provisioner")
    try:
        created = await provision(client.jetstream())
    finally:
        await client.close()
    return f"stream {STREAM} {'created' if created else 'is as declared'}"


def main() -> int:
    """Return 0 when the log is as declared, 1 when it is not."""
    url = os.environ.get("THIDUA_NATS_URL")
    if url is None:
        sys.stderr.write("THIDUA_NATS_URL is not set\n\nhint: nats://user:password@host:port\n")
        return 1
    try:
        said = asyncio.run(provisioned(url))
    except ConfigurationDrift as error:
        sys.stderr.write(f"{error}\n\nhint: change the declaration or the server, not both\n")
        return 1
    sys.stderr.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
