"""The covenant of a bloc's year: drafted, revised, opened as a fixed text, signed by all."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.covenant.domain import text
from services.covenant.domain.covenant_refusals import (
    CovenantAlreadyOpened,
    CovenantAlreadySigned,
    CovenantDateTooEarly,
    CovenantDigestDiffers,
    CovenantNotOpen,
    CovenantTextFixed,
    CovenantUnitNotParty,
    CovenantWithoutArticles,
    check_parties,
)
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.signature import Signature, name_to_account, without_mandate
from services.covenant.domain.text import Article, Pledge

State = Literal["draft", "open", "in_force"]


class Covenant(Aggregate):
    TOPIC = "covenant"

    class Created(Aggregate.Created):
        TOPIC = "covenant.drafted"
        bloc_id: UUID
        year: int
        title: str
        unit_ids: tuple[UUID, ...]
        basis: tuple[str, ...]
        articles: tuple[Article, ...]
        pledges: tuple[Pledge, ...]
        drafted_on: date

    class Revised(Aggregate.Event):
        TOPIC = "covenant.revised"
        articles: tuple[Article, ...]
        pledges: tuple[Pledge, ...]
        revised_on: date

    class Opened(Aggregate.Event):
        TOPIC = "covenant.opened"
        bloc_id: UUID
        unit_ids: tuple[UUID, ...]
        digest: str
        opened_on: date

    class Signed(Aggregate.Event):
        TOPIC = "covenant.signed"
        class_version = 3
        upcast_v1_v2 = staticmethod(name_to_account)
        upcast_v2_v3 = staticmethod(without_mandate)
        bloc_id: UUID
        unit_id: UUID
        account: str
        signatory_id: UUID | None
        mandate_id: UUID | None
        digest: str
        signed_on: date

    class InForce(Aggregate.Event):
        TOPIC = "covenant.in_force"
        bloc_id: UUID
        unit_ids: tuple[UUID, ...]
        year: int
        in_force_on: date

    # Commands decide. They may refuse.

    @classmethod
    def draft(
        cls,
        covenant_id: UUID,
        *,
        bloc_id: UUID,
        year: int,
        title: str,
        unit_ids: tuple[UUID, ...],
        basis: tuple[str, ...],
        articles: tuple[Article, ...],
        pledges: tuple[Pledge, ...],
        drafted_on: date,
    ) -> Covenant:
        """Draft a covenant that `unit_ids` are to sign. Its text may still be empty."""
        check_parties(unit_ids)
        text.check_articles(articles)
        text.check_pledges(pledges)
        return cls._create(
            cls.Created,
            id=covenant_id,
            bloc_id=bloc_id,
            year=year,
            title=title,
            unit_ids=unit_ids,
            basis=basis,
            articles=articles,
            pledges=pledges,
            drafted_on=drafted_on,
        )

    def revise(
        self, articles: tuple[Article, ...], pledges: tuple[Pledge, ...], revised_on: date
    ) -> None:
        """Replace the draft's text."""
        if self.state != "draft":
            raise CovenantTextFixed(self.state)
        text.check_articles(articles)
        text.check_pledges(pledges)
        self._check_date(revised_on)
        self._revised(articles=articles, pledges=pledges, revised_on=revised_on)

    def open(self, opened_on: date) -> None:
        """Fix the text and let the units sign it."""
        if self.state != "draft":
            raise CovenantAlreadyOpened(self.state)
        if not self.articles:
            raise CovenantWithoutArticles
        self._check_date(opened_on)
        self._opened(self.bloc_id, self.unit_ids, text.digest_of(self.canonical), opened_on)

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
        """Sign the text that has this digest. The last signature puts the covenant in force."""
        if unit_id not in self.unit_ids:
            raise CovenantUnitNotParty(unit_id)
        if self.state == "draft":
            raise CovenantNotOpen
        if unit_id in self.signatures:
            raise CovenantAlreadySigned(unit_id, self.signatures[unit_id].signed_on)
        if digest != self.digest:
            raise CovenantDigestDiffers(digest, self.digest)
        self._check_date(signed_on)
        if mandate is not None:
            mandate.check(self.id, unit_id, account, signed_on)
        self._signed(
            bloc_id=self.bloc_id,
            unit_id=unit_id,
            account=account,
            signatory_id=signatory_id,
            mandate_id=None if mandate is None else mandate.id,
            digest=digest,
            signed_on=signed_on,
        )
        if len(self.signatures) == len(self.unit_ids):
            # Signatures may arrive in another order than they were given: the last date counts.
            last = max(signature.signed_on for signature in self.signatures.values())
            self._in_force(self.bloc_id, self.unit_ids, self.year, last)

    @property
    def canonical(self) -> bytes:
        """The text as it stands now, as a signature covers it."""
        return text.canonical_of(
            title=self.title,
            year=self.year,
            unit_ids=self.unit_ids,
            basis=self.basis,
            articles=self.articles,
            pledges=self.pledges,
        )

    def _check_date(self, on: date) -> None:
        if on < self.text_since:
            raise CovenantDateTooEarly(on, self.text_since)

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        bloc_id: UUID,
        year: int,
        title: str,
        unit_ids: tuple[UUID, ...],
        basis: tuple[str, ...],
        articles: tuple[Article, ...],
        pledges: tuple[Pledge, ...],
        drafted_on: date,
    ) -> None:
        self.bloc_id = bloc_id
        self.year = year
        self.title = title
        self.unit_ids = unit_ids
        self.basis = basis
        self.articles = articles
        self.pledges = pledges
        self.text_since = drafted_on
        self.state: State = "draft"
        self.digest = ""
        self.signatures: dict[UUID, Signature] = {}

    @event(Revised)
    def _revised(
        self, articles: tuple[Article, ...], pledges: tuple[Pledge, ...], revised_on: date
    ) -> None:
        self.articles = articles
        self.pledges = pledges
        self.text_since = revised_on

    @event(Opened)
    def _opened(
        self, bloc_id: UUID, unit_ids: tuple[UUID, ...], digest: str, opened_on: date
    ) -> None:
        del bloc_id, unit_ids  # Repeated for readers of the event, and known here.
        self.state = "open"
        self.digest = digest
        self.text_since = opened_on

    @event(Signed)
    def _signed(
        self,
        *,
        bloc_id: UUID,
        unit_id: UUID,
        account: str,
        signatory_id: UUID | None,
        mandate_id: UUID | None,
        digest: str,
        signed_on: date,
    ) -> None:
        del bloc_id, signatory_id, mandate_id  # As above.
        self.signatures[unit_id] = Signature(account, digest, signed_on)

    @event(InForce)
    def _in_force(
        self, bloc_id: UUID, unit_ids: tuple[UUID, ...], year: int, in_force_on: date
    ) -> None:
        del bloc_id, unit_ids, year  # As above.
        self.state = "in_force"
        self.in_force_on = in_force_on
