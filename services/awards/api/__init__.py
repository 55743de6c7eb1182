"""HTTP in, use case out: records, eligibility, nominations, decisions, awards, reviews."""

from fastapi import APIRouter

from services.awards.api import (
    awards,
    bars,
    decisions,
    dependents,
    eligibility,
    granted,
    law,
    nominations,
    past_awards,
    questions,
    quotas,
    records,
    reviews,
)
from services.awards.application import Awards
from services.awards.domain import errors
from services.awards.law import (
    Law,
    NoTransition,
    RuleSetUnknown,
    SubjectKindMismatch,
    TitleNotInRuleSet,
    YearBeforeRuleSet,
)
from shared.access import Role, allow
from shared.http.intakes import INTAKE_STATUSES, intake_router
from shared.http.sheets import sheet_router
from shared.intake import Recording
from shared.readmodel import Copies

# A rule that refuses answers 409. What is wrong with the form itself, or asks the law for what
# it does not judge, answers 422: sending it again later would not help.
STATUSES: dict[type[Exception], int] = {
    errors.AwardsError: 409,
    **INTAKE_STATUSES,
    RuleSetUnknown: 404,
    **dict.fromkeys(
        (
            errors.AwardNotForSubject,
            errors.InitiativeWithoutPeople,
            errors.InitiativePersonTwice,
            errors.DisciplineTermEmpty,
            errors.ReasonMissing,
            errors.DecisionWithoutNominations,
            errors.DecisionNominationTwice,
            SubjectKindMismatch,
            TitleNotInRuleSet,
            YearBeforeRuleSet,
            NoTransition,
        ),
        422,
    ),
}

TAKE_IN_LISTS = allow("take_in_lists", Role.EMULATION_OFFICER)


def routers(
    in_force: Law,
    application: Awards,
    eligibility_model: Copies,
    register: Copies,
    recording: Recording,
) -> list[APIRouter]:
    """Everything this service answers under `/api/v1`."""
    return [
        records.router(application),
        bars.router(application),
        past_awards.router(application),
        eligibility.router(in_force, eligibility_model),
        dependents.router(in_force, eligibility_model),
        questions.router(in_force, eligibility_model),
        law.router(in_force),
        nominations.router(in_force, application, eligibility_model, register),
        quotas.router(in_force, eligibility_model, register),
        decisions.router(in_force, application, eligibility_model, register),
        awards.router(application, register),
        granted.router(in_force, register),
        reviews.router(in_force, eligibility_model),
        sheet_router(recording, TAKE_IN_LISTS),
        intake_router(recording, TAKE_IN_LISTS, [register]),
    ]
