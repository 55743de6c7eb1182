"""Why a change of a unit is refused."""

from services.bloc.domain.errors import BlocServiceError


class UnitAlreadyDissolved(BlocServiceError):
    """The unit is no more; name one that stands, or restore it first."""


class UnitDissolvedIntoItself(BlocServiceError):
    """A unit cannot take its own place; name another unit."""


class UnitDissolvedTooEarly(BlocServiceError):
    """A unit ends after it was founded; correct the date."""


class UnitChangedTooEarly(BlocServiceError):
    """The change lies before the unit was founded; correct the date."""


class UnitUnderItself(BlocServiceError):
    """A unit can be neither above itself nor below one of those below it; name another one."""


class UnitsMissing(BlocServiceError):
    """A merger or a split needs at least one other unit, each named once."""


class UnitNotDissolved(BlocServiceError):
    """Only a unit that was dissolved can be restored."""


class UnitRestoredTooEarly(BlocServiceError):
    """The restoration lies before the end of the unit; correct the date."""


class UnitHeirStands(BlocServiceError):
    """A unit that took the place of this one stands; split that one instead, or dissolve it."""
