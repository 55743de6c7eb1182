"""What every part of a file has in common."""

import msgspec


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a file. A field that nobody knows is a mistake of the file."""
