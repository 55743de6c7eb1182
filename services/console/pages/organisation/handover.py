"""The hand-over pack, a ZIP: minutes and covenant as Word documents, everything as data."""

from __future__ import annotations

import asyncio
import io
import zipfile
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from services.console.printing import word
from services.console.screens import covenant_paper, handover

if TYPE_CHECKING:
    from services.console.desk import Visit
    from services.console.printing import Document

MINUTES, COVENANT, DATA = "bien-ban-ban-giao.docx", "giao-uoc.docx", "ban-giao.json"


async def packed(visit: Visit, bloc_id: UUID) -> bytes:
    """The pack of one bloc. Raises `ApiProblem`: half a pack would pass for a whole one."""
    services = visit.services
    bloc = await services.bloc.bloc(bloc_id)
    rotation, covenants, cards, ranking, nominations = await asyncio.gather(
        services.bloc.rotation(bloc_id),
        services.covenant.covenants(bloc_id, bloc.year),
        services.covenant.scorecards(bloc_id, bloc.year),
        services.covenant.ranking(bloc_id, bloc.year),
        services.awards.nominations(bloc.year),
    )
    pack = handover.compose(bloc, rotation, covenants, cards, ranking, nominations, visit.names)
    papers = {MINUTES: handover.paper(pack)}
    if covenants:
        file = await services.covenant.covenant_file(covenants[0].covenant_id)
        papers[COVENANT] = covenant_paper.compose(file, visit.names, None)
    return await asyncio.to_thread(_zipped, pack, papers)


def _zipped(pack: handover.Handover, papers: dict[str, Document]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, paper in papers.items():
            archive.writestr(name, word(paper))
        archive.writestr(DATA, msgspec.json.format(msgspec.json.encode(pack)))
    return made.getvalue()
