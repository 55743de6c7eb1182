"""The base of what this service refuses with."""

from __future__ import annotations


class BlocServiceError(Exception):
    """A rule of this service refused a command; the message says which, and what to do.

    `values` are what the message names, so that a screen can say the same in its own words.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.values = {name: str(value) for name, value in values.items()}
