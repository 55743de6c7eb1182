"""Who is proposed for the flag: by score, by the secret ballot, or by both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from services.covenant.domain.place import Place
from services.covenant.domain.ranking_rules import RankingRules
from services.covenant.domain.voting import BallotResult

FlagReason = Literal[
    "first_by_score",
    "score_and_ballot_agree",
    "score_over_ballot",
    "ballot_over_score",
    "score_and_ballot_differ",
    "nobody_elected",
    "elected_not_electable",
    "first_is_barred",
    "first_is_shared",
    "nobody_ranked",
    "ballot_not_counted",
]


@dataclass(frozen=True)
class Acclamation:
    """What the secret ballot for the flag came to, as its count was announced.

    `elected` is who reached the number that is needed; none where nobody did.
    """

    votes: Mapping[UUID, int]
    elected: UUID | None

    @classmethod
    def of(cls, result: BallotResult) -> Acclamation:
        """Who passed with the most votes is elected; nobody where two have as many."""
        passed = [one for one in result.tallies if one.passed]
        most = max((one.votes for one in passed), default=0)
        first = [one.unit_id for one in passed if one.votes == most]
        votes = {one.unit_id: one.votes for one in result.tallies}
        return cls(votes, first[0] if len(first) == 1 else None)


@dataclass(frozen=True)
class FlagChoice:
    """Which unit is proposed for the flag, or that none is, and why."""

    unit_id: UUID | None
    reason: FlagReason


def flag_of(
    places: Sequence[Place], rules: RankingRules, ballot: Acclamation | None
) -> FlagChoice:
    """Who is proposed for the flag, by score, by ballot, or by both as the frame declares."""
    if not places:
        return FlagChoice(None, "nobody_ranked")
    first = [one for one in places if one.rank == 1]
    free = [one.unit_id for one in first if not one.flag_barred_by]
    if rules.needs_ballot:
        return _by_ballot(places, free, rules, ballot)
    if not free:
        return FlagChoice(None, "first_is_barred")
    if len(first) > 1:
        return FlagChoice(None, "first_is_shared")
    if ballot is None:
        return FlagChoice(free[0], "first_by_score")
    agree = ballot.elected == free[0]
    return FlagChoice(free[0], "score_and_ballot_agree" if agree else "score_over_ballot")


def _by_ballot(
    places: Sequence[Place],
    free: Sequence[UUID],
    rules: RankingRules,
    ballot: Acclamation | None,
) -> FlagChoice:
    if ballot is None:
        return FlagChoice(None, "ballot_not_counted")
    if ballot.elected is None:
        return FlagChoice(None, "nobody_elected")
    if ballot.elected not in electable(places, rules):
        return FlagChoice(None, "elected_not_electable")
    if ballot.elected in free:
        return FlagChoice(ballot.elected, "score_and_ballot_agree")
    if rules.flag_by == "agreement":
        return FlagChoice(None, "score_and_ballot_differ")
    return FlagChoice(ballot.elected, "ballot_over_score")


def electable(places: Sequence[Place], rules: RankingRules) -> tuple[UUID, ...]:
    """The units that can be elected: ranked, not barred, and among the first by score."""
    among = len(places) if rules.ballot_among is None else rules.ballot_among
    return tuple(one.unit_id for one in places if one.rank <= among and not one.flag_barred_by)
