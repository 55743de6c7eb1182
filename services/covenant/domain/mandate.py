"""A mandate: the document by which a unit's head lets somebody else sign for the unit."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.covenant_refusals import CovenantUnitNotParty
from services.covenant.domain.refusals import CovenantServiceError

MANDATES: Final = UUID("a41c4d52-3a0f-5d5c-8f5e-0a4d3d0b9d11")


class Mandate(Aggregate):
    TOPIC = "mandate"

    class Created(Aggregate.Created):
        TOPIC = "mandate.given"
        covenant_id: UUID
        bloc_id: UUID
        unit_id: UUID
        account: str
        given_by: str
        document_number: str
        since: date
        until: date
        given_on: date

    class Withdrawn(Aggregate.Event):
        TOPIC = "mandate.withdrawn"
        covenant_id: UUID
        unit_id: UUID
        withdrawn_on: date

    @staticmethod
    def id_of(covenant_id: UUID, unit_id: UUID, document_number: str) -> UUID:
        """The one id of what a document says of a covenant: nobody gives it twice."""
        return uuid5(MANDATES, f"{covenant_id}/{unit_id}/{document_number}")

    # Commands decide. They may refuse.

    @classmethod
    def give(
        cls,
        *,
        covenant_id: UUID,
        bloc_id: UUID,
        parties: tuple[UUID, ...],
        unit_id: UUID,
        account: str,
        given_by: str,
        document_number: str,
        since: date,
        until: date,
        given_on: date,
    ) -> Mandate:
        """Let `account` sign for the unit from `since` to `until`, both included."""
        if unit_id not in parties:
            raise CovenantUnitNotParty(unit_id)
        if until < since:
            raise MandateEndsBeforeItBegins(since, until)
        if not document_number.strip():
            raise MandateWithoutDocument
        if account == given_by:
            raise MandateGivenToOneself(account)
        return cls._create(
            cls.Created,
            id=cls.id_of(covenant_id, unit_id, document_number),
            covenant_id=covenant_id,
            bloc_id=bloc_id,
            unit_id=unit_id,
            account=account,
            given_by=given_by,
            document_number=document_number,
            since=since,
            until=until,
            given_on=given_on,
        )

    def withdraw(self, withdrawn_on: date) -> None:
        """Take it back; what was signed by it stands."""
        if self.withdrawn_on is not None:
            raise MandateWithdrawn(self.document_number, self.withdrawn_on)
        self._withdrawn(self.covenant_id, self.unit_id, withdrawn_on)

    def check(self, covenant_id: UUID, unit_id: UUID, account: str, on: date) -> None:
        """Refuse unless the account may sign this covenant for the unit on that day."""
        mine = (self.covenant_id, self.unit_id, self.account)
        if mine != (covenant_id, unit_id, account):
            raise MandateMissing(unit_id, account)
        if self.withdrawn_on is not None:
            raise MandateWithdrawn(self.document_number, self.withdrawn_on)
        if on < self.since:
            raise MandateNotYetValid(self.document_number, self.since)
        if on > self.until:
            raise MandateExpired(self.document_number, self.until)

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        covenant_id: UUID,
        unit_id: UUID,
        account: str,
        document_number: str,
        since: date,
        until: date,
    ) -> None:
        self.covenant_id = covenant_id
        self.unit_id = unit_id
        self.account = account
        self.document_number = document_number
        self.since = since
        self.until = until
        self.withdrawn_on: date | None = None

    @event(Withdrawn)
    def _withdrawn(self, covenant_id: UUID, unit_id: UUID, withdrawn_on: date) -> None:
        del covenant_id, unit_id  # Repeated for readers of the event, and known here.
        self.withdrawn_on = withdrawn_on


class MandateEndsBeforeItBegins(CovenantServiceError):
    def __init__(self, since: date, until: date) -> None:
        super().__init__(f"{until} is before {since}; give a later end of the mandate.")


class MandateWithoutDocument(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The mandate names no document; give the number it was issued under.")


class MandateGivenToOneself(CovenantServiceError):
    def __init__(self, account: str) -> None:
        super().__init__(f"{account} signs without a mandate; name somebody else.")


class MandateAlreadyGiven(CovenantServiceError):
    def __init__(self, document_number: str) -> None:
        super().__init__(
            f"The mandate {document_number} is recorded already; there is nothing left to do."
        )


class MandateMissing(CovenantServiceError):
    def __init__(self, unit_id: UUID, account: str) -> None:
        super().__init__(
            f"{account} holds no mandate to sign for unit {unit_id}; its head signs, or gives "
            "one."
        )


class MandateWithdrawn(CovenantServiceError):
    def __init__(self, document_number: str, withdrawn_on: date) -> None:
        super().__init__(
            f"The mandate {document_number} was withdrawn on {withdrawn_on}; ask for another."
        )


class MandateNotYetValid(CovenantServiceError):
    def __init__(self, document_number: str, since: date) -> None:
        super().__init__(
            f"The mandate {document_number} counts from {since}; sign on that day or later."
        )


class MandateExpired(CovenantServiceError):
    def __init__(self, document_number: str, until: date) -> None:
        super().__init__(
            f"The mandate {document_number} ended on {until}; the head signs or gives another."
        )
