"""A token that was found good is not verified again, and is good no longer than it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from shared.access import NotSignedIn, Role, Tokens
from tests.harness.issuer import ISSUER, TestIssuer

PATIENCE_SECONDS = 5.0


@pytest.fixture
def here(tmp_path: Path) -> TestIssuer:
    return TestIssuer(tmp_path)


@pytest.fixture
def tokens(here: TestIssuer) -> Tokens:
    return Tokens(ISSUER, here.jwks_url)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens whose signature was looked at."""
    found: list[str] = []
    decode: Callable[..., Any] = jwt.decode

    def noting(token: str, *arguments: object, **options: object) -> object:
        found.append(token)
        return decode(token, *arguments, **options)

    monkeypatch.setattr(jwt, "decode", noting)
    return found


async def test_a_token_is_verified_once(
    here: TestIssuer, tokens: Tokens, verified: list[str]
) -> None:
    officer = here.token((Role.EMULATION_OFFICER, None), login="an")
    viewer = here.token((Role.VIEWER, None), login="binh")

    logins = [(await tokens.account(each)).login for each in (officer, viewer, officer, viewer)]

    assert logins == ["an", "binh", "an", "binh"]
    assert verified == [officer, viewer]


async def test_a_token_that_was_good_is_refused_once_it_has_expired(
    here: TestIssuer, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.access.LEEWAY_SECONDS", 0)
    token = here.token((Role.VIEWER, None), lasts_seconds=1)
    await tokens.account(token)

    async def until_it_expires() -> None:
        while True:
            await tokens.account(token)
            await asyncio.sleep(0.02)

    with pytest.raises(NotSignedIn):
        await asyncio.wait_for(until_it_expires(), PATIENCE_SECONDS)


async def test_a_token_that_was_good_is_refused_once_its_key_is_withdrawn(
    here: TestIssuer, tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = here.token((Role.VIEWER, None))
    await tokens.account(token)
    TestIssuer(tmp_path)

    monkeypatch.setattr("shared.access.KEYS_KEPT_SECONDS", -1)

    with pytest.raises(NotSignedIn):
        await tokens.account(token)


async def test_only_so_many_tokens_are_remembered(
    here: TestIssuer, tokens: Tokens, verified: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.access.MOST_KEPT", 2)
    first, second, third = (here.token((Role.VIEWER, None), login=one) for one in "abc")

    for token in (first, second, third, second, third, first):
        await tokens.account(token)

    assert verified == [first, second, third, first]
