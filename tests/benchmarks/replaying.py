"""Reading the log in a process of its own: bare, or folded into eligibility; figures as JSON.

`python -m tests.benchmarks.replaying WAY ADDRESS LAST FOLDER`, of the ways in `replay`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from services.awards.views.eligibility import Eligibility
from shared.database import Database
from shared.messaging.log import connect
from shared.readmodel import Copies
from shared.tasks import end
from shared.telemetry.logs import configure_logging
from tests.benchmarks.figures import Progress, peak_megabytes
from tests.benchmarks.streams import by_faststream, fetched, read_bare, read_socket

LONGEST_SECONDS = 7200


def copies(folder: Path) -> Copies:
    """Eligibility as the service keeps it."""
    views = Database(f"sqlite:///{folder / 'awards-views.sqlite'}", "awards_views")
    return Copies(views, Eligibility())


async def folded(url: str, last: int, folder: Path) -> Progress:
    """From the first fact until what the last one says can be asked for, as in the service."""
    client = await connect(url, "awards")
    eligibility = copies(folder)
    eligibility.prepare()
    progress = Progress(last)
    following = asyncio.create_task(eligibility.run(client))
    while not progress.over:
        if not await eligibility.wait_beyond(eligibility.positions.sequence, LONGEST_SECONDS):
            raise TimeoutError(eligibility.stopped)
        if eligibility.positions.sequence < last:
            progress.reached(eligibility.positions.sequence)
        elif await eligibility._pair.until(
            lambda: not eligibility._pair.live.is_put_off, LONGEST_SECONDS
        ):
            progress.reached(last)
    await end([following])
    await client.close()
    await asyncio.to_thread(eligibility.close)
    return progress


async def read(what: str, url: str, last: int) -> Progress:
    if what == "faststream":
        return await by_faststream(url, last)
    client = await connect(url, "awards")
    ways = {"limit": read_bare, "socket": read_socket, "fetch": fetched}
    progress = await ways[what](client, last)
    await client.close()
    return progress


def main(what: str, url: str, last: str, folder: str) -> dict[str, Any]:
    configure_logging("bench", "WARNING")
    imported = peak_megabytes()
    of_ours = what == "eligibility"
    work = folded(url, int(last), Path(folder)) if of_ours else read(what, url, int(last))
    progress = asyncio.run(work)
    return progress.figures() | {
        "peak_megabytes": peak_megabytes(),
        "megabytes_after_imports": imported,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
