"""`make demo`: plays the sample year onto a system that is already running.

python -m deploy.local.demo --port 8000
"""

import argparse
import sys
from pathlib import Path

import httpx
from rich.console import Console
from rich.markup import escape

from deploy.local.profile import LocalProfile
from deploy.local.readiness import stores_are_empty
from deploy.local.sample import play_with_progress
from deploy.sample.play import play


def main() -> int:
    """Return 0 when the year was played, 1 when the system did not take it."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the console's")
    addresses = LocalProfile(parser.parse_args().port, Path()).addresses
    console = Console(stderr=True)
    try:
        if not stores_are_empty(addresses):
            console.print("The stores are not empty; steps already played are not repeated.")
        play_with_progress(addresses, play, console)
    except httpx.HTTPError as error:
        console.print(f"[red]could not play:[/red] {escape(str(error))}", highlight=False)
        console.print(f"hint: is the system of {addresses.console} running? make run starts it")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
