"""What a ballot refuses, and why."""

from __future__ import annotations

from uuid import UUID

from services.covenant.domain.refusals import CovenantServiceError


class BallotWithoutCandidates(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The ballot has no candidates; name the units that stand.")


class BallotCandidateNotMember(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} is not of this bloc; leave it out.")


class BallotChoiceUnusable(CovenantServiceError):
    def __init__(self, at_most: int, candidates: int) -> None:
        super().__init__(
            f"{at_most} of {candidates} candidates cannot be chosen; give a number from 1 to "
            f"{candidates}.",
            at_most=at_most,
            candidates=candidates,
        )


class BallotOutOfOrder(CovenantServiceError):
    def __init__(self, number: int) -> None:
        super().__init__(
            f"Ballot {number} exists already or does not follow the last; reload the page.",
        )


class BallotStillOpen(CovenantServiceError):
    def __init__(self, number: int) -> None:
        super().__init__(f"Ballot {number} is open; count or annul it first.", number=number)


class BallotNotOpen(CovenantServiceError):
    def __init__(self, state: str) -> None:
        super().__init__(
            f"The ballot is {state}; nobody votes and nothing is counted any more."
        )


class BallotVoterNotPresent(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(
            f"Unit {unit_id} was not present when the ballot was opened; it has no vote in it.",
        )


class BallotVoterIsProxy(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} is here by a proxy; the proxy votes for it.")


class AlreadyVoted(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} has voted; a sheet in the box is not changed.")


class BallotWithoutVotes(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Nobody has voted yet; wait for the units, or annul the ballot.")


class BallotBoxIncomplete(CovenantServiceError):
    def __init__(self, voted: int, sheets: int) -> None:
        super().__init__(
            f"{voted} units voted and {sheets} sheets are in the box; annul the ballot and "
            "vote again.",
            voted=voted,
            sheets=sheets,
        )


class BallotAnnulledWithoutReason(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Say why the ballot is annulled: units have voted in it.")
