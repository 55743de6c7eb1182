"""What is said once the system runs: where it is, who may sign in, and what to try."""

from rich.console import Console
from rich.markup import escape

from deploy.local.accounts import listed
from deploy.local.profile import REPOSITORY, LocalProfile
from services.console.cli.output import text

DEFAULT_PORT = 8000
DEFAULT_HOME = REPOSITORY / ".thidua"
COMMANDS = ("status", "doctor", "log tail")


def announce(profile: LocalProfile, console: Console) -> None:
    console.print()
    running = text("run.running")
    console.print(f"  [bold]{running}[/bold]  [link]{profile.url('console')}[/link]")
    accounts = listed(profile.accounts)
    if accounts:
        console.print(f"\n  {text('run.accounts')}")
        for login, name, roles in accounts:
            named = ", ".join(text(f"role.{role}") for role in roles)
            said = f"    {login:<24} {name}  [dim]{named}[/dim]"
            console.print(said, highlight=False, soft_wrap=True)
    console.print(f"\n  {text('run.worth_trying')}")
    for command in COMMANDS:
        said = f"    {_environment(profile)}.venv/bin/thidua {command}"
        console.print(escape(said), highlight=False, soft_wrap=True)
    place = escape(text("run.data", home=profile.home))
    console.print(f"\n  {place}", highlight=False, soft_wrap=True)
    console.print(f"  {text('run.how_to_stop')}\n", highlight=False)


def _environment(profile: LocalProfile) -> str:
    """What a command needs before it to find this system and not the default one."""
    said = f"PORT={profile.port} " if profile.port != DEFAULT_PORT else ""
    return said + (f"THIDUA_HOME={profile.home} " if profile.home != DEFAULT_HOME else "")
