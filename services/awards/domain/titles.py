"""Which titles and commendations there are, and for whom."""

from __future__ import annotations

from typing import Literal, get_args

from services.awards.domain.errors import AwardNotForSubject

SubjectKind = Literal["person", "unit"]
PersonTitle = Literal["LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"]
UnitTitle = Literal["TTLDTT", "TTLDXS", "CO_BO", "CO_CP"]
Commendation = Literal["BK_BO", "BK_TTG", "HCLD_3", "HCLD_2", "HCLD_1"]

# What can be awarded: titles first, then the commendations of merit.
AWARDS: dict[SubjectKind, tuple[str, ...]] = {
    "person": (*get_args(PersonTitle), *get_args(Commendation)),
    "unit": (*get_args(UnitTitle), *get_args(Commendation)),
}


def require_title(subject_kind: SubjectKind, award: str) -> None:
    """Refuse a code that is no title and no commendation for this kind of subject."""
    if award not in AWARDS[subject_kind]:
        raise AwardNotForSubject(f"{award} is no award for a {subject_kind}")
