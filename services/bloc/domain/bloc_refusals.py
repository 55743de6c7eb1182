"""Why a change of a bloc is refused."""

from services.bloc.domain.errors import BlocServiceError


class UnitAlreadyMember(BlocServiceError):
    """The unit is a member of this bloc already."""


class UnitNotMember(BlocServiceError):
    """The unit is not a member of this bloc; let it join first."""


class UnitLeadsBloc(BlocServiceError):
    """The head or a deputy comes from this unit; appoint others before it leaves."""


class LeaderNotFromMember(BlocServiceError):
    """A leader comes from a member unit; let the unit join first or name somebody else."""


class LeaderTwice(BlocServiceError):
    """Nobody is head and deputy at once, or deputy twice; name each person once."""


class AppointedTooEarly(BlocServiceError):
    """The date lies before the last appointment; correct the date."""


class BlocAlreadyClosed(BlocServiceError):
    """The bloc is closed; what changes now belongs to the bloc of the next period."""


class BlocClosedTooEarly(BlocServiceError):
    """A bloc ends after it was formed; correct the date."""


class PredecessorNotEarlier(BlocServiceError):
    """The bloc before this one is of an earlier period; name another one."""
