"""The text of a covenant, and the digest that tells whether two people read the same."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.domain.titles import SubjectKind, check_title

Measure = Literal["share", "count"]
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Article:
    """One numbered article of a covenant."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True)
class Pledge:
    """A measurable pledge: a share (percent) or a count of subjects that reach a title."""

    award: str
    subject_kind: SubjectKind
    measure: Measure
    at_least: Decimal


def canonical_of(
    *,
    title: str,
    year: int,
    unit_ids: tuple[UUID, ...],
    basis: tuple[str, ...],
    articles: tuple[Article, ...],
    pledges: tuple[Pledge, ...],
) -> bytes:
    """The text as canonical JSON in UTF-8: what a signature covers.

    Canonical: keys in order, no space between tokens, no escape that JSON does not need, text
    in Unicode form NFC, ids as a sorted list, numbers of a pledge as plain decimals in a string
    without trailing zeros. Two keyboards that spell one word differently give one text.
    """
    return canonical(
        {
            "title": title,
            "year": year,
            "unit_ids": sorted(str(unit_id) for unit_id in unit_ids),
            "basis": list(basis),
        }
        | _said(articles, pledges)
    )


def appendix_digest(
    *,
    covenant: str,
    number: int,
    title: str,
    articles: tuple[Article, ...],
    pledges: tuple[Pledge, ...],
) -> str:
    """The digest of an appendix: it names the covenant's own, and so belongs to no other."""
    head = {"covenant": covenant, "number": number, "title": title}
    return digest_of(canonical(head | _said(articles, pledges)))


def digest_of(canonical: bytes) -> str:
    """SHA-256, in hex, of a canonical text."""
    return hashlib.sha256(canonical).hexdigest()


def _said(articles: tuple[Article, ...], pledges: tuple[Pledge, ...]) -> dict[str, Any]:
    return {
        "articles": [
            {"number": one.number, "heading": one.heading, "text": one.text} for one in articles
        ],
        "pledges": [
            {
                "award": one.award,
                "subject_kind": one.subject_kind,
                "measure": one.measure,
                "at_least": f"{one.at_least.normalize():f}",
            }
            for one in pledges
        ],
    }


def canonical(text: dict[str, Any]) -> bytes:
    """JSON in UTF-8 that is one for all who say the same: keys in order, no space, NFC."""
    said = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", said).encode()


def check_articles(articles: tuple[Article, ...]) -> None:
    """Articles are numbered 1, 2, 3 and each says something."""
    for expected, article in enumerate(articles, start=1):
        if article.number != expected:
            raise ArticleOutOfOrder(article.number, expected)
        if not article.text.strip():
            raise ArticleWithoutText(article.number)


def check_pledges(pledges: tuple[Pledge, ...]) -> None:
    """Pledges name a title its subjects can hold, and a reachable share or count."""
    for pledge in pledges:
        check_title(pledge.award, pledge.subject_kind)
        if not _is_measurable(pledge):
            raise PledgeNotMeasurable(pledge)


def _is_measurable(pledge: Pledge) -> bool:
    if not pledge.at_least.is_finite() or pledge.at_least <= 0:
        return False
    if pledge.measure == "share":
        return pledge.at_least <= WHOLE
    return pledge.at_least == pledge.at_least.to_integral_value()


class ArticleOutOfOrder(CovenantServiceError):
    def __init__(self, number: int, expected: int) -> None:
        super().__init__(
            f"Article {number} stands where article {expected} belongs; number them from 1.",
        )


class ArticleWithoutText(CovenantServiceError):
    def __init__(self, number: int) -> None:
        super().__init__(f"Article {number} has no text; write it or leave it out.")


class PledgeNotMeasurable(CovenantServiceError):
    def __init__(self, pledge: Pledge) -> None:
        super().__init__(
            f"The pledge of {pledge.award} by {pledge.measure} is {pledge.at_least}; give a "
            "share above 0 and up to 100 percent, or a count of 1 or more.",
        )
