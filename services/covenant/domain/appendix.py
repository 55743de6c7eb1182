"""An appendix to a covenant in force: a text of its own, signed again by every unit."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.covenant_refusals import (
    CovenantAlreadySigned,
    CovenantDateTooEarly,
    CovenantDigestDiffers,
    CovenantUnitNotParty,
    CovenantWithoutArticles,
)
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.domain.text import (
    Article,
    Pledge,
    appendix_digest,
    check_articles,
    check_pledges,
)

APPENDICES: Final = UUID("5c3f2b8e-6d41-5b0a-93e4-4a2f8a7d1e03")


class Appendix(Aggregate):
    TOPIC = "appendix"

    class Created(Aggregate.Created):
        TOPIC = "appendix.opened"
        covenant_id: UUID
        bloc_id: UUID
        unit_ids: tuple[UUID, ...]
        number: int
        title: str
        articles: tuple[Article, ...]
        pledges: tuple[Pledge, ...]
        digest: str
        opened_on: date

    class Signed(Aggregate.Event):
        TOPIC = "appendix.signed"
        covenant_id: UUID
        bloc_id: UUID
        unit_id: UUID
        account: str
        signatory_id: UUID | None
        mandate_id: UUID | None
        digest: str
        signed_on: date

    class InForce(Aggregate.Event):
        TOPIC = "appendix.in_force"
        covenant_id: UUID
        bloc_id: UUID
        in_force_on: date

    @staticmethod
    def id_of(covenant_id: UUID, number: int) -> UUID:
        """The one id of a covenant's appendix of this number."""
        return uuid5(APPENDICES, f"{covenant_id}/{number}")

    # Commands decide. They may refuse.

    @classmethod
    def open(
        cls,
        covenant: Covenant,
        *,
        number: int,
        joined: tuple[UUID, ...],
        title: str,
        articles: tuple[Article, ...],
        pledges: tuple[Pledge, ...],
        opened_on: date,
    ) -> Appendix:
        """Fix the appendix's text and let all units sign it, also those that joined later."""
        if covenant.state != "in_force":
            raise AppendixBeforeForce(covenant.state)
        if not articles:
            raise CovenantWithoutArticles
        check_articles(articles)
        check_pledges(pledges)
        if opened_on < covenant.text_since:
            raise CovenantDateTooEarly(opened_on, covenant.text_since)
        return cls._create(
            cls.Created,
            id=cls.id_of(covenant.id, number),
            covenant_id=covenant.id,
            bloc_id=covenant.bloc_id,
            unit_ids=(*covenant.unit_ids, *joined),
            number=number,
            title=title,
            articles=articles,
            pledges=pledges,
            digest=appendix_digest(
                covenant=covenant.digest,
                number=number,
                title=title,
                articles=articles,
                pledges=pledges,
            ),
            opened_on=opened_on,
        )

    def sign(
        self,
        unit_id: UUID,
        *,
        account: str,
        digest: str,
        signed_on: date,
        signatory_id: UUID | None = None,
        mandate: Mandate | None = None,
    ) -> None:
        """Sign the text that has this digest. The last signature puts it in force."""
        if unit_id not in self.unit_ids:
            raise CovenantUnitNotParty(unit_id)
        if unit_id in self.signatures:
            raise CovenantAlreadySigned(unit_id, self.signatures[unit_id])
        if digest != self.digest:
            raise CovenantDigestDiffers(digest, self.digest)
        if signed_on < self.opened_on:
            raise CovenantDateTooEarly(signed_on, self.opened_on)
        if mandate is not None:
            mandate.check(self.covenant_id, unit_id, account, signed_on)
        self._signed(
            covenant_id=self.covenant_id,
            bloc_id=self.bloc_id,
            unit_id=unit_id,
            account=account,
            signatory_id=signatory_id,
            mandate_id=None if mandate is None else mandate.id,
            digest=digest,
            signed_on=signed_on,
        )
        if len(self.signatures) == len(self.unit_ids):
            self._in_force(self.covenant_id, self.bloc_id, max(self.signatures.values()))

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        covenant_id: UUID,
        bloc_id: UUID,
        unit_ids: tuple[UUID, ...],
        digest: str,
        opened_on: date,
    ) -> None:
        self.covenant_id = covenant_id
        self.bloc_id = bloc_id
        self.unit_ids = unit_ids
        self.digest = digest
        self.opened_on = opened_on
        self.signatures: dict[UUID, date] = {}
        self.state: Literal["open", "in_force"] = "open"

    @event(Signed)
    def _signed(
        self,
        *,
        covenant_id: UUID,
        bloc_id: UUID,
        unit_id: UUID,
        account: str,
        signatory_id: UUID | None,
        mandate_id: UUID | None,
        digest: str,
        signed_on: date,
    ) -> None:
        del covenant_id, bloc_id, account, signatory_id, mandate_id, digest
        self.signatures[unit_id] = signed_on

    @event(InForce)
    def _in_force(self, covenant_id: UUID, bloc_id: UUID, in_force_on: date) -> None:
        del covenant_id, bloc_id, in_force_on  # Repeated for readers of the event.
        self.state = "in_force"


class AppendixBeforeForce(CovenantServiceError):
    def __init__(self, state: str) -> None:
        super().__init__(
            f"The covenant is {state}; an appendix is added once all units have signed it.",
        )


class AppendixOutOfOrder(CovenantServiceError):
    def __init__(self, number: int) -> None:
        super().__init__(
            f"Appendix {number} exists already or does not follow the last; reload the page.",
        )
