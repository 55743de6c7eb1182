"""`make run`: starts a whole system on this machine and stays with it until Ctrl-C.

python -m deploy.local.run --port 8000 --home .thidua
"""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

from nats.errors import Error as NatsError
from rich.console import Console
from rich.markup import escape

from deploy.local import accounts, keys, readiness, sample
from deploy.local.announcement import announce
from deploy.local.description import describe
from deploy.local.failures import CannotStart
from deploy.local.keys import write_private
from deploy.local.ports import require_free_ports
from deploy.local.profile import HOST, LocalProfile
from deploy.local.supervision import Supervision
from deploy.local.terminal import every_end_is_an_interrupt, foreground
from deploy.nats.configuration import Server, render
from deploy.sample.play import SampleRefused, SampleUnanswered
from services.console.cli.output import text
from shared.messaging.log import ConfigurationDrift
from shared.messaging.provision import provisioned

WATCH_SECONDS = 1.0


def main() -> int:
    """Return 0 when the system was stopped by its user, 1 when it could not be run."""
    options = _options()
    console = Console(stderr=True)
    profile = LocalProfile(options.port, options.home.resolve())
    with foreground(), every_end_is_an_interrupt():
        try:
            _run(profile, console, with_sample=options.sample)
        except CannotStart as error:
            _explain(error, console)
            return 1
        except (SampleRefused, SampleUnanswered) as error:
            console.print(text("run.sample_failed", reason=error), style="red", markup=False)
            _hint(text("run.sample_failed_hint"), console)
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
    passwords = keys.nats_passwords(profile)
    keys.make_issuer_key(profile)
    accounts.begin(profile, with_sample=with_sample or profile.sample_mark.exists())
    server = Server(
        HOST,
        profile.ports["nats"],
        profile.ports["nats monitoring"],
        profile.nats_data,
    )
    write_private(profile.nats_configuration, render(server, passwords))
    describe(profile, passwords)
    environment = os.environ | profile.environment(passwords)
    supervision = Supervision(profile, environment)
    supervision.require_stopped()
    require_free_ports(profile)
    with supervision:
        _start(profile, supervision, console, passwords)
        if with_sample and sample.wanted(
            profile.sample_mark, empty=readiness.stores_are_empty(profile)
        ):
            accounts.add_sample(profile)
            sample.play_once(profile, console)
            with console.status(text("run.reading")):
                readiness.wait_until_read(profile)
        announce(profile, console)
        _warn(profile, console)
        _watch(supervision, console)


def _start(
    profile: LocalProfile,
    supervision: Supervision,
    console: Console,
    passwords: dict[str, str],
) -> None:
    # The services begin beside NATS: most of a start is theirs, and they wait for the log.
    supervision.start_services()
    with console.status(text("run.starting_nats")) as status:
        readiness.wait_for_nats(profile, supervision)
        said = text("run.nats_ready", port=profile.ports["nats"])
        console.print(f"  [green]✓[/green] {escape(said)}", highlight=False)
        status.update(text("run.provisioning"))
        _provision(profile.nats_url("provisioner", passwords))
        status.update(text("run.starting_services"))

        def said_ready(service: str) -> None:
            console.print(f"  [green]✓[/green] {service:<8} {profile.url(service)}")

        readiness.wait_for_services(profile, supervision, said_ready)


def _provision(nats_url: str) -> None:
    try:
        asyncio.run(provisioned(nats_url))
    except (ConfigurationDrift, NatsError, OSError) as error:
        raise CannotStart("not_provisioned", reason=error) from error


def _watch(supervision: Supervision, console: Console) -> None:
    """Stay until Ctrl-C; say once of each process that the runner gave it up."""
    told: set[str] = set()
    while True:
        time.sleep(WATCH_SECONDS)
        supervision.require_running("nats")
        for name, state in supervision.states().items():
            if state.given_up and name not in told:
                told.add(name)
                said = text("run.given_up", process=name, reason=state.description)
                console.print(said, style="red", markup=False)
                _hint(text("run.given_up_hint", log_file=supervision.log_of(name)), console)


def _warn(profile: LocalProfile, console: Console) -> None:
    for login, write in accounts.held_nowhere(profile):
        said = text("run.held_nowhere", login=login, file=profile.accounts)
        console.print(said, style="yellow", markup=False, highlight=False, soft_wrap=True)
        _hint(text("run.held_nowhere_hint", write=write), console)


def _explain(error: CannotStart, console: Console) -> None:
    said = text("run.cannot_run", reason=error)
    console.print(said, style="red", markup=False, highlight=False, soft_wrap=True)
    for line in error.last_log_lines():
        console.print(f"    {escape(line)}", highlight=False, soft_wrap=True)
    _hint(error.hint, console)


def _hint(hint: str, console: Console) -> None:
    said = f"{text('cli.hint')}: {hint}"
    console.print(said, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
