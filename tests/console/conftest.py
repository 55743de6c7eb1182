"""A console with sample services behind it, and a browser of sorts for each sample account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from services.console.settings import ConsoleSettings
from tests.console.console import Browser, console_app, write_accounts
from tests.console.services import MemoryTimeline, SampleServices


@pytest.fixture
def settings(tmp_path: Path) -> ConsoleSettings:
    key = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "issuer.pem").write_bytes(key)
    return ConsoleSettings(
        port=8000,
        store_url=f"sqlite:///{tmp_path / 'console.sqlite'}",
        nats_url="nats://nowhere.test",
        issuer="http://console.test/oidc",
        jwks_url=(tmp_path / "jwks.json").as_uri(),
        bloc_url="http://bloc.test",
        covenant_url="http://covenant.test",
        awards_url="http://awards.test",
        notify_url="http://notify.test",
        issuer_key=tmp_path / "issuer.pem",
        accounts=write_accounts(tmp_path / "accounts.toml"),
    )


@pytest.fixture
def services() -> SampleServices:
    return SampleServices()


@pytest.fixture
def timeline() -> MemoryTimeline:
    return MemoryTimeline()


@pytest.fixture
def app(
    settings: ConsoleSettings, services: SampleServices, timeline: MemoryTimeline
) -> FastAPI:
    return console_app(settings, services, timeline)


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Browser]:
    """Somebody who has not signed in."""
    async with Browser.of(app) as browser:
        yield browser


@pytest.fixture
async def officer(visitor: Browser) -> Browser:
    await visitor.sign_in("tdkt")
    return visitor


@pytest.fixture
async def unit_head(visitor: Browser) -> Browser:
    """The head of the one unit that has not signed the covenant."""
    await visitor.sign_in("cqt.thutruong")
    return visitor
