"""The base of what this service refuses with."""


class BlocServiceError(Exception):
    """A rule of this service refused a command."""
