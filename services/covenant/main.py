"""The composition root of `covenant`: the only file that knows all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.covenant.api import STATUSES, routers
from services.covenant.application import Covenants
from services.covenant.application.issuers import TrustedIssuers
from services.covenant.ballotbox import BallotBoxes
from services.covenant.evidence import EvidenceFiles
from services.covenant.law import DEFAULT, read
from services.covenant.publishing import to_fact
from services.covenant.settings import CovenantSettings
from services.covenant.views import Yearbook
from shared.access import Tokens
from shared.database import Database
from shared.eventstore import Commands
from shared.files import FileStore, InBucket, InFolder, scanner_of
from shared.http.service import application, serve
from shared.operations.files import files_verbs
from shared.readmodel import Copies
from shared.runtime import Runtime

if TYPE_CHECKING:
    from fastapi import FastAPI


def build(settings: CovenantSettings) -> FastAPI:
    """Everything of this service, put together; nothing connects before it is started."""
    store = Database(settings.store_url, "covenant")
    folder = FileStore(settings.evidence())
    bucket = InBucket(folder) if settings.evidence_kept_in == "bucket" else None
    kept = bucket or InFolder(folder)
    files = EvidenceFiles(store, kept, scanner_of(settings.evidence_scanner))
    boxes = BallotBoxes(store, settings.keys_of_ballots())
    issuers = TrustedIssuers.read(settings.trusted_issuers)
    covenants = Covenants(store, boxes, [files.prepare], issuers)
    yearbook = Copies(Database(settings.views(), "covenant_views"), Yearbook())
    runtime = Runtime(
        name="covenant",
        nats_url=settings.nats_url,
        tokens=Tokens(settings.issuer, settings.jwks_url),
        commands_or_none=Commands(covenants),
        to_fact=to_fact,
        read_models=[yearbook],
        tasks=[] if bucket is None else [bucket],
        verbs=files_verbs(kept),
    )
    return application(
        runtime,
        routers(covenants, yearbook, files, read(settings.meeting_rules or DEFAULT)),
        STATUSES,
        "What a bloc promises for a year, and how it scores the outcome.",
    )


if __name__ == "__main__":
    settings = CovenantSettings()
    serve(build(settings), settings)
