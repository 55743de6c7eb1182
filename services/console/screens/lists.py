"""*Danh sách*: files of units, people and earlier awards, and what an upload would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.console.screens.chrome import Action
from services.console.screens.refusals import Refusal
from services.console.screens.scorework import is_officer
from shared.access import Account

if TYPE_CHECKING:
    from services.console.client.answers import Page
    from services.console.client.intakes import Intake, Row

# In the order in which an empty system is filled.
KINDS = ("units", "people")
STATUSES = ("new", "changed", "unchanged", "wrong", "refused")


@dataclass(frozen=True)
class ListsScreen:
    """The kinds of lists, with what may be done; `refused` is the one a refusal is about."""

    kinds: tuple[str, ...]
    take_in: Action
    refused: str | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class IntakeScreen:
    """An upload: its numbers, some of its rows, and what can be done with it.

    `shown` is the status the rows are of, none is all; `next` the cursor of those that follow.
    """

    intake: Intake
    rows: tuple[Row, ...]
    shown: str | None
    next: str | None
    commit_all: Action
    commit_good: Action
    refusal: Refusal | None = None

    @property
    def total(self) -> int:
        """How many rows there are to record."""
        return self.intake.new + self.intake.changed

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        return tuple((status, getattr(self.intake, status)) for status in STATUSES)


def compose_lists(
    account: Account, refused: str | None = None, refusal: Refusal | None = None
) -> ListsScreen:
    officer = is_officer(account)
    take_in = Action(allowed=officer, reason=None if officer else "reason.not_officer")
    return ListsScreen(KINDS, take_in, refused, refusal)


def compose_intake(intake: Intake, page: Page[Row], shown: str | None) -> IntakeScreen:
    total = intake.new + intake.changed
    reason = None
    if intake.state != "ready":
        reason = "reason.intake_committed"
    elif total == 0:
        reason = "reason.intake_changes_nothing"
    wrong = reason or ("reason.intake_has_wrong" if intake.wrong else None)
    return IntakeScreen(
        intake,
        page.items,
        shown,
        page.next,
        commit_all=Action(allowed=wrong is None, reason=wrong),
        commit_good=Action(allowed=reason is None, reason=reason),
    )
