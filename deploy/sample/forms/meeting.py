"""The bloc's meeting and the hand-over: `meeting.toml`."""

from __future__ import annotations

from datetime import date

from deploy.sample.forms.form import Form


class Chair(Form, frozen=True, kw_only=True):
    """The account of the deputy who took the chair, and why not the head."""

    account: str
    reason: str


class Proxy(Form, frozen=True, kw_only=True):
    """Who was there, and voted, in the place of a unit's head."""

    unit: str
    account: str
    document_number: str


class HandOver(Form, frozen=True, kw_only=True):
    """Who leads the bloc from a day; the keys of people."""

    head: str
    deputies: tuple[str, ...]
    led_from: date


class Meeting(Form, frozen=True, kw_only=True):
    """`votes` says which unit each unit chose."""

    held_on: date
    begins_at: str
    place: str
    agenda: tuple[str, ...]
    conclusion: str
    next_head: str
    candidates: tuple[str, ...]
    chair: Chair
    proxy: Proxy
    votes: dict[str, str]
    hand_over: HandOver
