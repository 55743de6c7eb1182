"""Questions about eligibility that are worked out when they are asked, and their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec

from services.console.client.conditions import Answer, Condition
from shared.contracts.covenant import SubjectKind

if TYPE_CHECKING:
    from services.console.client.transport import Transport


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that is not met yet; `earliest` is none where no year in sight will do."""

    condition: Condition
    earliest: int | None = None


class Roadmap(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing to a title, and by which year it may be reached at the earliest."""

    award: str
    year: int
    answer: Answer
    earliest: int | None = None
    steps: tuple[Step, ...] = ()


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a verdict says of one condition."""

    answer: Answer
    reason: str
    article: str
    values: dict[str, str] = {}
    facts: tuple[str, ...] = ()


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A condition of which two verdicts say different things; none where one has it not."""

    code: str
    text: str
    before: Said | None = None
    after: Said | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Two verdicts on one question that are not the same, and what makes them so."""

    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    before: Answer
    after: Answer
    conditions: tuple[Changed, ...] = ()


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict by one of two laws."""

    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    answer: Answer
    ruleset: str
    version: str
    conditions: tuple[Condition, ...] = ()


class TransitionRule(msgspec.Struct, frozen=True, kw_only=True):
    """The rule between two laws: which dossiers are still judged by the old one."""

    code: str
    received_before: date
    article: str
    text: str
    certainty: str


class Transitional(msgspec.Struct, frozen=True, kw_only=True):
    """Both verdicts of a dossier between two laws, and why one of them holds."""

    transition: TransitionRule
    received_on: date
    old: Judged
    new: Judged
    holds: Literal["old", "new"]
    reason: Literal["received_before", "kinder", "received_after"]


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set that may be judged by; `certainty` is the best any of its rules can claim.

    `supersedes` is the set whose place it takes, empty where it takes none.
    """

    name: str
    version: str
    instrument: str
    certainty: Literal["confirmed", "reported", "assumed"]
    effective_from: date
    confirmed_to: date
    supersedes: str = ""


class QuestionsClient:
    """What is missing, what would be, what another law would say: none of it writes."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def roadmap(
        self, subject_kind: str, subject_id: UUID, award: str, year: int
    ) -> Roadmap:
        path = f"/eligibility/{subject_kind}/{subject_id}/{award}/{year}/roadmap"
        return await self._transport.read(path, Roadmap)

    async def transition(
        self,
        subject_kind: str,
        subject_id: UUID,
        award: str,
        year: int,
        ruleset: str,
        received_on: date,
    ) -> Transitional:
        """Both verdicts of a dossier received on a day between the law in use and `ruleset`."""
        path = f"/eligibility/{subject_kind}/{subject_id}/{award}/{year}/transition"
        return await self._transport.read(
            path, Transitional, ruleset=ruleset, received_on=received_on
        )

    async def what_if(
        self,
        subject_kind: str,
        subject_id: UUID,
        year: int,
        facts: Sequence[Mapping[str, Any]],
        ruleset: str | None = None,
    ) -> tuple[Difference, ...]:
        """Whose verdicts would change if these facts were so, or by another rule set."""
        form: dict[str, Any] = {"year": year, "facts": list(facts)}
        if ruleset is not None:
            form["ruleset"] = ruleset
        path = f"/eligibility/{subject_kind}/{subject_id}/what-if"
        return await self._transport.ask(path, form, tuple[Difference, ...])

    async def replay(
        self, ruleset: str, year: int, bloc_id: UUID | None = None
    ) -> tuple[Difference, ...]:
        """What another rule set would give otherwise in a year, of a bloc or of all."""
        return await self._transport.read_all(
            "/eligibility/replay",
            Difference,
            ruleset=ruleset,
            year=year,
            bloc_id=bloc_id,
        )

    async def rulesets(self) -> tuple[RuleSet, ...]:
        """The rule sets that are known, the oldest first."""
        return await self._transport.read("/law/rulesets", tuple[RuleSet, ...])
