"""The composition root of `awards`: the only file that knows all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.awards.api import STATUSES, law, routers
from services.awards.application import Awards
from services.awards.intake import PastAwardsTaking
from services.awards.law import law_in_force
from services.awards.publishing import to_fact
from services.awards.settings import AwardsSettings
from services.awards.views.eligibility import Eligibility
from services.awards.views.register import Register
from shared.access import Tokens
from shared.database import Database
from shared.eventstore import Commands
from shared.http.service import application, serve
from shared.intake import Recording
from shared.readmodel import Copies
from shared.runtime import Runtime

if TYPE_CHECKING:
    from fastapi import FastAPI


def build(settings: AwardsSettings) -> FastAPI:
    """Everything of this service, put together; nothing connects before it is started.

    Raises `RuleSetInvalid` for an overlay that cannot be used.
    """
    awards = Awards(Database(settings.store_url, "awards"))
    in_force = law_in_force(
        [(file.name, file.read_text("utf-8")) for file in settings.overlays]
    )
    eligibility = Copies(Database(settings.views(), "awards_views"), Eligibility(in_force))
    register = Copies(Database(settings.views(), "awards_views"), Register())
    commands = Commands(awards)
    takings = {"past_awards": PastAwardsTaking(awards, register)}
    recording = Recording(awards.intakes, commands, takings)
    runtime = Runtime(
        name="awards",
        nats_url=settings.nats_url,
        tokens=Tokens(settings.issuer, settings.jwks_url),
        commands_or_none=commands,
        to_fact=to_fact,
        read_models=[eligibility, register],
        tasks=[recording],
        verbs=law.verbs(in_force),
    )
    return application(
        runtime,
        routers(in_force, awards, eligibility, register, recording),
        STATUSES,
        "Records, who meets the law's conditions on what evidence, nominations and awards.",
    )


if __name__ == "__main__":
    settings = AwardsSettings()
    serve(build(settings), settings)
