"""Which titles there are, and for whom."""

from __future__ import annotations

from typing import Literal, get_args

from services.awards.domain.errors import AwardNotForSubject

SubjectKind = Literal["person", "unit"]
PersonTitle = Literal["LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"]
UnitTitle = Literal["TTLDTT", "TTLDXS", "CO_BO", "CO_CP"]

TITLES: dict[SubjectKind, tuple[str, ...]] = {
    "person": get_args(PersonTitle),
    "unit": get_args(UnitTitle),
}


def require_title(subject_kind: SubjectKind, award: str) -> None:
    """Refuse a code that is no title for this kind of subject."""
    if award not in TITLES[subject_kind]:
        raise AwardNotForSubject(f"{award} is no title for a {subject_kind}")
