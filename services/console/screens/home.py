"""*Việc cần làm*: what the reader's roles must do now, folded from how far the year is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.ballot import waits_for
from services.console.screens.inbox import MessageLine
from shared.access import Account, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.console.client.awards import Nomination, Review
    from services.console.client.covenant import Ballot, Covenant, Ranking, Scorecard
    from services.console.deadlines import Deadlines


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


@dataclass(frozen=True)
class YearState:
    """How far the bloc's year is, from all services; none where one did not answer."""

    bloc_id: UUID
    year: int
    covenants: Sequence[Covenant] | None
    scorecards: Sequence[Scorecard]
    ranking: Ranking | None
    ballots: Sequence[Ballot]
    nominations: Sequence[Nomination] | None
    reviews: Sequence[Review]


def compose(
    account: Account,
    state: YearState | None,
    messages: Sequence[MessageLine],
    deadlines: Deadlines,
    today: date,
) -> HomeScreen:
    tasks = []
    if state is not None:
        for key, count, link in _waiting(account, state):
            due = deadlines.of(key, state.year)
            overdue = due is not None and due < today
            tasks.append(Task(key, count, link, due, overdue))
    tasks.sort(key=lambda task: task.due or date.max)
    return HomeScreen(
        account.name,
        tuple(dict.fromkeys(grant.role.value for grant in account.grants)),
        tuple(tasks),
        tuple(messages),
    )


def _waiting(account: Account, state: YearState) -> Iterator[tuple[str, int, str]]:
    """The key, count and link of each kind of work that is not done."""
    for ballot in state.ballots:
        if waits_for(ballot, account) is not None:
            yield "vote", 1, f"/hop-khoi/bo-phieu/{ballot.ballot_id}"
    for grant in account.grants:
        match grant.role:
            case Role.BLOC_HEAD if grant.scope == str(state.bloc_id):
                yield from _of_bloc_head(state)
            case Role.UNIT_HEAD if grant.scope is not None:
                yield from _of_unit_head(state, grant.scope)
            case Role.UNIT_OFFICER if grant.scope is not None:
                yield from _of_unit_officer(state, grant.scope)
            case Role.EMULATION_OFFICER:
                yield from _of_officer(state)
            case Role.AUTHORITY:
                yield from _of_authority(state)
            case _:
                continue


def _of_bloc_head(state: YearState) -> Iterator[tuple[str, int, str]]:
    if state.covenants is not None and not state.covenants:
        yield "write_covenant", 1, "/giao-uoc"
    covenants = state.covenants or ()
    drafts = sum(covenant.state == "draft" for covenant in covenants)
    if drafts:
        yield "draft_covenant", drafts, "/giao-uoc"
    missing = sum(len(c.missing_unit_ids) for c in covenants if c.state == "open")
    if missing:
        yield "await_signatures", missing, "/giao-uoc#chu-ky"
    due = [c for c in state.scorecards if _closed(c, "self") and not _closed(c, "consolidated")]
    if due:
        yield "consolidate", len(due), f"/cham-diem?don-vi={due[0].unit_id}"


def _of_unit_head(state: YearState, unit: str) -> Iterator[tuple[str, int, str]]:
    for covenant in state.covenants or ():
        if covenant.state == "open" and unit in map(str, covenant.missing_unit_ids):
            yield "sign_covenant", 1, f"/giao-uoc/{covenant.covenant_id}/ky"
    final = state.ranking is not None and state.ranking.finalised is not None
    nominated = state.nominations is None or any(
        str(nomination.by_unit_id) == unit for nomination in state.nominations
    )
    member = any(str(card.unit_id) == unit for card in state.scorecards)
    if final and member and not nominated:
        yield "nominate", 1, f"/xet-dieu-kien?don-vi={unit}"


def _of_unit_officer(state: YearState, unit: str) -> Iterator[tuple[str, int, str]]:
    own = [card for card in state.scorecards if str(card.unit_id) == unit]
    if own and not _closed(own[0], "self"):
        yield "self_score", 1, f"/cham-diem?don-vi={unit}"
    others = [
        card
        for card in state.scorecards
        if own
        and str(card.unit_id) != unit
        and _closed(card, "self")
        and not _closed(card, "consolidated")
        and not _closed(card, "cross", unit)
    ]
    if others:
        yield "cross_score", len(others), f"/cham-diem?don-vi={others[0].unit_id}"


def _of_officer(state: YearState) -> Iterator[tuple[str, int, str]]:
    cards = state.scorecards
    due = [c for c in cards if _closed(c, "consolidated") and not _closed(c, "appraised")]
    if due:
        yield "appraise", len(due), f"/cham-diem?don-vi={due[0].unit_id}"
    final = state.ranking is not None and state.ranking.finalised is not None
    if cards and all(_closed(card, "appraised") for card in cards) and not final:
        yield "finalise_ranking", 1, "/cham-diem#xep-hang"


def _of_authority(state: YearState) -> Iterator[tuple[str, int, str]]:
    waiting = sum(nomination.state == "submitted" for nomination in state.nominations or ())
    if waiting:
        yield "decide", waiting, "/quyet-dinh#de-nghi"
    later = sum(len(review.affected) for review in state.reviews)
    if later:
        yield "review", later, "/quyet-dinh#ra-soat"


def _closed(card: Scorecard, layer: str, by_unit: str | None = None) -> bool:
    return any(
        sheet.layer == layer
        and sheet.state == "submitted"
        and (by_unit is None or str(sheet.by_unit_id) == by_unit)
        for sheet in card.sheets
    )
