"""Questions to eligibility at its size, in a process of its own: figures as JSON.

`python -m tests.benchmarks.asking ADDRESS PEOPLE ASKED FOLDER`

The process opens what was folded before and follows the log as the service does; questions are
asked of the views, and over HTTP (in process, with tokens and permissions) of the same routes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from nats.aio.client import Client

from services.awards.api import STATUSES
from services.awards.api.eligibility import router
from services.awards.law import law_in_force
from services.awards.law.verdict import SubjectKind
from services.awards.projections.eligibility import EligibilityRow, judged
from services.awards.views import eligibility as views
from services.awards.views import judging
from shared.access import Role, Tokens
from shared.contracts import Envelope
from shared.http.paging import DEFAULT_LIMIT
from shared.http.service import application
from shared.messaging.log import connect
from shared.readmodel import Copies
from shared.runtime import Runtime
from shared.telemetry.logs import configure_logging
from tests.benchmarks.figures import peak_megabytes, spread
from tests.benchmarks.happenings import new_happenings
from tests.benchmarks.ministry import YEARS, Ministry
from tests.benchmarks.replaying import copies
from tests.benchmarks.streams import publish
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.service import SignedIn, running

LAW = law_in_force()
YEAR = YEARS[-1]
# Of so many people asked about, a fact more is told of one.
ASKED_FOR_A_FACT = 7
FIRST_PAGES = 5
AT_ONCE = 1000
PATIENCE_SECONDS = 60.0

Seconds = dict[str, list[float]]


async def timed(work: Awaitable[object]) -> float:
    """Seconds of what has not begun yet."""
    began = perf_counter()
    await work
    return perf_counter() - began


async def read(officer: SignedIn, path: str) -> None:
    answer = await officer.get(path)
    answer.raise_for_status()


def page(
    award: str, kind: SubjectKind, after: list[Any] | None, limit: int
) -> views.Question[list[EligibilityRow]]:
    return views.verdicts(
        award=award,
        year=YEAR,
        unit_ids=(),
        bloc_id=None,
        subject_kind=kind,
        answer=None,
        after=after,
        limit=limit,
    )


async def whole(eligibility: Copies, award: str, kind: SubjectKind) -> int:
    """The whole list of a title, page by page; how many stand in it."""
    count, after = 0, None
    while rows := await eligibility.ask(page(award, kind, after, AT_ONCE)):
        count, after = count + len(rows), [rows[-1].key]
    return count


async def who(eligibility: Copies, officer: SignedIn) -> dict[str, Any]:
    """Every title and commendation of the year: the first page, and the whole list."""
    found: Seconds = {"first_page_view": [], "first_page_http": [], "whole_list_view": []}
    for kind, award in LAW.rules.titles:
        path = f"/eligibility?award={award}&year={YEAR}&subject_kind={kind}"
        for _ in range(FIRST_PAGES):
            question = page(award, kind, None, DEFAULT_LIMIT + 1)
            found["first_page_view"].append(await timed(eligibility.ask(question)))
            found["first_page_http"].append(await timed(read(officer, path)))
        found["whole_list_view"].append(await timed(whole(eligibility, award, kind)))
    return {name: spread(seconds) for name, seconds in found.items()}


async def of_people(
    eligibility: Copies, officer: SignedIn, people: Iterable[UUID]
) -> dict[str, Any]:
    """One person's titles of the year: as they are kept, over HTTP, and each with its why."""
    codes = [award for kind, award in LAW.rules.titles if kind == "person"]
    found: Seconds = {"kept_view": [], "kept_http": [], "one_why_http": [], "all_why_http": []}

    async def every_why(person: UUID) -> None:
        for award in codes:
            await read(officer, f"/eligibility/person/{person}/{award}/{YEAR}")

    for person in people:
        question = views.verdicts(
            award=None,
            year=YEAR,
            unit_ids=(),
            bloc_id=None,
            subject_kind="person",
            subject_id=person,
            answer=None,
            after=None,
            limit=len(codes) + 1,
        )
        path = f"/eligibility?year={YEAR}&subject_id={person}"
        why = f"/eligibility/person/{person}/LDTT/{YEAR}"
        found["kept_view"].append(await timed(eligibility.ask(question)))
        found["kept_http"].append(await timed(read(officer, path)))
        found["one_why_http"].append(await timed(read(officer, why)))
        found["all_why_http"].append(await timed(every_why(person)))
    return {name: spread(seconds) for name, seconds in found.items()} | {"titles": len(codes)}


@contextmanager
def counting() -> Iterator[list[int]]:
    """How many verdicts are judged, subject by subject."""
    counts: list[int] = []

    def counted(*given: Any) -> list[EligibilityRow]:  # noqa: ANN401 (handed on as it comes)
        rows = judged(*given)
        counts.append(len(rows))
        return rows

    setattr(judging, "judged", counted)  # noqa: B010 (a function is put in the place of another)
    try:
        yield counts
    finally:
        setattr(judging, "judged", judged)  # noqa: B010 (as above)


async def new_facts(
    client: Client, eligibility: Copies, happenings: Iterable[tuple[str, Envelope]]
) -> dict[str, Any]:
    """From publishing one fact until it can be asked for, and the verdicts it judged anew."""
    seconds: Seconds = {}
    anew: dict[str, list[int]] = {}
    with counting() as counts:
        for what, fact in happenings:
            counts.clear()
            began = perf_counter()
            await publish(client, [fact])
            if not await eligibility.wait_for({fact.source: fact.position}, PATIENCE_SECONDS):
                raise TimeoutError(eligibility.stopped)
            seconds.setdefault(what, []).append(perf_counter() - began)
            anew.setdefault(what, []).append(sum(counts))
    return {
        what: spread(found) | {"verdicts_judged": sorted(anew[what])[len(found) // 2]}
        for what, found in seconds.items()
    }


async def asked(url: str, people_count: int, count: int, folder: Path) -> dict[str, Any]:
    ministry = Ministry(people_count)
    for _ in ministry.facts():
        """It comes to where the log ends, so that its next facts follow."""
    people = ministry.chance.choices(ministry.people, k=count)
    eligibility = copies(folder)
    issuer = TestIssuer(folder)
    runtime = Runtime(
        name="awards",
        nats_url=url,
        tokens=Tokens(ISSUER, issuer.jwks_url),
        commands_or_none=None,
        to_fact=None,
        read_models=[eligibility],
    )
    app = application(
        runtime, [router(LAW, eligibility)], STATUSES, "Eligibility, to be measured."
    )
    client = await connect(url, "bench")
    async with running(app, issuer) as service:
        officer = service.signed_in((Role.EMULATION_OFFICER, None))
        facts = new_happenings(ministry, people[::ASKED_FOR_A_FACT])
        found = {
            "who": await who(eligibility, officer),
            "one_person": await of_people(eligibility, officer, [each.id for each in people]),
            "one_new_fact": await new_facts(client, eligibility, facts),
        }
    await client.close()
    return found | {"peak_megabytes": peak_megabytes()}


if __name__ == "__main__":
    configure_logging("bench", "ERROR")
    address, people, number, home = sys.argv[1:]
    work = asked(address, int(people), int(number), Path(home))
    sys.stdout.write(json.dumps(asyncio.run(work)))
