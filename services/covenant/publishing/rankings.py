"""Events of rankings into published facts."""

from __future__ import annotations

import msgspec

from services.covenant.domain.ranking import Ranking
from shared.contracts import Fact
from shared.contracts import covenant as facts


def ranking_fact(event: Ranking.Created) -> Fact:
    return facts.RankingFinalised(
        ranking_id=event.originator_id,
        bloc_id=event.bloc_id,
        year=event.year,
        # What is published of a place is what the place has, field by field.
        places=msgspec.convert(event.places, tuple[facts.Place, ...], from_attributes=True),
        finalised_on=event.finalised_on,
        ranked_by=msgspec.convert(event.ranked_by, facts.RankingRules, from_attributes=True),
        excluded=msgspec.convert(
            event.excluded, tuple[facts.Exclusion, ...], from_attributes=True
        ),
        flag=msgspec.convert(event.flag, facts.FlagChoice | None, from_attributes=True),
    )
