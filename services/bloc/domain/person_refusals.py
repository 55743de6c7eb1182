"""Why a change of where a person works is refused."""

from services.bloc.domain.errors import BlocServiceError


class PersonAlreadyLeft(BlocServiceError):
    """The person no longer works in any unit; enrol them again first."""


class PersonAlreadyThere(BlocServiceError):
    """The person works in this unit already; name another unit."""


class PersonStillHere(BlocServiceError):
    """The person works in a unit; transfer them instead of letting them return."""


class MoveTooEarly(BlocServiceError):
    """The date lies before the person's last move; correct the date."""


class PersonAlreadySeconded(BlocServiceError):
    """The person is seconded already; end that secondment first."""


class PersonNotSeconded(BlocServiceError):
    """The person is not seconded, so that nothing can end."""


class HostMissing(BlocServiceError):
    """A secondment names one host: another unit of ours, or a body outside."""


class PersonAlreadyOnLeave(BlocServiceError):
    """The person is on leave already; end that leave first."""


class LeavesOverlap(BlocServiceError):
    """The person was on another leave then; correct the days so that the two share none."""


class PersonNotOnLeave(BlocServiceError):
    """The person is not on leave, so that nothing can end."""


class AbsenceTooEarly(BlocServiceError):
    """The date lies before the person was enrolled, or before the absence began; correct it."""


class PersonErased(BlocServiceError):
    """The person's data were erased; whoever comes back is enrolled as somebody new."""
