"""*Danh sách*: files of units, people and earlier awards, and what an upload would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action
from services.console.screens.refusals import Refusal
from services.console.screens.scorework import is_officer
from shared.access import Account
from shared.catalogue import catalogue
from shared.sheets.reading import read
from shared.sheets.writing import written

if TYPE_CHECKING:
    from services.console.client.answers import Page
    from services.console.client.intakes import Codes, Intake, Row
    from services.console.screens.chrome import Names
    from shared.sheets.writing import Form

# In the order in which an empty system is filled.
KINDS = ("units", "people", "past_awards")
# Whose files name units and people by codes that another service knows.
OF_AWARDS = frozenset({"past_awards"})
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


def named_export(plain: bytes, form: Form, codes: Codes, names: Names, locale: str) -> bytes:
    """A CSV file whose second column is of ids, with codes there and names at its end."""
    headings, *rows = read(plain).rows
    called = {str(one): code for code, one in {**codes.unit, **codes.person}.items()}
    named = catalogue().text("lists.named", locale)
    return written(
        form,
        [*headings, named],
        (
            [kind, called.get(holder, holder), *rest, names.name(UUID(holder)) or ""]
            for kind, holder, *rest in rows
        ),
    )
