"""The player against a system that behaves like ours, and now and then does not answer."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs
from uuid import UUID

import httpx
import pytest

from deploy.sample.play import Addresses, SampleRefused, SampleUnanswered, Step, play, steps
from shared.sealing import SealKey

ADDRESSES = Addresses(
    bloc="http://bloc",
    covenant="http://covenant",
    awards="http://awards",
    notify="http://notify",
    issuer="http://console/oidc",
)


BOX, BALLOT = SealKey.generate(), UUID(int=5)


@dataclass
class System(httpx.AsyncBaseTransport):
    """Answers like the services. `fails` is what it answers to a path, that many times."""

    fails: dict[str, list[httpx.Response | httpx.TransportError]] = field(default_factory=dict)
    tokens: Counter[str] = field(default_factory=Counter)
    written: list[httpx.Request] = field(default_factory=list)
    positions: Counter[str] = field(default_factory=Counter)
    read: dict[str, object] = field(
        default_factory=lambda: {
            "digest": "sha",
            "appendices": [{"digest": "sha of the appendix"}],
            "ballot_id": str(BALLOT),
            "public_key": BOX.public_point.hex(),
        }
    )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        service, path = request.url.host, request.url.path
        if service == "console":
            login = parse_qs(request.content.decode())["account"][0]
            self.tokens[login] += 1
            return httpx.Response(200, json={"access_token": login, "expires_in": 3600})
        waiting = self.fails.get(path, [])
        if waiting:
            failure = waiting.pop(0)
            if isinstance(failure, httpx.TransportError):
                raise failure
            return failure
        if request.method == "GET":
            assert request.url.params.get_list("after")
            return httpx.Response(200, json=self.read)
        self.written.append(request)
        self.positions[service] += 1
        headers = {"Thidua-Position": f"{service}:{self.positions[service]}"}
        given = json.loads(request.content).get("id", f"{service}-{self.positions[service]}")
        return httpx.Response(201, json={"id": given}, headers=headers)

    async def aclose(self) -> None:
        """There is nothing to close."""

    def requests_to(self, path_ending: str) -> list[httpx.Request]:
        return [each for each in self.written if each.url.path.endswith(path_ending)]


async def played(system: System, patience: float = 5.0) -> list[tuple[int, int, str]]:
    heard: list[tuple[int, int, str]] = []
    await play(
        ADDRESSES,
        lambda done, total, text: heard.append((done, total, text)),
        patience=patience,
        transport=system,
    )
    return heard


def unavailable() -> httpx.Response:
    return httpx.Response(503, json={"code": "not_ready"}, headers={"Retry-After": "0"})


async def test_every_step_is_sent_once_and_counted() -> None:
    system = System()
    heard = await played(system)
    everything = len(steps())
    assert [done for done, _, _ in heard] == list(range(1, everything + 1))
    assert {total for _, total, _ in heard} == {everything}
    assert heard[-1][2] == "Bàn giao Trưởng khối"
    writes = [step for step in steps() if step.method != "GET"]
    assert len(system.written) == len(writes)


async def test_each_write_carries_its_own_key_and_the_token_of_its_account() -> None:
    system = System()
    await played(system)
    keys = {each.headers["idempotency-key"] for each in system.written}
    assert keys == {step.idempotency_key for step in steps() if step.method != "GET"}
    assert all(each.headers["authorization"].startswith("Bearer ") for each in system.written)


async def test_each_account_signs_in_once() -> None:
    system = System()
    await played(system)
    assert system.tokens == Counter({step.as_account for step in steps()})


async def test_a_phase_waits_for_all_that_was_written_before_it() -> None:
    system = System()
    await played(system)
    ranking = system.requests_to("/rankings")[0]
    awaited = dict(part.split(":") for part in ranking.headers["thidua-after"].split(", "))
    assert awaited.keys() == {"bloc", "covenant", "awards"}
    assert int(awaited["bloc"]) == system.positions["bloc"] - 1, "the hand-over comes later"
    assert int(awaited["covenant"]) == system.positions["covenant"] - 1


async def test_the_digest_that_was_read_is_the_one_that_is_signed() -> None:
    system = System()
    await played(system)
    signed = [json.loads(each.content)["digest"] for each in system.requests_to("/signatures")]
    assert signed == ["sha"] * 4 + ["sha of the appendix"] * 4


async def test_sheets_are_sealed_as_a_browser_does_it() -> None:
    system = System()
    await played(system)
    sealed = [
        b64decode(json.loads(each.content)["sealed"]) for each in system.requests_to("/votes")
    ]
    sheets = [BOX.open(one, BALLOT.bytes) for one in sealed]
    assert sorted(sheets) == [b"\0\1"] * 3 + [b"\1\0"]


async def test_a_vote_that_was_given_before_is_not_given_again() -> None:
    refusal = httpx.Response(409, json={"code": "already_voted"})
    system = System(fails={"/api/v1/flag-ballots/covenant-1/votes": [refusal]})
    vote = Step("a", "covenant", "POST", "/flag-ballots/covenant-1/votes", {}, "vote", "votes")
    await play(
        ADDRESSES,
        lambda *_: None,
        transport=system,
        chosen=[replace(vote, done_before=("already_voted",))],
    )
    assert not system.written


async def test_ids_that_a_service_gave_are_used() -> None:
    system = System()
    await played(system)
    opened = [f"covenant-{n}" for n in range(1, 200)]
    for each in system.requests_to("/scores"):
        assert each.url.path.split("/")[-2] in opened


async def test_a_service_that_is_away_for_a_while_is_tried_again() -> None:
    in_progress = httpx.Response(409, json={"code": "idempotency_in_progress"})
    failures: list[httpx.Response | httpx.TransportError] = [
        httpx.ConnectError("refused"),
        unavailable(),
        in_progress,
    ]
    system = System(fails={"/api/v1/rankings": failures})
    await played(system)
    assert len(system.requests_to("/rankings")) == 1


async def test_a_refusal_stops_the_player_and_says_why() -> None:
    refusal = httpx.Response(
        409,
        json={"code": "ranking_incomplete", "detail": "not all are appraised"},
    )
    system = System(fails={"/api/v1/rankings": [refusal]})
    with pytest.raises(SampleRefused, match="not all are appraised") as refused:
        await played(system)
    assert refused.value.status == 409
    assert refused.value.step.key == "ranking"
    assert refused.value.problem["code"] == "ranking_incomplete"
    assert not system.requests_to("/decisions")


async def test_a_service_that_stays_away_uses_up_the_patience() -> None:
    system = System(fails={"/api/v1/rankings": [unavailable() for _ in range(100)]})
    with pytest.raises(SampleUnanswered, match="ranking"):
        await played(system, patience=0.3)
