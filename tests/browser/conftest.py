"""A console with sample services, a whole system of real ones, and a Chromium to look at them.

All tests of one process share one Chromium and one system, on one event loop: what takes long
is started once.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from services.console.settings import FRONTEND, ConsoleSettings
from tests.console.console import console_app, write_accounts
from tests.console.services import MemoryTimeline, SampleServices
from tests.harness.system import RunningSystem, free_profile

# The makefile names the one it found, under whichever name that has.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Console:
    """A running console: where it is, and what stands behind it."""

    url: str
    services: SampleServices
    timeline: MemoryTimeline

    async def open(self, browser: Browser, login: str, size: ViewportSize) -> Page:
        """A new window of somebody who signed in."""
        context = await browser.new_context(viewport=size)
        page = await context.new_page()
        await page.goto(f"{self.url}/dang-nhap")
        await page.click(f"button[value='{login}']")
        return page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    ours = [item for item in items if item.path.parent == here]
    for item in ours:
        if pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if not CHROMIUM or not FRONTEND.exists():
        pytest.skip("needs Chromium and the console's npm packages")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """The Chromium; the windows that a test opened are closed after it."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system into which the first test that needs it plays the sample year."""
    with RunningSystem(free_profile(tmp_path_factory.mktemp("system"))) as running:
        yield running


@pytest.fixture
def empty_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system as `make run DEMO=0` starts it."""
    profile = free_profile(tmp_path_factory.mktemp("empty"))
    with RunningSystem(profile, sample_accounts=False) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def console(tmp_path: Path) -> AsyncIterator[Console]:
    key = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "issuer.pem").write_bytes(key)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    settings = ConsoleSettings(
        port=port,
        store_url=f"sqlite:///{tmp_path / 'console.sqlite'}",
        nats_url="nats://nowhere.test",
        issuer=f"http://127.0.0.1:{port}/oidc",
        jwks_url=(tmp_path / "jwks.json").as_uri(),
        bloc_url="http://bloc.test",
        covenant_url="http://covenant.test",
        awards_url="http://awards.test",
        notify_url="http://notify.test",
        issuer_key=tmp_path / "issuer.pem",
        accounts=write_accounts(tmp_path / "accounts.toml"),
    )
    services, timeline = SampleServices(), MemoryTimeline()
    server = uvicorn.Server(
        uvicorn.Config(
            console_app(settings, services, timeline),
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
    )
    serving = asyncio.create_task(server.serve([listening]))
    yield Console(f"http://127.0.0.1:{port}", services, timeline)
    server.should_exit = True
    await serving
    listening.close()
