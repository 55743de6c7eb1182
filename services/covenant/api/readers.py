"""An account as a reader of scorecards."""

from __future__ import annotations

from uuid import UUID

from services.covenant.projections.visibility import Reader
from shared.access import Account, Role

OF_UNIT = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})


def units_of(account: Account) -> frozenset[UUID]:
    """The units an account speaks for."""
    return _scopes(account, OF_UNIT)


def reader_of(account: Account) -> Reader:
    """Whose cross-checks an account sees from the start: its units', its bloc's, or all."""
    return Reader(
        unit_ids=units_of(account),
        answers_for_all=any(grant.role is Role.EMULATION_OFFICER for grant in account.grants),
        bloc_ids=_scopes(account, frozenset({Role.BLOC_HEAD})),
    )


def _scopes(account: Account, roles: frozenset[Role]) -> frozenset[UUID]:
    return frozenset(
        UUID(grant.scope)
        for grant in account.grants
        if grant.role in roles and grant.scope is not None
    )
