"""Reading the log in a process of its own: bare, or folded as a service does; figures as JSON.

`python -m tests.benchmarks.replaying WAY ADDRESS LAST FOLDER`, of the ways in `replay`, or a
projection: eligibility, register.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.awards.views.eligibility import Eligibility
from services.awards.views.register import Register
from shared.database import Database
from shared.garbage import collect_seldom
from shared.messaging.log import connect
from shared.readmodel import Copies, Projection
from shared.tasks import end
from shared.telemetry.logs import configure_logging
from tests.benchmarks.figures import Progress, peak_megabytes
from tests.benchmarks.streams import (
    by_faststream,
    fetched,
    one_by_one,
    read_bare,
    read_socket,
)

LONGEST_SECONDS = 7200


PROJECTIONS: dict[str, Callable[[], Projection]] = {
    "eligibility": Eligibility,
    "register": Register,
}


def copies(folder: Path, what: str = "eligibility") -> Copies:
    """A projection of `awards` as the service keeps it."""
    views = Database(f"sqlite:///{folder / 'awards-views.sqlite'}", "awards_views")
    return Copies(views, PROJECTIONS[what]())


async def folded(what: str, url: str, last: int, folder: Path) -> Progress:
    """From the first fact until what the last one says can be asked for, as in the service."""
    client = await connect(url, "awards")
    projection = copies(folder, what)
    projection.prepare()
    progress = Progress(last)
    following = asyncio.create_task(projection.run(client))
    while not progress.over:
        if not await projection.wait_beyond(projection.positions.sequence, LONGEST_SECONDS):
            raise TimeoutError(projection.stopped)
        if projection.positions.sequence < last:
            progress.reached(projection.positions.sequence)
        elif await projection._pair.until(
            lambda: not projection._pair.live.is_put_off, LONGEST_SECONDS
        ):
            progress.reached(last)
    await end([following])
    await client.close()
    await asyncio.to_thread(projection.close)
    return progress


async def read(what: str, url: str, last: int) -> Progress:
    if what == "faststream":
        return await by_faststream(url, last)
    if what == "faststream, single":
        return await one_by_one(url, last)
    client = await connect(url, "awards")
    ways = {"limit": read_bare, "socket": read_socket, "fetch": fetched}
    progress = await ways[what](client, last)
    await client.close()
    return progress


def main(what: str, url: str, last: str, folder: str) -> dict[str, Any]:
    configure_logging("bench", "WARNING")
    imported = peak_megabytes()
    # As a service does when it begins to serve.
    collect_seldom()
    count = int(last)
    of_ours = what in PROJECTIONS
    work = folded(what, url, count, Path(folder)) if of_ours else read(what, url, count)
    progress = asyncio.run(work)
    return progress.figures() | {
        "peak_megabytes": peak_megabytes(),
        "megabytes_after_imports": imported,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
