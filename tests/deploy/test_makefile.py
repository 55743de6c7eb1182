"""The Makefile says what it can do, and can do what it says."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DESCRIBED = re.findall(r"^([a-z-]+):.*## ", MAKEFILE, flags=re.MULTILINE)
NPM_LOCKS = sorted(
    path for path in ROOT.rglob("package-lock.json") if "node_modules" not in path.parts
)
PHONY = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)


def make(*arguments: str) -> str:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_help_is_the_default_and_shows_every_target() -> None:
    shown = re.findall(r"^  make ([a-z-]+) ", make(), flags=re.MULTILINE)
    assert shown == DESCRIBED
    assert set(shown) == set(" ".join(PHONY).split())


@pytest.mark.parametrize("target", DESCRIBED)
def test_every_target_knows_how_it_is_made(target: str) -> None:
    make("--dry-run", target)


def test_every_lock_file_has_hashes_and_no_addresses() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) == 3
    for lock in locks:
        text = lock.read_text("utf-8")
        assert "://" not in text
        for requirement in re.split(r"\n(?=\S)", text.strip()):
            assert " --hash=sha256:" in requirement.replace("\n", " "), requirement


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda lock: lock.parent.name)
def test_every_npm_lock_has_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    assert text.count('"integrity": "sha512-') == text.count('": {\n      "version":')
