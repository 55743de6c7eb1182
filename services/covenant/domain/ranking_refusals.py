"""What a ranking, or a question about one, is refused for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from services.covenant.domain.entrant import OpenMatter
from services.covenant.domain.refusals import CovenantServiceError


class RankingEmpty(CovenantServiceError):
    def __init__(self, bloc_id: UUID, year: int) -> None:
        super().__init__(
            f"Bloc {bloc_id} has no scorecard in {year}; open and appraise them first.",
        )


class RankingOfOtherBloc(CovenantServiceError):
    def __init__(self, scorecard_id: UUID) -> None:
        super().__init__(
            f"Scorecard {scorecard_id} is of another bloc or year; leave it out.",
        )


class RankingIncomplete(CovenantServiceError):
    def __init__(self, matters: Sequence[OpenMatter]) -> None:
        said = "; ".join(" ".join(_said(one)) for one in matters)
        super().__init__(f"The ranking waits; finish first: {said}.", waiting=said)


def _said(matter: OpenMatter) -> Iterator[str]:
    yield matter.what
    if matter.of:
        yield matter.of
    if matter.unit_id is not None:
        yield f"of {matter.unit_id}"


class RankingChangedMeanwhile(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The ranking is another one than was seen; look at it again.")


class RankingAlreadyFinalised(CovenantServiceError):
    def __init__(self, bloc_id: UUID, year: int) -> None:
        super().__init__(
            f"The ranking of bloc {bloc_id} in {year} is final; it is not made again.",
        )


class SuppositionOfUnranked(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(
            f"Unit {unit_id} has no appraised scorecard in this bloc's year; choose one that "
            "is ranked.",
        )


class SuppositionWithheld(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__(
            "Cross-checks are not all open to you yet; ask again once they are consolidated.",
        )


class SuppositionUnclear(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__(
            "Name either a unit, a criterion and a value or measure, or a scorer to leave out.",
        )
