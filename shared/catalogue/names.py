"""Vietnamese names: sorted by given name in Vietnamese order, found without diacritics.

The order of letters is that of the dictionary (a ă â b c d đ e ê …); words that differ by tone
alone follow the tones: level, grave, hook, tilde, acute, dot below.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"\w+")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

CollationKey = tuple[tuple[int, ...], tuple[int, ...]]


def collation_key(text: str) -> CollationKey:
    """A key that sorts text in Vietnamese order."""
    ranked = [_ranked(each) for each in _characters(text)]
    return tuple(letter for letter, _ in ranked), tuple(tone for _, tone in ranked)


def _characters(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


# Single characters are kept, here and below, never names.
@lru_cache(maxsize=1024)
def _ranked(character: str) -> tuple[int, int]:
    """The rank of a character's letter and of its tone."""
    kept, tone = "", 0
    for part in unicodedata.normalize("NFD", character):
        if part in _TONES:
            tone = _TONES[part]
        else:
            kept += part
    letter = unicodedata.normalize("NFC", kept)
    known = _RANK.get(letter)
    # Blanks and digits stand before letters, foreign letters after them.
    return known if known is not None else _unknown_rank(letter), tone


def _unknown_rank(letter: str) -> int:
    code = ord(letter[0]) if letter else 0
    return code - 256 if letter.isspace() or code < ord("a") else code


def name_key(full_name: str) -> tuple[CollationKey, CollationKey, CollationKey]:
    """A key that sorts people: by given name (the last word), middle names, family name."""
    given, middle, family = _parts(full_name)
    return collation_key(given), collation_key(middle), collation_key(family)


def _parts(full_name: str) -> tuple[str, str, str]:
    family, _, rest = full_name.strip().partition(" ")
    middle, _, given = rest.rpartition(" ")
    return (given, middle, family) if rest else (family, middle, "")


def name_place(full_name: str) -> str:
    """`name_key` as text that sorts alike: digits alone, which every database sorts alike."""
    return "".join(map(text_place, _parts(full_name)))


def text_place(text: str) -> str:
    """`collation_key` as text that sorts alike."""
    placed = [_placed(each) for each in _characters(text)]
    # What ends comes first; where letters are the same, there are as many tones.
    return "".join([rank for rank, _ in placed] + ["000"] + [tone for _, tone in placed])


@lru_cache(maxsize=1024)
def _placed(character: str) -> tuple[str, str]:
    """A rank as three digits: blanks and digits, then our letters, then foreign ones."""
    rank, tone = _ranked(character)
    if rank <= 0:
        return f"{rank + 257:03d}", str(tone)
    return str(300 + rank if rank <= len(_LETTERS) else 400 + min(rank, 599)), str(tone)


def search_key(text: str) -> str:
    """Text without case and diacritics, in which a search without diacritics finds."""
    return " ".join("".join(map(_plain, text.casefold())).split())


@lru_cache(maxsize=1024)
def _plain(character: str) -> str:
    decomposed = unicodedata.normalize("NFD", character.replace("đ", "d"))
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def words_of(text: str) -> list[str]:
    """The words of a text, without case and diacritics."""
    return _WORD.findall(search_key(text))


def is_found(query: str, text: str) -> bool:
    """Whether each word of the query begins a word of the text, in any order."""
    words = words_of(text)
    return all(any(word.startswith(part) for word in words) for part in words_of(query))
