"""Tables of volunteer recruitment: what is wanted, who is chosen, who serves, what is known of them."""

from workflows.kinds.volunteering.models.appointment import Appointment, Renewal
from workflows.kinds.volunteering.models.recruitment import Recruitment, Slot
from workflows.kinds.volunteering.models.register import VolunteerProfile
from workflows.kinds.volunteering.models.selection import GuardianConsent, Score, SlotChoice
from workflows.kinds.volunteering.models.service import Activity, Article, Attendance, Training

__all__ = [
    "Activity",
    "Appointment",
    "Article",
    "Attendance",
    "GuardianConsent",
    "Recruitment",
    "Renewal",
    "Score",
    "Slot",
    "SlotChoice",
    "Training",
    "VolunteerProfile",
]
