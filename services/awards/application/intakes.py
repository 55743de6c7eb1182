"""Records the rows of an intake of earlier awards, each decided on what stands now."""

from __future__ import annotations

from collections.abc import Mapping

from services.awards.application.rows import AwardRow, ConfirmAward, DeclareAward
from services.awards.domain import PastAward
from services.awards.domain.errors import AwardsError, PastAwardAlreadyDeclared
from shared.errors import code_of
from shared.eventstore import AggregateNotFound, EventSourcedApplication

Refusals = dict[int, str]


class IntakeUseCases(EventSourcedApplication):
    """Takes in rows of earlier awards. A refusal is an answer for its row alone."""

    def record_past_awards(self, rows: Mapping[int, AwardRow]) -> Refusals:
        """Record these rows inside a command; the codes of the rules that refused, by row."""
        known = self.known([row.award_id for row in rows.values()])
        refusals: Refusals = {}
        changed: list[PastAward] = []
        for number, row in rows.items():
            try:
                if isinstance(row, ConfirmAward):
                    award = self.load(PastAward, row.award_id)
                    award.confirm(row.confirmed_on)
                else:
                    if row.award_id in known:
                        raise PastAwardAlreadyDeclared(f"{row.award_id} is declared already")
                    award = _declared(row)
            except (AwardsError, AggregateNotFound) as refusal:
                refusals[number] = code_of(type(refusal))
                continue
            changed.append(award)
        self.save(*changed)
        return refusals


def _declared(row: DeclareAward) -> PastAward:
    award = PastAward.declare(
        row.award_id,
        row.subject_kind,
        row.subject_id,
        row.award,
        row.year,
        row.decision_number,
        row.decided_on,
        row.merit,
    )
    if row.confirmed_on is not None:
        award.confirm(row.confirmed_on)
    return award
