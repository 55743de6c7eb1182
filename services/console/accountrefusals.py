"""Why an account or a role is not changed as it was asked; each is the code of its problem."""

from __future__ import annotations


class AccountUnknown(Exception):
    """No account has this login."""


class AccountLoginTaken(Exception):
    """Another account has this login; choose another one."""


class AccountLoginMalformed(Exception):
    """A login is 1 to 64 small letters without diacritics, digits, dots and hyphens."""


class AccountNameUnfit(Exception):
    """An account needs a name of at most 200 characters on one line."""


class RoleAlreadyHeld(Exception):
    """The account holds this role there already."""


class RoleNotHeld(Exception):
    """The account does not hold this role there, or no longer."""


class RoleScopeUnfit(Exception):
    """A role of a unit or a bloc needs one that exists; the other roles are held without."""


class RoleNotGivenHere(Exception):
    """The role of an operator is given and taken in the file of accounts only."""


class RoleTakenWithoutReason(Exception):
    """Whoever takes a role says why; giving one needs no reason."""


class RoleReasonUnfit(Exception):
    """A reason has at most 500 characters on one line."""


class LastEmulationOfficer(Exception):
    """Nobody else is emulation officer; give somebody that role first."""


class AccountFileNotWritable(Exception):
    """The file of accounts may not be written here; change it where it is kept."""
