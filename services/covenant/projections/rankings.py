"""The final ranking of a bloc's year, as it was fixed."""

from __future__ import annotations

from uuid import UUID

import msgspec

from services.covenant.projections.ranking_documents import FinalRanking
from shared.contracts.covenant import RankingFinalised


def finalised(fact: RankingFinalised) -> FinalRanking:
    # What is kept of a ranking is what is published of it, field by field.
    return msgspec.convert(fact, FinalRanking, from_attributes=True)


def ranking_key(bloc_id: UUID, year: int) -> str:
    """The key of a bloc's final ranking of a year."""
    return f"{bloc_id}/{year}"
