"""Vietnamese names: sorted by given name in Vietnamese order, found without diacritics.

The order of letters is that of the dictionary (a ă â b c d đ e ê …); words that differ by tone
alone follow the tones: level, grave, hook, tilde, acute, dot below.
"""

from __future__ import annotations

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

CollationKey = tuple[tuple[int, ...], tuple[int, ...]]


def collation_key(text: str) -> CollationKey:
    """A key that sorts text in Vietnamese order."""
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", text).casefold():
        kept, tone = "", 0
        for part in unicodedata.normalize("NFD", character):
            if part in _TONES:
                tone = _TONES[part]
            else:
                kept += part
        letter = unicodedata.normalize("NFC", kept)
        known = _RANK.get(letter)
        # Blanks and digits stand before letters, foreign letters after them.
        letters.append(known if known is not None else _unknown_rank(letter))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _unknown_rank(letter: str) -> int:
    code = ord(letter[0]) if letter else 0
    return code - 256 if letter.isspace() or code < ord("a") else code


def name_key(full_name: str) -> tuple[CollationKey, CollationKey]:
    """A key that sorts people: the given name (the last word) first, then the rest."""
    family, _, given = full_name.strip().rpartition(" ")
    return collation_key(given), collation_key(family)


def search_key(text: str) -> str:
    """Text without case and diacritics, in which a search without diacritics finds."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(part for part in decomposed if not unicodedata.combining(part))
    return " ".join(plain.split())
