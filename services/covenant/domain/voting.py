"""What a meeting's rules say of numbers, and what a ballot comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

PassingOf = Literal["present", "entitled"]


@dataclass(frozen=True)
class Ratio:
    """At least this share of a whole or, where `more_than`, more than it."""

    numerator: int
    denominator: int
    more_than: bool = False

    def least_of(self, whole: int) -> int:
        """The least number of units that is this share of `whole` units."""
        if self.more_than:
            return whole * self.numerator // self.denominator + 1
        return -(-whole * self.numerator // self.denominator)


@dataclass(frozen=True)
class MeetingRules:
    """The rule set of a meeting: its quorum, and what a candidate needs.

    `quorum` is of the bloc's units; `passing` is of those present when the ballot was opened,
    or of all that are entitled. `name` and `basis` say which rules these are.
    """

    name: str
    basis: str
    quorum: Ratio
    passing: Ratio
    passing_of: PassingOf


@dataclass(frozen=True)
class Presence:
    """Who is there for a unit: its head (`account` is none), or a proxy by a document."""

    account: str | None = None
    document_number: str = ""


@dataclass(frozen=True)
class Voter:
    """A unit that may vote, and the account that does so in its head's place."""

    unit_id: UUID
    account: str | None = None


@dataclass(frozen=True)
class Tally:
    """The votes for one candidate, and whether they are enough."""

    unit_id: UUID
    votes: int
    passed: bool


@dataclass(frozen=True)
class BallotResult:
    """What a ballot came to; candidates by votes, the most first, then by id.

    `cast` counts all sheets in the box, `invalid` those of them that could not count.
    """

    entitled: int
    present: int
    cast: int
    invalid: int
    needed: int
    tallies: tuple[Tally, ...]


def counted(
    sheets: Iterable[tuple[UUID, ...]],
    candidates: Iterable[UUID],
    *,
    entitled: int,
    present: int,
    invalid: int,
    needed: int,
) -> BallotResult:
    """Count the sheets: each names the candidates it is for."""
    read = tuple(sheets)
    votes = {unit_id: sum(unit_id in sheet for sheet in read) for unit_id in candidates}
    ordered = sorted(votes.items(), key=lambda one: (-one[1], str(one[0])))
    return BallotResult(
        entitled=entitled,
        present=present,
        cast=len(read) + invalid,
        invalid=invalid,
        needed=needed,
        tallies=tuple(Tally(unit_id, number, number >= needed) for unit_id, number in ordered),
    )
