"""Write or judge the documents of the published language.

`python -m shared.documents write docs/contracts` writes them, `check` says what is stale and
what would break a reader, `release` keeps the contracts of today as the next release.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from shared.documents.compatibility import breaks, release, released
from shared.documents.files import stale, write

USAGE = "usage: python -m shared.documents write|check|release FOLDER\n"
UNREADABLE = 2


def main(arguments: list[str]) -> int:
    """0 when all is well; 1 when something is stale or would break a reader; 2 for nonsense."""
    match arguments:
        case ["write", folder]:
            _say(f"wrote {path}" for path in write(Path(folder)))
            return 0
        case ["check", folder]:
            return _check(Path(folder))
        case ["release", folder]:
            return _release(Path(folder))
        case _:
            _say([USAGE])
            return UNREADABLE


def _check(folder: Path) -> int:
    old, broken = stale(folder), breaks(released(folder))
    _say(f"stale: {path}" for path in old)
    if old:
        _say(["hint: make docs"])
    _say(f"breaking: {each}" for each in broken)
    if broken:
        _say(["hint: a fact never changes meaning; add an optional field or a new fact"])
    return 1 if old or broken else 0


def _release(folder: Path) -> int:
    broken = breaks(released(folder))
    if broken:
        _say(f"breaking: {each}" for each in broken)
        _say(["hint: what breaks readers is not released; add an optional field or a new fact"])
        return 1
    number = release(folder)
    _say([f"release {number} is written" if number else "nothing changed since the last one"])
    return 0


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
