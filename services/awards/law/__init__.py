"""The eligibility engine: who meets the law's conditions for which title, and on what evidence.

Pure: histories and a rule set go in, a verdict comes out. It asks no clock and reads nothing
but the rule sets beside it, so the same question always has the same answer.
"""

from services.awards.law.deciding import deciding
from services.awards.law.engine import (
    SubjectKindMismatch,
    YearBeforeRuleSet,
    answered,
    judge,
)
from services.awards.law.fields import RuleSetInvalid
from services.awards.law.history import History
from services.awards.law.in_force import Law, law_in_force
from services.awards.law.loading import RuleSetUnknown, known, load, read
from services.awards.law.overlays import overlaid
from services.awards.law.record import record_of
from services.awards.law.ruleset import RuleSet, TitleNotInRuleSet
from services.awards.law.transition import NoTransition
from services.awards.law.verdict import Answer, ConditionResult, Verdict

__all__ = [
    "Answer",
    "ConditionResult",
    "History",
    "Law",
    "NoTransition",
    "RuleSet",
    "RuleSetInvalid",
    "RuleSetUnknown",
    "SubjectKindMismatch",
    "TitleNotInRuleSet",
    "Verdict",
    "YearBeforeRuleSet",
    "answered",
    "deciding",
    "judge",
    "known",
    "law_in_force",
    "load",
    "overlaid",
    "read",
    "record_of",
]
