"""Vietnamese names: sorted by given name in Vietnamese order, found without diacritics.

The order of letters is that of the dictionary (a ă â b c d đ e ê …); words that differ by tone
alone follow the tones: level, grave, hook, tilde, acute, dot below.
"""

from __future__ import annotations

import re
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


def name_key(full_name: str) -> tuple[CollationKey, CollationKey, CollationKey]:
    """A key that sorts people: by given name (the last word), middle names, family name."""
    family, _, rest = full_name.strip().partition(" ")
    middle, _, given = rest.rpartition(" ")
    if not rest:
        family, given = "", family
    return collation_key(given), collation_key(middle), collation_key(family)


def name_place(full_name: str) -> str:
    """`name_key` as text that sorts alike: digits alone, which every database sorts alike."""
    return "".join(map(_digits, name_key(full_name)))


def text_place(text: str) -> str:
    """`collation_key` as text that sorts alike."""
    return _digits(collation_key(text))


def _digits(key: CollationKey) -> str:
    letters, tones = key
    ranks = "".join(f"{_placed(rank):03d}" for rank in letters)
    # What ends comes first; where letters are the same, there are as many tones.
    return f"{ranks}000{''.join(map(str, tones))}"


def _placed(rank: int) -> int:
    """A rank between 1 and 999: blanks and digits, then our letters, then foreign ones."""
    if rank <= 0:
        return rank + 257
    return 300 + rank if rank <= len(_LETTERS) else 400 + min(rank, 599)


def search_key(text: str) -> str:
    """Text without case and diacritics, in which a search without diacritics finds."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(part for part in decomposed if not unicodedata.combining(part))
    return " ".join(plain.split())


def words_of(text: str) -> list[str]:
    """The words of a text, without case and diacritics."""
    return re.findall(r"\w+", search_key(text))


def is_found(query: str, text: str) -> bool:
    """Whether each word of the query begins a word of the text, in any order."""
    words = words_of(text)
    return all(any(word.startswith(part) for word in words) for part in words_of(query))
