"""The bloc's meeting, from the call to the minutes, and the hand-over to the next head.

Sheets are sealed on the way, as the browser of who votes does it.
"""

from __future__ import annotations

from collections.abc import Iterator

from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.bloc import leadership_of
from deploy.sample.steps.named import bloc_and_year
from deploy.sample.steps.sheet import Sheet
from deploy.sample.steps.step import BLOC_HEAD, Body, Method, Step, answer_to, head_of

BALLOT = "ballot/1"
READ = f"{BALLOT}/reading"
# A vote has no key that makes it one with an earlier one: these refusals say that it was given.
VOTED_BEFORE = ("already_voted", "ballot_not_open")


def meeting_steps(sample: Sample) -> Iterator[Step]:
    meeting, path = sample.meeting, f"/meetings/{_meeting_id(sample)}"
    units = [unit.key for unit in sample.units]
    called = {
        "id": _meeting_id(sample),
        **bloc_and_year(sample),
        "unit_ids": [str(id_of(f"unit/{unit}")) for unit in units],
        "held_on": meeting.held_on.isoformat(),
        "begins_at": meeting.begins_at,
        "place": meeting.place,
        "agenda": list(meeting.agenda),
    }
    yield _step(BLOC_HEAD, "/meetings", called, "meeting", "meeting")
    for unit in units:
        yield _presence(sample, unit, f"{path}/presences")
    chair = meeting.chair
    yield _led(sample, f"{path}/chair", {"reason": chair.reason}, "chair")
    yield _led(sample, f"{path}/opening", {}, "meeting_opening")
    yield from _ballot(sample, path)
    proposed = {"unit_id": str(id_of(f"unit/{meeting.next_head}"))}
    yield _led(sample, f"{path}/next-head", proposed, "next_head")
    yield _led(sample, f"{path}/closing", {"conclusion": meeting.conclusion}, "closing")
    over = meeting.hand_over
    yield leadership_of(
        sample, over.head, over.deputies, over.led_from, "hand-over", "hand_over"
    )


def _meeting_id(sample: Sample) -> str:
    return str(id_of(f"meeting/{sample.year.bloc.key}"))


def _presence(sample: Sample, unit: str, path: str) -> Step:
    proxy = sample.meeting.proxy
    body = {"unit_id": str(id_of(f"unit/{unit}"))}
    if unit == proxy.unit:
        body |= {"account": proxy.account, "document_number": proxy.document_number}
    return _step(head_of(unit), path, body, f"presence/{unit}", "presence")


def _ballot(sample: Sample, path: str) -> Iterator[Step]:
    meeting = sample.meeting
    candidates = [str(id_of(f"unit/{unit}")) for unit in meeting.candidates]
    opened = {"number": 1, "candidate_unit_ids": candidates, "at_most": 1}
    yield _led(sample, f"{path}/ballots", opened, "ballot", BALLOT)
    ballot = f"/flag-ballots/{answer_to(BALLOT)}"
    yield _step(BLOC_HEAD, ballot, None, READ, "ballot_reading", "GET")
    for unit, choice in meeting.votes.items():
        marks = bytes(candidate == choice for candidate in meeting.candidates)
        body = {
            "unit_id": str(id_of(f"unit/{unit}")),
            "sealed": Sheet(answer_to(READ, "ballot_id"), answer_to(READ, "public_key"), marks),
        }
        proxy = meeting.proxy
        account = proxy.account if unit == proxy.unit else head_of(unit)
        yield Step(
            account,
            "covenant",
            "POST",
            f"{ballot}/votes",
            body,
            f"vote/{unit}",
            "votes",
            VOTED_BEFORE,
        )
    yield _led(sample, f"{ballot}/count", {}, "count")


def _led(sample: Sample, path: str, body: Body, phase: str, key: str | None = None) -> Step:
    """What the deputy who took the chair does."""
    return _step(sample.meeting.chair.account, path, body, key or f"meeting/{phase}", phase)


def _step(
    account: str, path: str, body: Body | None, key: str, phase: str, method: Method = "POST"
) -> Step:
    return Step(account, "covenant", method, path, body, key, phase)
