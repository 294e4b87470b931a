"""The forms of the steps, in the order of the walk."""

from workflows.kinds.coordination.staff_forms.agreement import DecisionForm, DraftForm
from workflows.kinds.coordination.staff_forms.beginning import CheckForm, ConsultationForm, ReceiveForm, SortingForm
from workflows.kinds.coordination.staff_forms.ending import PublicationForm, ReviewForm
from workflows.kinds.coordination.staff_forms.sounding import CandidatesForm, SoundingForm
from workflows.kinds.coordination.staff_forms.talks import (
    ArrangingForm,
    CarryingForm,
    HearingForm,
    InterimForm,
    MeetingForm,
)

__all__ = [
    "ArrangingForm",
    "CandidatesForm",
    "CarryingForm",
    "CheckForm",
    "ConsultationForm",
    "DecisionForm",
    "DraftForm",
    "HearingForm",
    "InterimForm",
    "MeetingForm",
    "PublicationForm",
    "ReceiveForm",
    "ReviewForm",
    "SortingForm",
    "SoundingForm",
]
