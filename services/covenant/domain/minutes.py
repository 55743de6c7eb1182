"""The minutes of a meeting as one text, and the digest by which a paper is known again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from services.covenant.domain.text import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.covenant.domain.meeting import Meeting
    from services.covenant.domain.voting import BallotResult


@dataclass(frozen=True)
class ScorePlace:
    """A unit's place and total by the scores, as they stood when the meeting ended."""

    rank: int
    unit_id: UUID
    total: Decimal


@dataclass(frozen=True)
class HeldBallot:
    """What the minutes say of a ballot; `result` once it was counted."""

    number: int
    state: Literal["open", "counted", "annulled"]
    candidate_unit_ids: tuple[UUID, ...]
    reason: str
    result: BallotResult | None


@dataclass(frozen=True)
class Ending:
    """How a meeting ended, as the minutes say it."""

    conclusion: str
    closed_at: datetime
    standing: tuple[ScorePlace, ...]


def minutes_of(meeting: Meeting, held: Sequence[HeldBallot], ending: Ending) -> bytes:
    """What happened at a meeting as canonical JSON in UTF-8, as a covenant's text is.

    Units and accounts stand by their ids, times by their offset, points as plain decimals in a
    string. Whoever was present and who chaired is in it as it was when the meeting ended.
    """
    chair = meeting.chair
    return canonical(
        {
            "bloc_id": str(meeting.bloc_id),
            "year": meeting.year,
            "called": [str(unit_id) for unit_id in meeting.unit_ids],
            "held_on": meeting.held_on.isoformat(),
            "place": meeting.place,
            "agenda": list(meeting.agenda),
            "rules": meeting.rules.name,
            "quorum": meeting.quorum,
            "present": [
                {
                    "unit_id": str(unit_id),
                    "account": presence.account,
                    "document_number": presence.document_number,
                }
                for unit_id, presence in meeting.present.items()
            ],
            "chair": None
            if chair is None
            else {"account": chair.account, "is_head": chair.is_head, "reason": chair.reason},
            "opened_at": None if meeting.opened_at is None else meeting.opened_at.isoformat(),
            "standing": [
                {"rank": one.rank, "unit_id": str(one.unit_id), "total": f"{one.total:f}"}
                for one in ending.standing
            ],
            "ballots": [_ballot(one) for one in held],
            "next_head": None
            if meeting.next_head_unit_id is None
            else str(meeting.next_head_unit_id),
            "conclusion": ending.conclusion,
            "closed_at": ending.closed_at.isoformat(),
        }
    )


def _ballot(held: HeldBallot) -> dict[str, Any]:
    said: dict[str, Any] = {
        "number": held.number,
        "state": held.state,
        "candidates": [str(unit_id) for unit_id in held.candidate_unit_ids],
        "reason": held.reason,
    }
    if held.result is not None:
        said |= {
            "present": held.result.present,
            "cast": held.result.cast,
            "invalid": held.result.invalid,
            "needed": held.result.needed,
            "votes": {str(one.unit_id): one.votes for one in held.result.tallies},
        }
    return said
