"""What `awards` tells of nominations, of the decisions about them, and of what is held then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from shared.contracts import Envelope, awards
from shared.contracts.covenant import SubjectKind
from tests.benchmarks.subjects import Unit

if TYPE_CHECKING:
    from tests.benchmarks.ministry import Ministry

MINISTRY_LEVEL = {"CSTD_BO", "BK_BO"}


@dataclass(frozen=True)
class Aim:
    """Somebody to be nominated for something, and the facts that speak for it."""

    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    rested_on: tuple[str, ...]


@dataclass(frozen=True)
class Decisions:
    ministry: Ministry

    def of_unit(self, unit: Unit, year: int, aims: list[Aim]) -> Iterator[Envelope]:
        """Nominations, then a decision of the unit's head and one of the minister."""
        nominated: dict[str, list[tuple[UUID, Aim]]] = {"unit": [], "minister": []}
        for aim in aims:
            nomination_id = self.ministry.new_id()
            authority = "minister" if aim.award in MINISTRY_LEVEL else "unit"
            nominated[authority].append((nomination_id, aim))
            submitted = awards.NominationSubmitted(
                nomination_id=nomination_id,
                subject_kind=aim.subject_kind,
                subject_id=aim.subject_id,
                award=aim.award,
                year=year,
                by_unit_id=unit.id,
                submitted_on=date(year, 12, 10),
                verdict="yes",
                rested_on=aim.rested_on,
            )
            yield self.ministry.tell(nomination_id, submitted)
        for authority, found in nominated.items():
            if found:
                yield from self._issued(unit, year, authority, found)

    def _issued(
        self, unit: Unit, year: int, authority: str, nominated: list[tuple[UUID, Aim]]
    ) -> Iterator[Envelope]:
        decision_id, on = self.ministry.new_id(), date(year, 12, 25)
        number = f"{self.ministry.chance.randrange(1, 4000)}/QĐ-TĐKT"
        issued = awards.DecisionIssued(
            decision_id=decision_id,
            number=number,
            authority=authority,
            year=year,
            decided_on=on,
            nomination_ids=tuple(nomination_id for nomination_id, _ in nominated),
        )
        yield self.ministry.tell(decision_id, issued)
        for nomination_id, aim in nominated:
            decided = awards.NominationDecided(
                nomination_id=nomination_id, decision_id=decision_id, decided_on=on
            )
            yield self.ministry.tell(nomination_id, decided)
            award_id = self.ministry.new_id()
            granted = awards.AwardGranted(
                award_id=award_id,
                nomination_id=nomination_id,
                decision_id=decision_id,
                by_unit_id=unit.id,
                subject_kind=aim.subject_kind,
                subject_id=aim.subject_id,
                award=aim.award,
                year=year,
                decision_number=number,
                decided_on=on,
                rested_on=aim.rested_on,
            )
            yield self.ministry.tell(award_id, granted)
            if self.ministry.happens(0.0002):
                revoked = awards.AwardRevoked(
                    award_id=award_id,
                    subject_kind=aim.subject_kind,
                    subject_id=aim.subject_id,
                    award=aim.award,
                    year=year,
                    ground="false_file",
                    decision_number=f"{number}-TH",
                    reason="Hồ sơ không đúng",
                    revoked_on=date(year, 12, 30),
                )
                yield self.ministry.tell(award_id, revoked)
