"""The life of one local system: everything it needs is written, it is started, and watched."""

import asyncio
import time

from nats.errors import Error as NatsError
from rich.console import Console
from rich.markup import escape

from deploy.local import accounts, keys, readiness, sample
from deploy.local.announcement import announce
from deploy.local.description import describe
from deploy.local.failures import CannotStart, hint
from deploy.local.keys import write_private
from deploy.local.ports import require_free_ports
from deploy.local.profile import HOST, LocalProfile
from deploy.local.supervision import Supervision
from deploy.nats.configuration import Server, render
from services.console.cli.output import text
from shared.messaging.log import ConfigurationDrift
from shared.messaging.provision import provisioned

WATCH_SECONDS = 1.0


def run(
    profile: LocalProfile, supervision: Supervision, console: Console, *, with_sample: bool
) -> None:
    """Start the system and stay with it. Raises `CannotStart` where it cannot be run."""
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
    require_free_ports(profile)
    supervision.start(profile.environment(passwords))
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
                hint(text("run.given_up_hint", log_file=supervision.log_of(name)), console)


def _warn(profile: LocalProfile, console: Console) -> None:
    for login, write in accounts.held_nowhere(profile):
        said = text("run.held_nowhere", login=login, file=profile.accounts)
        console.print(said, style="yellow", markup=False, highlight=False, soft_wrap=True)
        hint(text("run.held_nowhere_hint", write=write), console)
