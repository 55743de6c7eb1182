"""Stand-ins that behave: services that answer with the sample year, and a log in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import msgspec

from services.console.timeline import FactUnknown, Stretch
from shared.contracts import Envelope
from tests.console import samples

Answer = Callable[[], object]


def _page(items: Callable[[], list[dict[str, Any]]]) -> Answer:
    return lambda: {"items": items(), "next": None}


def _itself(card: dict[str, Any]) -> dict[str, Any]:
    return card


@dataclass
class SampleServices:
    """All services behind one transport; what they are told is kept in `told`.

    A service whose name is in `away` does not answer; `asked` are the paths that were read,
    `moments` the earlier ones that were asked for, `queries` what was asked of eligibility.
    """

    told: list[httpx.Request] = field(default_factory=list)
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    signed: tuple[str, ...] = ("tccb", "cong", "hcqt2")
    empty: bool = False
    draft: bool = False
    away: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    moments: set[str] = field(default_factory=set)
    queries: list[str] = field(default_factory=list)
    supposed: list[dict[str, Any]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    # Every `Authorization` that was sent.
    bearers: set[str] = field(default_factory=set)
    ranking: dict[str, Any] = field(default_factory=samples.ranking)
    refused_writes: dict[str, tuple[int, str]] = field(default_factory=dict)
    # What a refusal of a path names.
    named: dict[str, dict[str, str]] = field(default_factory=dict)
    # What more is answered by path: to a reader, and to who changes something.
    more: dict[str, Any] = field(default_factory=dict)
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answers(self) -> dict[str, Answer]:
        return {
            "/units": _page(samples.units),
            "/units/tree": samples.tree,
            f"/units/{samples.id_of('tccb')}": partial(samples.unit, "tccb"),
            "/people": _page(samples.people),
            f"/people/{samples.id_of('tccb-02')}": partial(samples.person, "tccb-02"),
            f"/people/{samples.people()[0]['id']}": lambda: samples.people()[0],
            f"/people/{samples.people()[0]['id']}/erasure": lambda: {
                "person_id": samples.people()[0]["id"],
                "held": ["full_name", "job_title", "citizen_number"],
            },
            "/blocs": _page(samples.blocs),
            f"/blocs/{samples.BLOC}": samples.one_bloc,
            f"/blocs/{samples.BLOC}/rotation": samples.rotation,
            "/covenants": _page(lambda: [samples.covenant_(self.signed)]),
            f"/covenants/{samples.COVENANT}": self.covenant,
            f"/covenants/{samples.COVENANT}/file": lambda: {"covenant": self.covenant()},
            "/progress-reports": list,
            "/reminders": list,
            "/registrations": _page(samples.registrations),
            f"/frames/{samples.id_of('frame')}": samples.frame,
            "/frames": _page(lambda: [samples.frame()]),
            "/scoring-deadlines": lambda: [
                {"layer": "self", "last_day": "2024-11-30", "moves": []}
            ],
            "/scorecards": _page(samples.scorecards),
            **{
                f"/scorecards/{card['scorecard_id']}": partial(_itself, card)
                for card in samples.scorecards()
            },
            "/meetings": lambda: [] if self.empty else [samples.meeting()],
            f"/meetings/{samples.id_of('meeting')}": samples.meeting,
            "/flag-ballots": lambda: (
                [] if self.empty else [samples.ballot(), samples.counted_ballot()]
            ),
            f"/flag-ballots/{samples.id_of('ballot/1')}": samples.ballot,
            f"/flag-ballots/{samples.id_of('ballot/2')}": samples.counted_ballot,
            f"/flag-ballots/{samples.id_of('ballot/2')}/recount": samples.recount,
            "/rankings": lambda: self.ranking,
            "/rankings/supposition": lambda: {
                "layer": "appraised",
                "now": {"places": self.ranking["places"]},
                "then": {
                    "places": [
                        one | {"rank": 3 - one["rank"], "margin": None}
                        for one in reversed(self.ranking["places"])
                    ]
                },
            },
            "/eligibility": _page(samples.verdicts),
            "/nominations": _page(samples.nominations),
            "/decisions": _page(samples.decisions),
            "/awards": _page(
                lambda: [
                    samples.award("award/1", "tccb-02", "CSTDCS", revoked=True),
                    samples.award("award/2", "tccb-02", "CSTD_BO", revoked=False),
                    samples.award("award/3", "tccb-05", "BK_BO", revoked=False, merit=False),
                ]
            ),
            "/reviews": _page(samples.reviews),
            "/eligibility/quotas": samples.quotas,
            "/eligibility/ties": samples.tie,
            "/eligibility/dependents": _page(samples.dependents),
            "/eligibility/replay": _page(
                lambda: [samples.difference("tccb-02", "CSTDCS", "yes", "no")]
            ),
            "/law/rulesets": samples.rulesets,
            f"/awards/{samples.id_of('award/1')}": partial(
                samples.award, "award/1", "tccb-02", "CSTDCS", revoked=True
            ),
            "/inbox": _page(samples.messages),
            **{path: partial(_itself, told) for path, told in self.more.items()},
        }

    def covenant(self) -> dict[str, Any]:
        found = samples.covenant_(self.signed)
        if not self.draft:
            return found
        revision = {"number": 1, "revised_on": "2024-02-19", "actor": "tccb.thutruong"}
        text = {name: found[name] for name in ("articles", "pledges")}
        return found | {"state": "draft", "digest": None, "revisions": [revision | text]}

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.host.removesuffix(".test") in self.away:
            raise httpx.ConnectError("refused", request=request)
        path = request.url.path.removeprefix("/api/v1")
        self.asked.append(path)
        self.bearers |= {request.headers.get("authorization", "")} - {""}
        self.moments |= {request.url.params["at"]} if "at" in request.url.params else set()
        if path.startswith("/eligibility"):
            self.queries.append(request.url.query.decode())
        if "q" in request.url.params:
            self.searched.append(request.url.query.decode())
        if path == "/readyz":
            return httpx.Response(200)
        if path in self.refusals:
            status, code = self.refusals[path]
            return httpx.Response(status, json={"code": code, "detail": "refused"})
        if path.endswith("/what-if"):
            self.supposed.append(json.loads(request.content))
            changed = [samples.difference("tccb-02", "CSTDCS", "no", "yes")]
            return httpx.Response(200, json=json.loads(msgspec.json.encode(changed)))
        if request.method != "GET" and path in self.refused_writes:
            status, code = self.refused_writes[path]
            problem = {"code": code, "detail": "refused", "values": self.named.get(path, {})}
            return httpx.Response(status, json=problem)
        if request.method != "GET":
            self.told.append(request)
            if path in self.replies:
                return httpx.Response(201, json=self.replies[path])
            return httpx.Response(204, headers={"Thidua-Position": "covenant:9"})
        found = self.answers().get(path)
        if path.endswith("/roadmap"):
            found = partial(samples.roadmap, path.split("/")[-3])
        if path.endswith("/transition"):
            found = partial(samples.transition, request.url.params["received_on"])
        if found is None and path.startswith("/eligibility/"):
            found = partial(samples.verdict, "tccb-02", "CSTDCS", "unknown")
        if found is None:
            return httpx.Response(404, json={"code": "aggregate_not_found", "detail": path})
        body = json.loads(msgspec.json.encode(found()))
        if self.empty and "items" in body:
            body["items"] = []
        return httpx.Response(200, json=body)


@dataclass
class MemoryTimeline:
    """A log in memory."""

    facts: list[Envelope] = field(default_factory=samples.log)
    arriving: asyncio.Queue[Envelope] = field(default_factory=asyncio.Queue)

    async def latest(
        self, limit: int, before: int | None, entity: str | None, kind: str | None
    ) -> Stretch:
        found = [
            fact
            for fact in reversed(self.facts)
            if (before is None or fact.sequence < before)
            and entity in {None, fact.subject}
            and kind in {None, fact.name}
        ]
        more = len(found) > limit
        return Stretch(tuple(found[:limit]), found[limit - 1].sequence if more else None)

    async def fact(self, fact_id: str) -> Envelope:
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise FactUnknown(fact_id)

    async def cited(self, fact_ids: Collection[str]) -> dict[str, Envelope]:
        return {fact.id: fact for fact in self.facts if fact.id in fact_ids}

    async def first_of(self, entities: Collection[str]) -> dict[str, Envelope]:
        newest_first = reversed(self.facts)
        return {fact.subject: fact for fact in newest_first if fact.subject in entities}

    @property
    def sequence(self) -> int:
        return self.facts[-1].sequence

    async def arrivals(self, since: int | None = None) -> AsyncIterator[Sequence[Envelope]]:
        if since is not None and (missed := [f for f in self.facts if f.sequence > since]):
            yield missed
        while True:
            yield (await self.arriving.get(),)
