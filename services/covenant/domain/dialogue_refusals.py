"""What is refused of all that is said about scores: evidence, remarks, conflicts, appeals."""

from __future__ import annotations

from uuid import UUID

from services.covenant.domain.refusals import CovenantServiceError


class RemarkEmpty(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("There is nothing to read; write what is to be said.")


class NothingToExplain(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"Nobody gave criterion {criterion!r} less than the unit did; there is no cut to "
            "answer to.",
            criterion=criterion,
        )


class QuestionOnOwnScore(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("A unit explains its own scores; questions come from the others.")


class ConflictOfOwnUnit(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("A unit never cross-checks itself, so it has no conflict to declare.")


class ConflictAlreadyDeclared(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} has declared its conflict of interest already.")


class ScorerInConflict(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(
            f"Unit {unit_id} declared a conflict of interest and does not score this unit.",
        )


class AppealTooEarly(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The scores are not appraised yet; wait for what to appeal against.")


class AppealAlreadyOpen(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"An appeal about criterion {criterion!r} is open; wait for its decision.",
            criterion=criterion,
        )


class AppealNotOpen(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"No appeal about criterion {criterion!r} is open; nothing else is re-opened.",
            criterion=criterion,
        )


class EvidenceAlreadyAttached(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"This very file is attached to criterion {criterion!r} already.",
            criterion=criterion,
        )


class EvidenceNotAttached(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"No such file is attached to criterion {criterion!r}.", criterion=criterion
        )


class EvidenceInUse(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__(
            "The self-score rests on this file and is submitted; only a return lets it be "
            "withdrawn."
        )


class ConditionUnknown(CovenantServiceError):
    def __init__(self, condition: str) -> None:
        super().__init__(
            f"The frame names no condition {condition!r}; use one of its codes.",
            condition=condition,
        )


class ConditionAlreadyJudged(CovenantServiceError):
    def __init__(self, condition: str) -> None:
        super().__init__(f"Condition {condition!r} is judged so already.", condition=condition)
