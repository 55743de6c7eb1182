"""*Giao ước*: the text, who signed, who is missing, and whether the reader may sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens import covenant_file, covenant_text
from services.console.screens.chrome import Action, Names, Party
from services.console.screens.codes import code_of
from services.console.screens.mandates import signing_unit
from services.console.screens.refusals import Refusal
from shared.access import Account, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.console.client.covenant import (
        Covenant,
        CovenantFile,
        Registration,
        Signature,
    )
    from shared.contracts import covenant as contracts


@dataclass(frozen=True)
class Article:
    """A numbered article; its text has paragraphs."""

    number: int
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class PledgeLine:
    """A pledged title with its measure."""

    award: str
    subject_kind: str
    measure: str
    at_least: Decimal


@dataclass(frozen=True)
class SignatureLine:
    """A unit that must sign; without a signature it is missing."""

    unit: Party
    signatory: str | None
    signed_on: date | None
    fact_id: str | None


@dataclass(frozen=True)
class RegistrationLine:
    """A title a subject aims at."""

    unit: Party
    subject: Party
    subject_kind: str
    award: str
    registered_on: date
    returned: str | None = None


@dataclass(frozen=True)
class Refused:
    """A small form that was refused: which, why, what was typed."""

    form: str
    error: Refusal
    typed: Mapping[str, str]


@dataclass(frozen=True)
class CovenantScreen:
    """Everything on the page; `signing_unit` is the unit the reader may sign for.

    `code` is what is printed beside the square code and typed to verify the paper.
    """

    id: UUID
    bloc_id: UUID
    title: str
    year: int
    state: str
    basis: tuple[str, ...]
    articles: tuple[Article, ...]
    pledges: tuple[PledgeLine, ...]
    digest: str | None
    drafted_on: date
    opened_on: date | None
    in_force_on: date | None
    signatures: tuple[SignatureLine, ...]
    registrations: tuple[RegistrationLine, ...]
    sign: Action
    signing_unit: Party | None
    write: Action
    append: Action
    revisions: int
    code: str | None
    around: covenant_file.Around
    refused: Refused | None = None
    others: tuple[tuple[UUID, str], ...] = ()

    def typed(self, form: str, name: str) -> str:
        """What was typed into a form that was refused; nothing otherwise."""
        refused = self.refused
        return refused.typed.get(name, "") if refused and refused.form == form else ""

    def refused_with(self, refused: Refused) -> CovenantScreen:
        return replace(self, refused=refused)

    @property
    def signed(self) -> int:
        return sum(line.signed_on is not None for line in self.signatures)


@dataclass(frozen=True)
class SignScreen:
    """The two steps of signing a part of the covenant. `error` is a key of the catalogue."""

    covenant: CovenantScreen
    unit: Party
    signatory: str
    step: int
    key: str
    part: str
    title: str
    digest: str
    articles: tuple[Article, ...]
    mandate_id: UUID | None
    error: Refusal | None = None


@dataclass(frozen=True)
class OpeningScreen:
    """The two steps of opening the covenant for signing."""

    covenant: CovenantScreen
    step: int
    key: str
    error: Refusal | None = None


def compose(
    file: CovenantFile,
    registrations: Iterable[Registration],
    names: Names,
    account: Account,
    bloc_units: tuple[UUID, ...],
    today: date,
) -> CovenantScreen:
    covenant = file.covenant
    signed = {signature.unit_id: signature for signature in covenant.signatures}
    lines = []
    for unit_id in covenant.unit_ids:
        signature = signed.get(unit_id)
        lines.append(
            SignatureLine(
                names.party(unit_id),
                None if signature is None else _signatory(signature, names),
                None if signature is None else signature.signed_on,
                None if signature is None else signature.fact_id,
            )
        )
    action, signing_for = _may_sign(file, account, today)
    return CovenantScreen(
        id=covenant.covenant_id,
        bloc_id=covenant.bloc_id,
        title=covenant.title,
        year=covenant.year,
        state=covenant.state,
        basis=covenant.basis,
        articles=article_lines(covenant.articles),
        pledges=tuple(
            PledgeLine(p.award, p.subject_kind, p.measure, p.at_least) for p in covenant.pledges
        ),
        digest=covenant.digest,
        drafted_on=covenant.drafted_on,
        opened_on=covenant.opened_on,
        in_force_on=covenant.in_force_on,
        signatures=tuple(lines),
        registrations=tuple(
            RegistrationLine(
                names.party(r.unit_id),
                names.party(r.subject_id),
                r.subject_kind,
                r.award,
                r.registered_on,
                r.returned,
            )
            for r in registrations
        ),
        sign=action,
        signing_unit=None if signing_for is None else names.party(signing_for),
        write=covenant_text.may_write(account, covenant.bloc_id, covenant.state, "covenant"),
        append=covenant_text.may_write(account, covenant.bloc_id, covenant.state, "appendix"),
        revisions=len(covenant.revisions),
        code=None if covenant.digest is None else code_of(covenant.digest),
        around=covenant_file.compose(file, names, account, bloc_units, today),
    )


def article_lines(articles: Iterable[contracts.Article]) -> tuple[Article, ...]:
    return tuple(
        Article(a.number, a.heading, tuple(p for p in a.text.splitlines() if p.strip()))
        for a in articles
    )


def _signatory(signature: Signature, names: Names) -> str:
    """The person who signed; where none is known by name, the account that did."""
    person = signature.signatory_id
    name = None if person is None else names.name(person)
    return name or names.accounts.get(signature.account, signature.account)


def _may_sign(file: CovenantFile, account: Account, today: date) -> tuple[Action, UUID | None]:
    """Whether a service would accept the account's signature, and for which unit."""
    covenant = file.covenant
    proxy = signing_unit(
        covenant.missing_unit_ids if covenant.state == "open" else (),
        account,
        file.mandates,
        today,
    )
    if proxy is not None:
        return Action(allowed=True), proxy[0]
    return _why_not(covenant, account), None


def _why_not(covenant: Covenant, account: Account) -> Action:
    heads = {grant.scope for grant in account.grants if grant.role is Role.UNIT_HEAD}
    own = [unit_id for unit_id in covenant.unit_ids if str(unit_id) in heads]
    if covenant.state == "in_force":
        return Action(allowed=False, reason="reason.in_force")
    if not own:
        return Action(allowed=False, reason="reason.not_unit_head")
    if covenant.state == "draft":
        return Action(allowed=False, reason="reason.not_open")
    return Action(allowed=False, reason="reason.already_signed")
