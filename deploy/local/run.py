"""`make run`: starts a whole system on this machine and stays with it until Ctrl-C.

python -m deploy.local.run --port 8000 --home .thidua
"""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from deploy.local.failures import CannotStart, explain
from deploy.local.profile import LocalProfile
from deploy.local.supervision import Supervision
from deploy.local.terminal import every_end_is_an_interrupt, foreground
from services.console.cli.output import text


def main() -> int:
    """Return 0 when the system was stopped by its user, 1 when it could not be run."""
    options = _options()
    console = Console(stderr=True)
    profile = LocalProfile(options.port, options.home.resolve())
    with foreground(), every_end_is_an_interrupt():
        try:
            _run(profile, console, with_sample=options.sample)
        except CannotStart as error:
            explain(error, console)
            return 1
        except KeyboardInterrupt:
            console.print(f"\n  {text('run.stopped')}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.local.run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help=text("run.port_help"))
    parser.add_argument(
        "--home", type=Path, default=Path(".thidua"), help=text("run.home_help")
    )
    parser.add_argument(
        "--no-sample", dest="sample", action="store_false", help=text("run.no_sample_help")
    )
    return parser.parse_args()


def _run(profile: LocalProfile, console: Console, *, with_sample: bool) -> None:
    profile.make_directories()
    supervision = Supervision(profile)
    supervision.require_stopped()
    with supervision:
        # The runner loads the libraries of the services; beside it, this loads its own.
        from deploy.local import system  # noqa: PLC0415 (as the comment says)

        system.run(profile, supervision, console, with_sample=with_sample)


if __name__ == "__main__":
    sys.exit(main())
