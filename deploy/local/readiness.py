"""Waits until NATS and every service say themselves that they are ready."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx

from deploy.local.failures import CannotStart
from deploy.local.profile import PUBLISHERS, SERVICES, LocalProfile
from deploy.local.supervision import Supervision
from services.console.cli.status import system_status
from services.console.cli.system import read_system
from shared.http.trust import trust

# Who starts on a machine that has much else to do waits rather than begins again.
PATIENCE_SECONDS = 180.0
POLL_SECONDS = 0.1
HTTP_SECONDS = 5.0


def wait_for_nats(profile: LocalProfile, supervision: Supervision) -> None:
    """Return once JetStream answers. Raises `CannotStart` when it never does."""
    with _client() as client:
        _wait_for("nats", f"{profile.nats_monitoring_url}/healthz", client, supervision)


def wait_for_services(
    profile: LocalProfile, supervision: Supervision, said_ready: Callable[[str], None]
) -> None:
    """Return once every service is ready. Raises `CannotStart` for the first that is not."""
    with _client() as client:
        for service in SERVICES:
            _wait_for(service, f"{profile.url(service)}/readyz", client, supervision)
            said_ready(service)


def stores_are_empty(profile: LocalProfile) -> bool:
    """Whether no publisher has stored anything yet. Raises `httpx.HTTPError` for one away."""
    with _client() as client:
        answers = [client.get(f"{profile.url(publisher)}/readyz") for publisher in PUBLISHERS]
    return not any(answer.raise_for_status().json()["store_head"] for answer in answers)


def wait_until_read(profile: LocalProfile) -> None:
    """Return once every stored event is published and read by every projection."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    system = read_system(profile.home)
    while not asyncio.run(system_status(system)).ok:
        if time.monotonic() > deadline:
            raise CannotStart("not_read", seconds=f"{PATIENCE_SECONDS:.0f}")
        time.sleep(POLL_SECONDS)


def _client() -> httpx.Client:
    """Never through a proxy of the machine: these addresses are its own."""
    return httpx.Client(verify=trust(), trust_env=False, timeout=HTTP_SECONDS)


def _wait_for(process: str, url: str, client: httpx.Client, supervision: Supervision) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        supervision.require_running(process)
        try:
            answer = client.get(url)
        except httpx.HTTPError as error:
            reason = f"{url}: {type(error).__name__}"
        else:
            if answer.is_success:
                return
            reason = _reason(answer)
        if time.monotonic() > deadline:
            log = supervision.log_of(process)
            raise CannotStart(
                "not_ready",
                log,
                process=process,
                seconds=f"{PATIENCE_SECONDS:.0f}",
                reason=reason,
                log_file=log,
            )
        time.sleep(POLL_SECONDS)


def _reason(answer: httpx.Response) -> str:
    if answer.headers.get("content-type", "").startswith("application/json"):
        body: dict[str, Any] = answer.json()
        return "; ".join(body.get("missing", [])) or f"status {answer.status_code}"
    return f"status {answer.status_code}"
