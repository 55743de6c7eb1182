"""Taking in lists from files: looked at row by row, then recorded, whole or only what is good.

A service says what the columns are, what a row would change, and how it is recorded; what is
the same for all is here. What was uploaded is kept in the service's own database until it is
recorded or its time is over.
"""

from shared.intake.columns import Column, HeadingsMissing, Layout, arranged
from shared.intake.drafts import Intakes
from shared.intake.recording import Recording, Taking
from shared.intake.rows import Called, Cells, Judged, Outcome, Pending, Wrong
from shared.intake.upload import (
    Intake,
    IntakeAlreadyCommitted,
    IntakeHasWrongRows,
    IntakeUnknown,
    Mode,
    NothingToCommit,
)

__all__ = [
    "Called",
    "Cells",
    "Column",
    "HeadingsMissing",
    "Intake",
    "IntakeAlreadyCommitted",
    "IntakeHasWrongRows",
    "IntakeUnknown",
    "Intakes",
    "Judged",
    "Layout",
    "Mode",
    "NothingToCommit",
    "Outcome",
    "Pending",
    "Recording",
    "Taking",
    "Wrong",
    "arranged",
]
