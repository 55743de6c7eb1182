"""Quotas beside the list of who is eligible: how many there may be, and whom a tie favours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.catalogue.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from services.console.client.awards import Quota, Tie, Verdict
    from services.console.screens.chrome import Names

# The law is asked about so many equals at once.
MOST_EQUALS = 200


@dataclass(frozen=True)
class Preferred:
    """Whom the law would choose among those shown, were they equal."""

    names: tuple[str, ...]
    text: str
    article: str
    certainty: str


@dataclass(frozen=True)
class QuotaShown:
    """A quota as it stands; `crowded` when more are eligible than may be honoured."""

    quota: Quota
    crowded: bool
    preferred: Preferred | None


def equals(verdicts: Iterable[Verdict], award: str) -> tuple[UUID, ...]:
    """Those shown who are eligible for an award: nobody when the law cannot tell them apart."""
    found = tuple(
        each.subject_id for each in verdicts if each.award == award and each.verdict == "yes"
    )
    return found if 1 < len(found) <= MOST_EQUALS else ()


def crowded(quota: Quota) -> bool:
    """Whether more are eligible than the quota lets be honoured."""
    return quota.eligible > quota.allowed


def compose(
    quotas: Sequence[Quota], ties: Mapping[str, Tie], names: Names
) -> tuple[QuotaShown, ...]:
    """Each quota, with a suggestion where a tie was asked about."""
    return tuple(
        QuotaShown(each, crowded(each), _preferred(ties.get(each.award), names))
        for each in quotas
    )


def _preferred(tie: Tie | None, names: Names) -> Preferred | None:
    if tie is None or not tie.suggested:
        return None
    known = filter(None, (names.party(each).name for each in tie.suggested))
    return Preferred(
        tuple(sorted(known, key=name_key)),
        tie.text or "",
        tie.article or "",
        tie.certainty or "",
    )
