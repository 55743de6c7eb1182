"""How the command speaks: its language, its errors with a hint, its JSON."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import msgspec
import typer
from rich.console import Console

from shared.catalogue import DEFAULT_LOCALE, LOCALES, catalogue

talk = Console(stderr=True, highlight=False)
data = Console(highlight=False)

FAILED = 1


def text(key: str, **values: object) -> str:
    """A text of the catalogue, in the language of THIDUA_LOCALE (`vi` or `en`)."""
    locale = os.environ.get("THIDUA_LOCALE", DEFAULT_LOCALE)
    return catalogue().text(key, locale if locale in LOCALES else DEFAULT_LOCALE, **values)


def with_example(key: str, example: str) -> str:
    """A command's help, ending in an example."""
    return f"{text(key)}\n\n\b\n{text('cli.example')}\n  {example}"


def fail(key: str, hint: str, **values: object) -> NoReturn:
    """End with an error and what to do about it."""
    talk.print(text(key, **values), style="red")
    talk.print(f"\n{text('cli.hint')}: {text(hint, **values)}", style="cyan")
    raise typer.Exit(FAILED)


def write_json(value: object) -> None:
    """One JSON document on stdout."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def write_line(value: object) -> None:
    """One line of JSON on stdout."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()
