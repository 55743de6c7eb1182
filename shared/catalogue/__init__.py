"""Every text a person reads, in each locale, by dotted key.

A key nobody wrote and a value nobody passed are errors: a raw code never reaches a screen.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Locale = Literal["vi", "en"]

LOCALES: tuple[Locale, ...] = get_args(Locale)
DEFAULT_LOCALE: Locale = "vi"


class CatalogueError(Exception):
    """Something is wrong with a text of the catalogue."""


class TextUnknown(CatalogueError):
    """No text has this key in this locale."""


class TextValueMissing(CatalogueError):
    """A text names a field for which no value was passed."""


class Catalogue:
    """The texts of all locales: locale to key to text with `{named}` fields."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    def text(self, key: str, locale: str, **values: object) -> str:
        """The text of a key. Raises `TextUnknown` or `TextValueMissing`."""
        found = self._texts.get(locale, {}).get(key)
        if found is None:
            raise TextUnknown(f"no text {key!r} in locale {locale!r}")
        try:
            return found.format_map(values)
        except KeyError as missing:
            raise TextValueMissing(f"text {key!r} needs a value for {missing}") from missing

    def knows(self, key: str, locale: str = DEFAULT_LOCALE) -> bool:
        return key in self._texts.get(locale, {})

    def keys(self, locale: str) -> frozenset[str]:
        return frozenset(self._texts.get(locale, {}))

    def template(self, key: str, locale: str) -> str:
        """The text as written, with its fields unfilled. Raises `TextUnknown`."""
        if not self.knows(key, locale):
            raise TextUnknown(f"no text {key!r} in locale {locale!r}")
        return self._texts[locale][key]


@cache
def catalogue() -> Catalogue:
    """The catalogue beside this file, read once."""
    here = Path(__file__).parent
    return Catalogue(
        {
            locale: dict(_flatten(tomllib.loads((here / f"{locale}.toml").read_text("utf-8"))))
            for locale in LOCALES
        }
    )


def _flatten(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, branch in tree.items():
        if isinstance(branch, dict):
            yield from _flatten(branch, f"{prefix}{name}.")
        elif isinstance(branch, str):
            yield f"{prefix}{name}", branch
        else:
            raise CatalogueError(f"text {prefix}{name} is not a string")
