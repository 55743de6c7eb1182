"""The sample is accepted by the real services, and may be played twice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random
from typing import TypeVar
from urllib.parse import parse_qs
from uuid import UUID

import httpx
from fastapi import FastAPI
from nats.aio.client import Client

from deploy.sample.ids import id_of
from deploy.sample.play import Addresses, play
from deploy.sample.sample import FOLDER, sample
from services.awards.main import build as build_awards
from services.awards.settings import AwardsSettings
from services.bloc.main import build as build_bloc
from services.bloc.settings import BlocSettings
from services.console.accounts import Accounts
from services.covenant.main import build as build_covenant
from services.covenant.settings import CovenantSettings
from shared.access import Role
from shared.contracts import SOURCES, Envelope
from shared.settings import ServiceSettings
from tests.folds.streams import (
    PROJECTIONS,
    folded,
    in_source_order,
    interleaved,
    repeated,
    split,
)
from tests.harness.background import facts_of
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, running

S = TypeVar("S", bound=ServiceSettings)

ADDRESSES = Addresses(
    bloc="http://bloc",
    covenant="http://covenant",
    awards="http://awards",
    notify="http://notify",
    issuer="http://console/oidc",
)


class System(httpx.AsyncBaseTransport):
    """Services in this process by the host of their address."""

    def __init__(self, apps: dict[str, FastAPI], issuer: TestIssuer) -> None:
        self._apps = {
            host: httpx.ASGITransport(app=app, raise_app_exceptions=False)
            for host, app in apps.items()
        }
        self._issuer = issuer
        self._accounts = Accounts(FOLDER / "accounts.toml")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host in self._apps:
            return await self._apps[request.url.host].handle_async_request(request)
        await request.aread()
        login = parse_qs(request.content.decode())["account"][0]
        return httpx.Response(200, json={"access_token": self._token(login), "expires_in": 600})

    def _token(self, login: str) -> str:
        grants = [
            (grant.role, None if grant.scope is None else UUID(grant.scope))
            for grant in self._accounts.named(login).grants
        ]
        return self._issuer.token(*grants, login=login)


async def test_the_sample_is_accepted_and_a_second_play_changes_nothing(
    tmp_path: Path, nats_server: NatsServer, log_client: Client, issuer: TestIssuer
) -> None:
    assert log_client.is_connected

    def told(kind: type[S]) -> S:
        store = tmp_path / f"{kind.__name__}.sqlite"
        return kind(
            port=0,
            store_url=f"sqlite:///{store}",
            nats_url=nats_server.url,
            issuer=ISSUER,
            jwks_url=issuer.jwks_url,
        )

    bloc = build_bloc(told(BlocSettings))
    covenant = build_covenant(told(CovenantSettings))
    awards = build_awards(told(AwardsSettings))
    async with (
        running(bloc, issuer) as directory,
        running(covenant, issuer) as yearbook,
        running(awards, issuer) as register,
    ):
        services = (directory, yearbook, register)
        system = System({"bloc": bloc, "covenant": covenant, "awards": awards}, issuer)
        await play(ADDRESSES, lambda *_: None, transport=system)
        heads = [await head_of(service) for service in services]
        await play(ADDRESSES, lambda *_: None, transport=system)
        assert [await head_of(service) for service in services] == heads

        viewer = yearbook.signed_in((Role.VIEWER, None))
        covenants = await viewer.get("/covenants", after=f"covenant:{heads[1]}")
        assert [each["state"] for each in covenants.json()["items"]] == ["in_force"]
        bloc_id = id_of(f"bloc/{sample().year.bloc.key}")
        covenant_id = id_of(f"covenant/{sample().year.bloc.key}")
        reports = await viewer.get(f"/progress-reports?covenant_id={covenant_id}")
        assert {each["unit_id"] for each in reports.json()} == {
            str(id_of(f"unit/{unit.key}")) for unit in sample().units
        }
        ranking = await viewer.get(f"/rankings?bloc_id={bloc_id}&year=2024")
        assert [place["rank"] for place in ranking.json()["finalised"]["places"]] == [
            1,
            1,
            3,
            4,
        ]
        await check_reviews(register, f"awards:{heads[2]}")
    await asyncio.to_thread(check_folds, await facts_of(log_client))


async def check_reviews(register: RunningService, after: str) -> None:
    """The award that fell is listed with the one that was decided on it."""
    viewer = register.signed_in((Role.VIEWER, None))
    (review,) = (await viewer.get("/reviews", after=after)).json()["items"]
    (affected,) = review["affected"]
    holder = str(id_of("person/hcqt2-03"))
    assert (review["subject_id"], review["award"], review["year"]) == (holder, "CSTDCS", 2022)
    assert (affected["subject_id"], affected["award"]) == (holder, "CSTD_BO")
    assert affected["year"] == 2024


def check_folds(log: list[Envelope]) -> None:
    """The year's documents are the same in another stream of its facts."""
    history = {source: [f for f in log if f.source == source] for source in SOURCES}
    chance = Random(len(log))
    stream = repeated(interleaved(history, chance), chance)
    for projection in PROJECTIONS:
        from_zero = folded(projection, [in_source_order(history)])
        assert folded(projection, split(stream, chance, longest=300)) == from_zero


async def head_of(service: RunningService) -> int:
    head: int = (await service.client.get("/readyz")).json()["store_head"]
    return head
