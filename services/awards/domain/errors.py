"""What this service refuses, each error named after the rule it guards."""


class AwardsError(Exception):
    """A rule of this service refused a command."""


class AwardNotForSubject(AwardsError):
    """The code is no title for this kind of subject; choose one that is."""


class InitiativeWithoutPeople(AwardsError):
    """An initiative is somebody's; name at least one person."""


class InitiativePersonTwice(AwardsError):
    """A person is named twice for one initiative; name each of them once."""


class DisciplineTermEmpty(AwardsError):
    """The term ends before or on the day it begins; correct the dates."""


class DisciplineAlreadyEnded(AwardsError):
    """The term of this discipline has ended already."""


class DisciplineEndedTooEarly(AwardsError):
    """The term cannot end before the discipline was imposed; correct the date."""


class HoldAlreadyLifted(AwardsError):
    """The hold is lifted already."""


class HoldLiftedTooEarly(AwardsError):
    """The hold cannot be lifted before it was placed; correct the date."""


class NominationNotReturned(AwardsError):
    """The subject is nominated for this title and year already; it stands until returned."""


class NominationByOtherUnit(AwardsError):
    """A unit nominates itself and those who work in it, nobody else's people."""


class NominationNotOpen(AwardsError):
    """The nomination was returned to its unit or is decided; only an open one can change."""


class NominationAlreadyDecided(AwardsError):
    """A decision was taken on the nomination; it cannot be changed any more."""


class NominationOfAnotherYear(AwardsError):
    """The nomination is for another year than the decision; take it into that year's."""


class ReasonMissing(AwardsError):
    """Whoever is refused something is told why; give a reason."""


class DecisionWithoutNominations(AwardsError):
    """A decision is about at least one nomination; choose some."""


class DecisionNominationTwice(AwardsError):
    """A nomination is listed twice in the decision; list it once."""


class DecisionBeyondQuota(AwardsError):
    """More would hold the award than its quota allows; take nominations out of the decision."""


class PastAwardAlreadyDeclared(AwardsError):
    """The award is on record already."""


class PastAwardAlreadyConfirmed(AwardsError):
    """The award is confirmed already."""


class PastAwardNotConfirmed(AwardsError):
    """Only an award that counts can be revoked; this one was never confirmed."""


class AwardAlreadyRevoked(AwardsError):
    """The award was revoked before; an award is revoked once."""


class AwardRevokedTooEarly(AwardsError):
    """An award cannot be revoked before it was decided; correct the date."""
