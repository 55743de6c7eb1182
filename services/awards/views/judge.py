"""The process that judges people beside that of the service: histories in, verdicts out.

It reads nothing but what it is asked and writes nothing but what it answers, a line each; it
ends when nobody can ask it any more. It imports no driver and no framework: it starts in a
tenth of a second and holds 25 MB.
"""

from __future__ import annotations

import pickle
import sys
from typing import TYPE_CHECKING

import msgspec

from services.awards.law import History
from services.awards.projections.eligibility import EligibilityRow, every_question, judged
from shared.decoders import decoder
from shared.garbage import collect_seldom

if TYPE_CHECKING:
    from services.awards.law import RuleSet

READY = b"ready\n"


def every_verdict(rules: RuleSet, person: History) -> list[EligibilityRow]:
    """Everything there is to judge about a person, whose verdicts look at nobody else."""
    return judged(rules, person, (), every_question(rules, "person", rules.years))


def main() -> None:
    """Say that it is there, take the rules, then answer line by line."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    collect_seldom()
    answers.write(READY)
    answers.flush()
    rules: RuleSet = pickle.load(asked)  # noqa: S301 (of the process that started this one)
    for line in asked:
        people = decoder(list[History]).decode(line)
        answers.write(msgspec.json.encode([every_verdict(rules, each) for each in people]))
        answers.write(b"\n")
        answers.flush()
