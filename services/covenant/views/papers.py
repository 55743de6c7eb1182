"""Which paper a code belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from services.covenant.views import Question, covenant_file
from services.covenant.views.tables import COVENANTS, MEETINGS

if TYPE_CHECKING:
    import sqlalchemy as sa

    from services.covenant.projections import CovenantFile, MeetingView
    from shared.readmodel import Documents

D = TypeVar("D")


def covenant_with(code: str) -> Question[CovenantFile | None]:
    """The covenant whose digest begins with a code."""

    def answer(connection: sa.Connection) -> CovenantFile | None:
        found = _with(COVENANTS, code)(connection)
        return None if found is None else covenant_file(found.covenant_id)(connection)

    return answer


def meeting_with(code: str) -> Question[MeetingView | None]:
    """The meeting the digest of whose minutes begins with a code."""
    return _with(MEETINGS, code)


def _with(documents: Documents[D], code: str) -> Question[D | None]:
    where = documents.table.c.digest.startswith(code)
    return lambda connection: next(iter(documents.find(connection, where, limit=1)), None)
