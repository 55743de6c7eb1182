"""The titles a covenant may pledge and a registration may name, and what may hold each."""

from __future__ import annotations

from typing import Final, Literal

from services.covenant.domain.refusals import CovenantServiceError

SubjectKind = Literal["person", "unit"]

# Law 06/2022/QH15, Art. 19 lists the titles of people, Art. 20 those of collectives.
HOLDERS: Final[dict[str, SubjectKind]] = {
    "LDTT": "person",
    "CSTDCS": "person",
    "CSTD_BO": "person",
    "CSTDTQ": "person",
    "TTLDTT": "unit",
    "TTLDXS": "unit",
    "CO_BO": "unit",
    "CO_CP": "unit",
}


def check_title(award: str, subject_kind: SubjectKind) -> None:
    """Refuse a title that does not exist, or that this kind of subject cannot hold."""
    if award not in HOLDERS:
        raise TitleUnknown(award)
    if HOLDERS[award] != subject_kind:
        raise TitleNotForSubject(award, subject_kind)


class TitleUnknown(CovenantServiceError):
    def __init__(self, award: str) -> None:
        known = ", ".join(HOLDERS)
        super().__init__(f"{award!r} is no title; use one of {known}.")


class TitleNotForSubject(CovenantServiceError):
    def __init__(self, award: str, subject_kind: SubjectKind) -> None:
        super().__init__(
            f"{award} is a title of a {HOLDERS[award]}, not of a {subject_kind}; "
            "choose another title or another subject.",
        )
