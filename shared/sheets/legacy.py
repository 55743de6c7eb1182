"""Vietnamese typed before Unicode: TCVN3 (the ABC fonts) and VNI, recognised without a font.

Both wrote Vietnamese with the characters of Western Europe and left it to the font to show
others. So text is told by what it makes: the reading that gives the most words of the shape of
a Vietnamese syllable is the right one.

Sources: TCVN 5712:1993, table VN3 (as in glibc's charmap TCVN5712-1); the VNI-Windows character
set as xvnkb has it (lamdao/xvnkb, vni.h). No library on PyPI that is kept up knows either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

Alphabet = Literal["unicode", "tcvn3", "vni"]

# Capitals with a tone are not in TCVN3: another font shows the small letters as capitals.
_TCVN3 = dict(zip("¡¢£¤¥¦§¨©ª«¬­®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
_TCVN3 |= dict(
    zip(
        "µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)

# In VNI a letter is followed by its mark: acute, grave, hook, tilde, dot below.
_TONES = "\u0301\u0300\u0309\u0303\u0323"
_PLAIN_MARKS = "ùøûõï"
_ROOF_MARKS = "áàåãä"
_BREVE_MARKS = "éèúüë"
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
_VNI_LETTERS |= {"î": "ỵ"}


def _vni() -> dict[str, str]:
    table = dict(_VNI_LETTERS)
    for base in ("a", "e", "o", "u", "y", "ô", "ö"):
        meant = _VNI_LETTERS.get(base, base)
        for mark, tone in zip(_PLAIN_MARKS, _TONES, strict=True):
            table[base + mark] = meant + tone
    for base in "aeo":
        table[base + "â"] = base + "\u0302"
        for mark, tone in zip(_ROOF_MARKS, _TONES, strict=True):
            table[base + mark] = base + "\u0302" + tone
    table["aê"] = "a\u0306"
    for mark, tone in zip(_BREVE_MARKS, _TONES, strict=True):
        table["a" + mark] = "a\u0306" + tone
    small = {typed: unicodedata.normalize("NFC", meant) for typed, meant in table.items()}
    # A capital letter may carry a mark of either size.
    capitals = {typed.upper(): meant.upper() for typed, meant in small.items()}
    mixed = {
        typed[0].upper() + typed[1]: meant.upper()
        for typed, meant in small.items()
        if len(typed) > 1
    }
    return small | mixed | capitals


_VNI = _vni()
_VNI_PARTS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_TCVN3_TABLE = str.maketrans(_TCVN3)

_WORDS = re.compile(r"[^\s\d.,;:/()\"'\-–_+@&!?]+")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"[aăâeêioôơuưy]{1,3}"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_TONE = re.compile(f"[{_TONES}]")


def in_unicode(text: str, alphabet: Alphabet) -> str:
    """A text that was typed in this alphabet, in Unicode, composed."""
    if alphabet == "tcvn3":
        text = _with_capitals(text.translate(_TCVN3_TABLE))
    elif alphabet == "vni":
        text = _VNI_PARTS.sub(lambda part: _VNI[part.group()], text)
    return unicodedata.normalize("NFC", text)


def alphabet_of(texts: Iterable[str]) -> Alphabet:
    """The alphabet these texts are typed in, told by their words with marks."""
    marked = [word for text in texts for word in _marked_words(text)]
    if not marked:
        return "unicode"
    counts: dict[Alphabet, int] = {
        alphabet: sum(_is_syllable(in_unicode(word, alphabet)) for word in marked)
        for alphabet in ("unicode", "tcvn3", "vni")
    }
    # Where two readings make as many words, nothing is changed.
    return max(counts, key=lambda alphabet: (counts[alphabet], alphabet == "unicode"))


def mended(text: str, alphabet: Alphabet) -> str:
    """A cell of a sheet in this alphabet, in Unicode.

    A cell that is Vietnamese already stays: sheets are put together from several.
    """
    if alphabet == "unicode" or text.isascii():
        return unicodedata.normalize("NFC", text)
    words = list(_marked_words(text))
    as_it_is = sum(map(_is_syllable, words))
    changed = sum(_is_syllable(in_unicode(word, alphabet)) for word in words)
    return in_unicode(text, alphabet if changed > as_it_is else "unicode")


def plausibility(text: str) -> float:
    """The share of the words with marks that are of the shape of a Vietnamese syllable."""
    words = list(_marked_words(text))
    return sum(map(_is_syllable, words)) / len(words) if words else 1.0


def _marked_words(text: str) -> Iterator[str]:
    return (word for word in _WORDS.findall(text) if not word.isascii())


def _is_syllable(word: str) -> bool:
    """Whether a word has the shape of a Vietnamese syllable: onset, vowels, one tone, coda."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare, tones = _TONE.subn("", decomposed)
    letters = unicodedata.normalize("NFC", bare)
    return tones <= 1 and _SYLLABLE.fullmatch(letters) is not None


def _with_capitals(text: str) -> str:
    """A word typed in capitals has its marked letters in capitals too."""

    def word(found: re.Match[str]) -> str:
        letters = found.group()
        plain = [each for each in letters if each.isascii() and each.isalpha()]
        capital = len(plain) > 1 and all(each.isupper() for each in plain)
        return letters.upper() if capital else letters

    return _WORDS.sub(word, text)
