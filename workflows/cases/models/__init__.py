"""The permanent record: a case, what was sent in it, what happened to it, who looked at it."""

from workflows.cases.models.case import Case
from workflows.cases.models.consultation import Consultation
from workflows.cases.models.event import CaseEvent, CaseEventDetails, CaseReading
from workflows.cases.models.submission import CaseFile, Submission

__all__ = [
    "Case",
    "CaseEvent",
    "CaseEventDetails",
    "CaseFile",
    "CaseReading",
    "Consultation",
    "Submission",
]
