"""What is only supposed: who may suppose, what follows, and that nothing of it is kept."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from nats.aio.client import Client

from services.awards.settings import AwardsSettings
from shared.access import Role
from shared.contracts import bloc
from shared.database import Database
from shared.messaging.log import STREAM
from tests.awards.player import FINDING, RATING, Player
from tests.awards.samples import AN, BLOC, UNIT, YEAR, named
from tests.awards.test_api_questions import replayed

PATH = f"/eligibility/person/{AN}/what-if"
EXCELLENT = RATING | {"rating": "EXCELLENT"}


def form(*facts: dict[str, Any], **changed: object) -> dict[str, Any]:
    return {"year": YEAR, "facts": list(facts)} | changed


INITIATIVE = {"fact": "initiative", "year": YEAR, "scope": "MINISTRY"}
EVERYTHING = (
    INITIATIVE,
    {"fact": "rating", "year": YEAR, "rating": "FAILED"},
    {"fact": "finding", "year": YEAR, "condition": "LDTT-2"},
    {"fact": "award", "year": 2023, "award": "CSTDCS"},
    {"fact": "discipline", "form": "reprimand", "imposed_on": "2024-06-30"},
    {"fact": "revocation", "award_id": str(named("an award"))},
)


def digest_of(store_url: str) -> str:
    """Every row of every table of a store, as one number."""
    database = Database(store_url, "looking")
    whole = hashlib.sha256()
    with database.engine.connect() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for table in sorted(metadata.tables.values(), key=lambda each: each.name):
            rows = sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
            whole.update(f"{table.name}{rows}".encode())
    database.engine.dispose()
    return whole.hexdigest()


async def test_whatever_is_supposed_store_and_stream_stay_byte_for_byte(
    player: Player, settings: AwardsSettings, log_client: Client
) -> None:
    moved = await player.enrolled()
    finding = await player.record("/findings", FINDING)
    await player.read("/eligibility", moved, finding)
    store = digest_of(settings.store_url)
    stream = (await log_client.jetstream().stream_info(STREAM)).state

    changes = [await player.officer.post(PATH, form(*EVERYTHING)) for _ in range(3)]
    changes += [await player.officer.post(PATH, form(each)) for each in EVERYTHING]

    assert {each.status_code for each in changes} == {200}
    assert changes[0].content == changes[1].content == changes[2].content
    assert digest_of(settings.store_url) == store
    after = (await log_client.jetstream().stream_info(STREAM)).state
    assert (after.last_seq, after.messages, after.bytes) == (
        stream.last_seq,
        stream.messages,
        stream.bytes,
    )


async def test_another_rule_set_is_supposed_as_if_it_were_in_force(player: Player) -> None:
    moved = await player.enrolled()
    await player.record("/ratings", EXCELLENT)
    finding = await player.record("/findings", FINDING)
    await player.read("/eligibility", moved, finding)

    answer = await player.officer.post(PATH, form(ruleset="law-2026"))
    same = await player.officer.post(PATH, form(ruleset="law-2022"))

    changed = {each["award"]: (each["before"], each["after"]) for each in answer.json()}
    assert changed["CSTDCS"] == ("yes", "no")
    assert same.json() == []


async def test_a_unit_supposes_about_its_own_people_and_who_only_reads_does_not(
    player: Player,
) -> None:
    moved = await player.enrolled()
    await player.read("/eligibility", moved)
    signed_in = player.service.signed_in
    foreign = signed_in((Role.UNIT_OFFICER, named("another unit")), login="foreign")
    asked = form(INITIATIVE)

    own = await player.unit_officer.post(PATH, asked)
    itself = await player.unit_officer.post(f"/eligibility/unit/{UNIT}/what-if", form())
    others = [await who.post(PATH, asked) for who in (foreign, player.viewer)]
    stranger = f"/eligibility/person/{named('a stranger')}/what-if"
    unknown = await player.unit_officer.post(stranger, asked)

    assert (own.status_code, itself.status_code) == (200, 200)
    assert [each.json()["code"] for each in (*others, unknown)] == ["not_allowed"] * 3


async def test_who_is_on_the_council_supposes_and_replays_where_they_were_named_alone(
    player: Player,
) -> None:
    joined = await player.bloc.publish(
        bloc.UnitJoinedBloc(bloc_id=BLOC, unit_id=UNIT, on=date(YEAR, 1, 15))
    )
    moved = await player.enrolled()
    await player.read("/eligibility", moved, joined)
    signed_in = player.service.signed_in
    of_bloc, of_unit, elsewhere = [
        signed_in((Role.COUNCIL_MEMBER, scope), login=f"council-{scope}")
        for scope in (BLOC, UNIT, named("another bloc"))
    ]
    replay = f"/eligibility/replay?ruleset=law-2022&year={YEAR}"
    mixed = f"{replay}&unit_id={UNIT}&unit_id={named('another unit')}"

    supposed = [await who.post(PATH, form(INITIATIVE)) for who in (of_bloc, of_unit, elsewhere)]
    replayed_of = [
        await of_bloc.get(f"{replay}&bloc_id={BLOC}"),
        await of_unit.get(f"{replay}&unit_id={UNIT}"),
        await of_bloc.get(f"{replay}&bloc_id={BLOC}&unit_id={UNIT}"),
        await of_bloc.get(replay),
        await of_unit.get(mixed),
        await elsewhere.get(f"{replay}&bloc_id={BLOC}"),
    ]

    assert [each.status_code for each in supposed] == [200, 200, 403]
    assert [each.status_code for each in replayed_of] == [200, 200, 200, 403, 403, 403]


async def test_equal_rule_sets_differ_nowhere_and_give_the_same_bytes(player: Player) -> None:
    moved = await player.enrolled()
    await player.record("/ratings", EXCELLENT)
    finding = await player.record("/findings", FINDING)
    path = f"/eligibility/person/{AN}/CSTDCS/{YEAR}"

    nothing = await replayed(player, f"ruleset=law-2022&year={YEAR}", moved, finding)
    kept = await player.read(path, finding)
    again = await player.read(f"{path}/rulesets/law-2022", finding)

    assert nothing == {"items": [], "next": None}
    assert again["conditions"] == kept["conditions"]
    assert again["answer"] == kept["verdict"]


async def test_the_year_before_a_law_is_replayed_as_if_it_had_held(player: Player) -> None:
    moved = await player.enrolled()
    await player.record("/ratings", EXCELLENT)
    finding = await player.record("/findings", FINDING)

    found = await replayed(player, f"ruleset=law-2026&year={YEAR}", moved, finding)

    changed = [each for each in found["items"] if each["before"] != each["after"]]
    assert [(each["award"], each["before"], each["after"]) for each in changed] == [
        ("CSTDCS", "yes", "no")
    ]


async def test_a_replay_is_for_those_who_answer_for_the_rules(player: Player) -> None:
    refused = await player.viewer.get(f"/eligibility/replay?ruleset=law-2026&year={YEAR}")

    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    "question",
    [
        f"/eligibility/person/{AN}/CSTD_BO/{YEAR}",
        f"/eligibility/person/{AN}/CSTD_BO/{YEAR}/roadmap",
        f"/eligibility/person/{AN}/CSTD_BO/{YEAR}/rulesets/law-2022",
        f"/eligibility?year={YEAR}",
        "/eligibility/dependents?fact=awards:1",
    ],
)
async def test_who_has_an_answer_already_is_told_so(player: Player, question: str) -> None:
    moved = await player.enrolled()
    await player.read("/eligibility", moved)
    first = await player.viewer.get(question)

    again = await player.viewer.get(question, if_none_match=first.headers["ETag"])
    other = await player.viewer.get(question, if_none_match='"another"')

    assert (again.status_code, again.content) == (304, b"")
    assert other.content == first.content
