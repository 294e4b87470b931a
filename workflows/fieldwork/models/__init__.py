"""Notes from the field, who told of what, and the issues of a hub."""

from workflows.fieldwork.models.issue import Issue, IssueAction, IssueChange, IssueLink
from workflows.fieldwork.models.note import FieldNote, Informant, PhoneKey

__all__ = ["FieldNote", "Informant", "Issue", "IssueAction", "IssueChange", "IssueLink", "PhoneKey"]
