"""*Việc cần làm*: what the reader must do now, most urgent first; the newest messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from services.console.screens.inbox import MessageLine
from services.console.screens.tasks import YearState, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.deadlines import Deadlines
    from shared.access import Account


@dataclass(frozen=True)
class Task:
    """Something to do: `key` names its texts, `link` is where it is done."""

    key: str
    count: int
    link: str
    due: date | None
    overdue: bool


@dataclass(frozen=True)
class HomeScreen:
    """Tasks, the most urgent first, and the newest messages."""

    name: str
    roles: tuple[str, ...]
    tasks: tuple[Task, ...]
    messages: tuple[MessageLine, ...]


def compose(
    account: Account,
    state: YearState,
    messages: Sequence[MessageLine],
    deadlines: Deadlines,
    today: date,
) -> HomeScreen:
    tasks = []
    for each in waiting(account, state, today):
        # What was set for this bloc's year counts before the calendar of the body.
        due = each.due
        if due is None and state.bloc is not None:
            due = deadlines.of(each.key, state.bloc.year)
        overdue = due is not None and due < today
        tasks.append(Task(each.key, each.count, each.link, due, overdue))
    tasks.sort(key=lambda task: task.due or date.max)
    return HomeScreen(
        account.name,
        tuple(dict.fromkeys(grant.role.value for grant in account.grants)),
        tuple(tasks),
        tuple(messages),
    )
