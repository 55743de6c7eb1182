"""What an account has to do now, role by role, folded from how far the bloc's year is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.screens.ballot import waits_for
from services.console.screens.tasks.covenants import (
    of_bloc_head as covenants_of_bloc_head,
)
from services.console.screens.tasks.covenants import of_unit_officer as titles_of_unit_officer
from services.console.screens.tasks.covenants import to_report, to_sign
from services.console.screens.tasks.honours import of_authority, of_unit_head
from services.console.screens.tasks.scores import (
    of_bloc_head,
    of_officer,
    of_unit_officer,
)
from services.console.screens.tasks.setting_up import of_emulation_officer
from services.console.screens.tasks.state import Waiting, YearState
from shared.access import Account, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

__all__ = ["Waiting", "YearState", "waiting"]


def waiting(account: Account, state: YearState, today: date) -> Iterator[Waiting]:
    """Each kind of work that is not done; of an account with two roles, that of both."""
    if state.bloc is not None:
        for ballot in state.ballots:
            if waits_for(ballot, account) is not None:
                yield Waiting("vote", 1, f"/hop-khoi/bo-phieu/{ballot.ballot_id}")
        yield from to_sign(account, state, today)
    for grant in account.grants:
        match grant.role:
            case Role.BLOC_HEAD if state.bloc and grant.scope == str(state.bloc.id):
                yield from covenants_of_bloc_head(state)
                yield from to_report(state, None, today)
                yield from of_bloc_head(state)
            case Role.UNIT_HEAD if grant.scope is not None:
                yield from of_unit_head(state, grant.scope)
            case Role.UNIT_OFFICER if grant.scope is not None:
                yield from titles_of_unit_officer(state, grant.scope)
                yield from to_report(state, grant.scope, today)
                yield from of_unit_officer(state, grant.scope)
            case Role.EMULATION_OFFICER:
                yield from of_emulation_officer(state)
                yield from of_officer(state)
            case Role.AUTHORITY:
                yield from of_authority(state)
            case _:
                continue
