"""Two revisions of a covenant side by side, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal
from uuid import UUID

if TYPE_CHECKING:
    from services.console.client.covenant import Covenant, Revision
    from services.console.screens.chrome import Names
    from shared.contracts.covenant import Article

Change = Literal["same", "gone", "new"]
# A word with the space after it: what is put together again is the text to the letter.
WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went, or is new."""

    change: Change
    text: str


@dataclass(frozen=True)
class ArticlePair:
    """An article before and after; none where there is none."""

    number: int
    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None

    @property
    def changed(self) -> bool:
        sides = (self.before, self.after)
        return None in sides or any(
            piece.change != "same" for side in sides if side is not None for piece in side
        )


@dataclass(frozen=True)
class RevisionChoice:
    """A revision that can be chosen, with who wrote it and when."""

    number: int
    who: str
    on: date


@dataclass(frozen=True)
class ComparisonScreen:
    """Both revisions, and every article of either."""

    covenant_id: UUID
    title: str
    choices: tuple[RevisionChoice, ...]
    before: int
    after: int
    articles: tuple[ArticlePair, ...]
    pledges_gone: tuple[tuple[str, str, object], ...]
    pledges_new: tuple[tuple[str, str, object], ...]


def compose(covenant: Covenant, before: int, after: int, names: Names) -> ComparisonScreen:
    revisions = {one.number: one for one in covenant.revisions}
    old, new = revisions[before], revisions[after]
    had, has = _pledges(old), _pledges(new)
    return ComparisonScreen(
        covenant.covenant_id,
        covenant.title,
        tuple(
            RevisionChoice(one.number, names.accounts.get(one.actor, one.actor), one.revised_on)
            for one in covenant.revisions
        ),
        before,
        after,
        tuple(
            _pair(number, first, second)
            for number, (first, second) in enumerate(
                zip_longest(old.articles, new.articles), start=1
            )
        ),
        tuple(one for one in had if one not in has),
        tuple(one for one in has if one not in had),
    )


def compare(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces of both texts: joined again, each side is its text to the letter."""
    old, new = WORD.findall(before), WORD.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = kind == "equal"
        if i < j:
            left.append(Piece("same" if same else "gone", "".join(old[i:j])))
        if k < m:
            right.append(Piece("same" if same else "new", "".join(new[k:m])))
    return tuple(left), tuple(right)


def _pair(number: int, old: Article | None, new: Article | None) -> ArticlePair:
    left, right = compare(_text(old), _text(new))
    return ArticlePair(number, None if old is None else left, None if new is None else right)


def _text(article: Article | None) -> str:
    return "" if article is None else f"{article.heading}\n{article.text}"


def _pledges(revision: Revision) -> tuple[tuple[str, str, object], ...]:
    return tuple((one.award, one.measure, one.at_least) for one in revision.pledges)
