"""Reading the log in a process of its own: bare, or folded as a service does; figures as JSON.

`python -m tests.benchmarks.replaying WAY ADDRESS LAST VIEWS`, of the ways in `replay`, or a
projection: eligibility, register. VIEWS is the address of a database, or a folder for a file.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.awards.views.eligibility import Eligibility
from services.awards.views.register import Register
from shared.database import Database
from shared.garbage import collect_seldom
from shared.messaging.log import STREAM, connect
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

if TYPE_CHECKING:
    from nats.aio.client import Client

LONGEST_SECONDS = 7200


PROJECTIONS: dict[str, Callable[[], Projection]] = {
    "eligibility": Eligibility,
    "register": Register,
}


def copies(views: str | Path, what: str = "eligibility") -> Copies:
    """A projection of `awards` as the service keeps it."""
    url = str(views)
    if "://" not in url:
        url = f"sqlite:///{Path(views) / 'awards-views.sqlite'}"
    return Copies(Database(url, "awards_views"), PROJECTIONS[what]())


async def folded(what: str, url: str, last: int, views: str) -> Progress:
    """From the first fact until what the last one says can be asked for, as in the service."""
    client = await connect(url, "awards")
    projection = copies(views, what)
    projection.prepare()
    progress = Progress(last)
    last_of_its_own = await _last_of(client, projection.projection.sources)
    following = asyncio.create_task(projection.run(client))
    while not progress.over:
        if not await projection.wait_beyond(projection.positions.sequence, LONGEST_SECONDS):
            raise TimeoutError(projection.stopped)
        if projection.positions.sequence < last_of_its_own:
            progress.reached(projection.positions.sequence)
        elif await projection._pair.until(
            lambda: not projection._pair.live.is_put_off, LONGEST_SECONDS
        ):
            progress.reached(last)
    await end([following])
    await client.close()
    await asyncio.to_thread(projection.close)
    return progress


async def _last_of(client: Client, sources: Sequence[str]) -> int:
    """Where the last fact of these services stands in the log; what follows is nobody's."""
    js = client.jetstream()
    lasts = [await js.get_last_msg(STREAM, f"thidua.{source}.>") for source in sources]
    return max(last.seq or 0 for last in lasts)


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


def main(what: str, url: str, last: str, views: str) -> dict[str, Any]:
    configure_logging("bench", "WARNING")
    imported = peak_megabytes()
    # As a service does when it begins to serve.
    collect_seldom()
    count = int(last)
    of_ours = what in PROJECTIONS
    work = folded(what, url, count, views) if of_ours else read(what, url, count)
    progress = asyncio.run(work)
    return progress.figures() | {
        "peak_megabytes": peak_megabytes(),
        "megabytes_after_imports": imported,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
