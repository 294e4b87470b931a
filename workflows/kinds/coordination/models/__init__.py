"""What a coordination keeps besides the case: talks, soundings with their consents, agreement, sheets, questions."""

from workflows.kinds.coordination.models.agreement import Agreement, ReviewSheet
from workflows.kinds.coordination.models.asking import Advice, Inquiry, InquiryAnswer
from workflows.kinds.coordination.models.request import Coordination, Talk
from workflows.kinds.coordination.models.sounding import Consent, Remark, Side, Sounding, Way

__all__ = [
    "Advice",
    "Agreement",
    "Consent",
    "Coordination",
    "Inquiry",
    "InquiryAnswer",
    "Remark",
    "ReviewSheet",
    "Side",
    "Sounding",
    "Talk",
    "Way",
]
