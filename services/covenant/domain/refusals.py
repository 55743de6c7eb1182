"""What all refusals of this service have in common: nothing has happened."""

from __future__ import annotations


class CovenantServiceError(Exception):
    """A rule of this service refused a command; the message says which, and what to do."""
