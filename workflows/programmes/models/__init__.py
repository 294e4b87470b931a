"""Subsidy programmes and their calls: all names, amounts, deadlines and texts as data."""

from workflows.programmes.models.amendment import BudgetAmendment
from workflows.programmes.models.call import Budget, Call
from workflows.programmes.models.programme import (
    CostKind,
    EligibilityQuestion,
    LetterText,
    Programme,
    RequiredAttachment,
    StepLimit,
)

__all__ = [
    "Budget",
    "BudgetAmendment",
    "Call",
    "CostKind",
    "EligibilityQuestion",
    "LetterText",
    "Programme",
    "RequiredAttachment",
    "StepLimit",
]
