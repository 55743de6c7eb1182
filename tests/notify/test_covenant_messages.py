from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.notify.subscriptions.year import addressed
from shared.contracts import Envelope, Fact
from shared.documents.examples.covenant import EXAMPLES


def told(name: str) -> tuple[list[str], str]:
    """Whom a fact is told to, and as what."""
    (fact,) = (one for one in EXAMPLES if type(one).__name__ == name)
    found = addressed(envelope(fact))
    assert found is not None
    audiences, kind, _ = found
    return [audience.partition("@")[0] for audience in audiences], kind


def envelope(fact: Fact) -> Envelope:
    return Envelope(
        source="covenant",
        position=1,
        previous=0,
        epoch="e",
        time=datetime(2024, 3, 1, tzinfo=UTC),
        subject="s",
        data=fact,
        actor="a",
        correlation="c",
    )


@pytest.mark.parametrize(
    ("fact", "audiences", "kind"),
    [
        ("CovenantCommented", ["bloc_head"], "covenant_commented"),
        ("CovenantCommentAnswered", ["unit_officer"], "covenant_comment_answered"),
        ("AccessionOpened", ["unit_head"], "accession_opened"),
        ("AppendixOpened", ["unit_head", "unit_head"], "appendix_opened"),
        ("RegistrationReturned", ["unit_officer"], "registration_returned"),
        ("MeetingCalled", ["unit_head"] * 3, "meeting_called"),
        ("UnitsReminded", ["unit_head", "unit_officer"], "reminded_progress"),
        # Who votes by proxy is asked as the officer the proxy is.
        ("FlagBallotOpened", ["unit_head", "unit_officer"], "flag_ballot_opened"),
        ("FlagBallotCounted", ["bloc_head", "emulation_officer"], "flag_ballot_counted"),
    ],
)
def test_who_is_told_of_what_happens_around_a_covenant(
    fact: str, audiences: list[str], kind: str
) -> None:
    assert told(fact) == (audiences, kind)
