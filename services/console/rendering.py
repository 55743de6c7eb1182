"""Screens to HTML: one Jinja environment, strict about names, with the catalogue's words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shared.catalogue import Catalogue
from shared.catalogue.formats import day, long_day, moment, number

if TYPE_CHECKING:
    from services.console.screens.chrome import Chrome

TEMPLATES = Path(__file__).parent / "templates"


class Rendering:
    """Fills templates with a screen and the chrome around it."""

    def __init__(self, texts: Catalogue) -> None:
        self._texts = texts
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, template: str, screen: object, chrome: Chrome, **more: object) -> str:
        """The whole page."""
        return self._fill(template, chrome.locale, screen=screen, chrome=chrome, **more)

    def fragment(self, template: str, locale: str, **values: object) -> str:
        """A piece of a page, for htmx and server-sent events."""
        return self._fill(template, locale, **values)

    def _fill(self, template: str, locale: str, **values: object) -> str:
        words: dict[str, Any] = {
            "t": partial(self._text, locale),
            "known": self._texts.knows,
            "day": partial(_localised, day, locale),
            "long_day": partial(_localised, long_day, locale),
            "moment": partial(_localised, moment, locale),
            "number": partial(_localised, number, locale),
            "locale": locale,
        }
        return self._environment.get_template(template).render(**words, **values)

    def _text(self, locale: str, key: str, **values: object) -> str:
        # Numbers and dates inside a sentence are written as everywhere else.
        said = {name: _said(value, locale) for name, value in values.items()}
        return self._texts.text(key, locale, **said)


def _said(value: object, locale: str) -> object:
    match value:
        case None:
            return "–"
        case datetime():
            return moment(value, locale)
        case date():
            return day(value, locale)
        case Decimal():
            return number(value, locale)
        case _:
            return value


def _localised(form: Any, locale: str, value: Any) -> str:  # noqa: ANN401 (any of four forms)
    return "–" if value is None else form(value, locale)
