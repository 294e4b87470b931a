"""Collections of hubs, rules and steps of approval, links to look at drafts, links found broken."""

from pages.editing.models.approval import ApprovalDue, EditorInChiefApproval, HubChiefApproval
from pages.editing.models.branch_stop import BranchStop
from pages.editing.models.collection import HubCollection, SharedCollection
from pages.editing.models.found_link import FoundLink
from pages.editing.models.moderation_rule import ModerationRule
from pages.editing.models.preview_link import PreviewLink
from pages.editing.models.review_warning import ReviewWarning
from pages.editing.models.working_copy import WorkingCopy

__all__ = [
    "ApprovalDue",
    "BranchStop",
    "EditorInChiefApproval",
    "FoundLink",
    "HubChiefApproval",
    "HubCollection",
    "ModerationRule",
    "PreviewLink",
    "ReviewWarning",
    "SharedCollection",
    "WorkingCopy",
]
