"""A reader that can neither go on nor fail."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

STORES = {"bloc.sqlite", "covenant.sqlite", "awards.sqlite", "notify.sqlite"}


@contextmanager
def frozen_views(folder: Path) -> Iterator[None]:
    """Somebody holds the read models' databases in this folder, so that no reader goes on."""
    with ExitStack() as held:
        for file in folder.glob("*.sqlite"):
            if file.name not in STORES:
                somebody = sqlite3.connect(file, isolation_level=None)
                held.callback(somebody.close)
                somebody.execute("BEGIN IMMEDIATE")
        yield
