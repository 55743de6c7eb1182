"""How the command speaks: its language, its errors with a hint, its JSON."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import msgspec
import typer
from rich.console import Console

from shared.catalogue import DEFAULT_LOCALE, LOCALES, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIPE_WIDTH = 240

talk = Console(stderr=True, highlight=False, markup=False)
# What is piped on has no edge at which lines would have to break.
data = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)

FAILED = 1


def locale() -> str:
    """The language of THIDUA_LOCALE (`vi` or `en`)."""
    chosen = os.environ.get("THIDUA_LOCALE", DEFAULT_LOCALE)
    return chosen if chosen in LOCALES else DEFAULT_LOCALE


def text(key: str, **values: object) -> str:
    """A text of the catalogue, in the language of the command."""
    return catalogue().text(key, locale(), **values)


def with_example(key: str, example: str) -> str:
    """A command's help, ending in an example."""
    return f"{text(key)}\n\n\b\n{text('cli.example')}\n  {example}"


def fail(key: str, hint: str, **values: object) -> NoReturn:
    """End with an error and what to do about it."""
    say(key, style="red", **values)
    talk.print()
    advise(hint, **values)
    raise typer.Exit(FAILED)


def say(key: str, style: str | None = None, **values: object) -> None:
    """A sentence to the person at the terminal; never broken, so that it can be copied."""
    talk.print(text(key, **values), style=style, soft_wrap=True)


def advise(key: str, **values: object) -> None:
    """What to do next."""
    talk.print(f"{text('cli.hint')}: {text(key, **values)}", style="cyan", soft_wrap=True)


def write_json(value: object) -> None:
    """One JSON document on stdout."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def write_lines() -> Iterator[Callable[[object], None]]:
    """Many lines of JSON on stdout, written out together and at the end."""
    encoder = msgspec.json.Encoder()
    try:
        yield lambda value: sys.stdout.buffer.writelines((encoder.encode(value), b"\n"))
    finally:
        sys.stdout.buffer.flush()


def write_line(value: object) -> None:
    """One line of JSON on stdout."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()
