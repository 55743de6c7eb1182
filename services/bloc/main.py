"""The composition root of `bloc`: the only file that knows all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.bloc.api import STATUSES, routers
from services.bloc.application import Blocs
from services.bloc.bucket import PeopleBucket
from services.bloc.forgetting import Forgetting
from services.bloc.intake import PeopleTaking, UnitsTaking
from services.bloc.publishing import to_fact
from services.bloc.settings import BlocSettings
from services.bloc.views import Directory
from shared.access import Tokens
from shared.database import Database
from shared.eventstore import Commands
from shared.http.service import application, serve
from shared.intake import Recording
from shared.readmodel import Copies
from shared.runtime import Runtime

if TYPE_CHECKING:
    from fastapi import FastAPI


def build(settings: BlocSettings) -> FastAPI:
    """Everything of this service, put together; nothing connects before it is started."""
    blocs = Blocs(Database(settings.store_url, "bloc"))
    directory = Copies(Database(settings.views(), "bloc_views"), Directory())
    commands = Commands(blocs)
    recording = Recording(
        blocs.intakes,
        commands,
        {
            "units": UnitsTaking(blocs, directory),
            "people": PeopleTaking(blocs, directory),
        },
    )
    people = PeopleBucket(blocs.cards, blocs.erasures)
    forgetting = Forgetting(blocs, commands)
    commands.after_commit += [people.wake, forgetting.wake]
    runtime = Runtime(
        name="bloc",
        nats_url=settings.nats_url,
        tokens=Tokens(settings.issuer, settings.jwks_url),
        commands_or_none=commands,
        to_fact=to_fact,
        read_models=[directory],
        tasks=[people, forgetting, recording],
    )
    return application(
        runtime,
        routers(blocs, directory, recording),
        STATUSES,
        "Units, the people who work in them, and the emulation blocs of each year.",
    )


if __name__ == "__main__":
    settings = BlocSettings()
    serve(build(settings), settings)
