"""What cannot be undone takes two steps: read again, then type a word."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from uuid import uuid4

from services.console.client import Written
from services.console.desk import Visit
from services.console.screens.refusals import Refusal
from shared.catalogue import catalogue
from shared.catalogue.formats import HERE

UNPROCESSABLE = 422


def typed_word(visit: Visit, typed: str, key: str) -> bool:
    """Whether the word that the catalogue asks for under `key` was typed."""
    wanted = catalogue().text(key, visit.chrome.locale)
    return unicodedata.normalize("NFC", typed).strip().upper() == wanted


def wrong_word(visit: Visit, said: str, key: str) -> Refusal:
    """That another word was typed than the catalogue asks for under `key`."""
    return Refusal(said, {"word": catalogue().text(key, visit.chrome.locale)})


def today() -> date:
    return datetime.now(HERE).date()


def new_key() -> str:
    """A key that makes a second click harmless."""
    return str(uuid4())


def shown_after(path: str, written: Written, anchor: str = "") -> str:
    """The address of a page that waits for what was just written."""
    seen = "" if written.position is None else f"?after={written.position}"
    return f"{path}{seen}{anchor}"
