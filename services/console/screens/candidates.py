"""The units that may stand at a meeting, by their place in the scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from services.console.screens.chrome import Names, Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.covenant import Meeting, Ranking
    from shared.contracts.covenant import Place, ScorePlace


@dataclass(frozen=True)
class Candidate:
    """A unit that may stand, with its place by the scores where it has one."""

    unit: Party
    rank: int | None
    total: Decimal | None


def candidates_of(
    meeting: Meeting, ranking: Ranking | None, names: Names
) -> tuple[Candidate, ...]:
    """The units by their place; those without one follow as they were called.

    Of a meeting that is over they are the places of its end, whatever changed since.
    """
    places = _places(meeting, ranking)
    placed = [
        Candidate(names.party(one.unit_id), one.rank, one.total)
        for one in places
        if one.unit_id in meeting.unit_ids
    ]
    known = {one.unit.id for one in placed}
    return (
        *placed,
        *(
            Candidate(names.party(one), None, None)
            for one in meeting.unit_ids
            if one not in known
        ),
    )


def _places(meeting: Meeting, ranking: Ranking | None) -> Sequence[ScorePlace | Place]:
    if meeting.digest:
        return meeting.standing
    return () if ranking is None else ranking.places
