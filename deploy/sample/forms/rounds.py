"""The year and the rounds of nominations in it: `year.toml`; the phases: `phases.toml`."""

from __future__ import annotations

from datetime import date

import msgspec

from deploy.sample.forms.form import Form
from deploy.sample.forms.people import Bloc
from deploy.sample.forms.records import Discipline, Findings, Hold, Initiative, Ratings
from shared.contracts.awards import RevocationGround


class ReturnedTitle(Form, frozen=True, kw_only=True):
    """A registration that was given back with a reason, and made again."""

    award: str
    subject: str
    reason: str
    returned_on: date
    again_on: date


class Registrations(Form, frozen=True, kw_only=True):
    on: date
    titles: dict[str, tuple[str, ...]]
    returned: ReturnedTitle


class EverybodyGood(Form, frozen=True, kw_only=True):
    """Everybody rated GOOD or better is put forward, but for the exceptions."""

    award: str
    exceptions: tuple[str, ...] = msgspec.field(name="except")


class Return(Form, frozen=True, kw_only=True):
    award: str
    subject: str
    reason: str
    returned_on: date


class Decision(Form, frozen=True, kw_only=True):
    """A decision on the round's nominations, by unit or by award or by both."""

    key: str
    number: str
    authority: str
    decided_on: date
    unit: str | None = None
    awards: tuple[str, ...] | None = None


class Round(Form, frozen=True, kw_only=True):
    submitted_on: date
    nominations: dict[str, tuple[str, ...]]
    everybody_good: EverybodyGood | None = None
    returns: tuple[Return, ...] = ()
    decisions: tuple[Decision, ...] = ()


class Revocation(Form, frozen=True, kw_only=True):
    award: str
    year: int
    subject: str
    ground: RevocationGround
    decision_number: str
    reason: str
    revoked_on: date


class Year(Form, frozen=True, kw_only=True):
    year: int
    bloc: Bloc
    registrations: Registrations
    ratings: Ratings
    unit_ratings: Ratings
    initiatives: tuple[Initiative, ...]
    disciplines: tuple[Discipline, ...]
    holds: tuple[Hold, ...]
    findings: Findings
    first_round: Round
    second_round: Round
    third_round: Round
    revocations: tuple[Revocation, ...]


class Phase(Form, frozen=True, kw_only=True):
    key: str
    text: str


class Phases(Form, frozen=True, kw_only=True):
    phases: tuple[Phase, ...]
