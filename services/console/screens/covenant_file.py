"""What stands around a covenant on the page: comments, mandates, later units, appendices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.covenant_text import heads, units_of
from services.console.screens.mandates import MandateLine, mandate_line, signing_unit
from shared.access import Account, Role

if TYPE_CHECKING:
    from services.console.client.covenant import (
        Attachment,
        Covenant,
        CovenantFile,
        Mandate,
        Signature,
    )


@dataclass(frozen=True)
class CommentLine:
    """A remark, with what became of it."""

    id: UUID
    unit: Party
    who: str
    article: int | None
    text: str
    on: date
    outcome: str | None
    answer: str
    answered_by: str | None
    answered_on: date | None


@dataclass(frozen=True)
class SignedBy:
    """A unit and its signature under an appendix, or the covenant it joined later."""

    unit: Party
    who: str | None
    on: date | None
    fact_id: str | None


@dataclass(frozen=True)
class AppendixPart:
    """An appendix; `sign` says whether the reader may sign it."""

    number: int
    title: str
    articles: tuple[tuple[int, str, str], ...]
    digest: str
    opened_on: date
    in_force_on: date | None
    signatures: tuple[SignedBy, ...]
    sign: Action


@dataclass(frozen=True)
class Around:
    """Everything around the covenant, and what the reader may do about it.

    `commenting_unit`, `mandating_unit` and `attaching_unit` are the reader's own unit where it
    may act; `admissible` are units of the bloc that are no party yet.
    """

    comments: tuple[CommentLine, ...]
    comment: Action
    commenting_unit: Party | None
    answer_comments: Action
    mandates: tuple[MandateLine, ...]
    mandate: Action
    mandating_unit: Party | None
    accounts: tuple[tuple[str, str], ...]
    accessions: tuple[SignedBy, ...]
    accede: Action
    admit: Action
    admissible: tuple[Party, ...]
    appendices: tuple[AppendixPart, ...]
    attachments: tuple[Attachment, ...]
    attach: Action
    attaching_unit: Party | None

    def attachment(self, unit_id: UUID) -> Attachment | None:
        return next((one for one in self.attachments if one.unit_id == unit_id), None)


def compose(
    file: CovenantFile,
    names: Names,
    account: Account,
    bloc_units: tuple[UUID, ...],
    today: date,
) -> Around:
    covenant = file.covenant
    joined = tuple(one.unit_id for one in file.accessions)
    parties = (*covenant.unit_ids, *joined)
    head = heads(account, covenant.bloc_id)
    own_heads = units_of(account, Role.UNIT_HEAD)
    own = units_of(account, Role.UNIT_HEAD, Role.UNIT_OFFICER)
    commenting = _first(covenant.unit_ids, own)
    mandating = _first(parties, own_heads)
    signed = {one.unit_id for one in covenant.signatures}
    attached = {one.unit_id for one in file.attachments}
    attaching = next(
        (one for one in covenant.unit_ids if str(one) in own and one in signed - attached), None
    )
    return Around(
        comments=tuple(
            CommentLine(
                one.comment_id,
                names.party(one.unit_id),
                _account(one.account, names),
                one.article,
                one.text,
                one.commented_on,
                one.outcome,
                one.answer,
                None if one.answered_by is None else _account(one.answered_by, names),
                one.answered_on,
            )
            for one in file.comments
        ),
        comment=_may_comment(covenant, commenting),
        commenting_unit=None if commenting is None else names.party(commenting),
        answer_comments=_allowed(head, "covenant_work.only_bloc_head"),
        mandates=tuple(mandate_line(one, names, own_heads, today) for one in file.mandates),
        mandate=_allowed(mandating is not None, "covenant_work.only_unit_head"),
        mandating_unit=None if mandating is None else names.party(mandating),
        accounts=tuple(
            (login, name) for login, name in names.accounts.items() if login != account.login
        ),
        accessions=tuple(_signed(one.unit_id, one.signature, names) for one in file.accessions),
        accede=_may_sign(
            tuple(one.unit_id for one in file.accessions if one.signature is None),
            account,
            file.mandates,
            today,
        ),
        admit=_may_admit(covenant, head=head),
        admissible=tuple(names.party(one) for one in bloc_units if one not in parties),
        appendices=tuple(
            AppendixPart(
                one.number,
                one.title,
                tuple((a.number, a.heading, a.text) for a in one.articles),
                one.digest,
                one.opened_on,
                one.in_force_on,
                tuple(
                    _signed(
                        unit_id,
                        next((s for s in one.signatures if s.unit_id == unit_id), None),
                        names,
                    )
                    for unit_id in one.unit_ids
                ),
                _may_sign(one.missing_unit_ids, account, file.mandates, today),
            )
            for one in file.appendices
        ),
        attachments=file.attachments,
        attach=_allowed(attaching is not None, "covenant_work.nothing_to_attach"),
        attaching_unit=None if attaching is None else names.party(attaching),
    )


def _may_sign(
    missing: tuple[UUID, ...], account: Account, mandates: tuple[Mandate, ...], today: date
) -> Action:
    may = signing_unit(missing, account, mandates, today) is not None
    return _allowed(may, "covenant_work.nothing_to_sign")


def _may_comment(covenant: Covenant, unit: UUID | None) -> Action:
    if covenant.state != "draft":
        return Action(allowed=False, reason="covenant_work.text_fixed")
    return _allowed(unit is not None, "covenant_work.only_party")


def _may_admit(covenant: Covenant, *, head: bool) -> Action:
    if not head:
        return Action(allowed=False, reason="covenant_work.only_bloc_head")
    return _allowed(covenant.state != "draft", "reason.not_open")


def _allowed(may: bool, reason: str) -> Action:
    return Action(allowed=True) if may else Action(allowed=False, reason=reason)


def _first(units: tuple[UUID, ...], own: frozenset[str]) -> UUID | None:
    return next((unit_id for unit_id in units if str(unit_id) in own), None)


def _signed(unit_id: UUID, signature: Signature | None, names: Names) -> SignedBy:
    if signature is None:
        return SignedBy(names.party(unit_id), None, None, None)
    who = _account(signature.account, names)
    return SignedBy(names.party(unit_id), who, signature.signed_on, signature.fact_id)


def _account(login: str, names: Names) -> str:
    return names.accounts.get(login, login)
