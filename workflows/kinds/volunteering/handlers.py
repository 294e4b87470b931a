"""What the worker does: the waiting list, the question of February, the end of terms, guardians who do not answer."""

from __future__ import annotations

from cms.jobs.schedules import every
from workflows.kinds.volunteering.services import promoting

__all__ = ["promoting"]

every(12 * 60, "workflows.kinds.volunteering.services.renewing.ask_due", "volunteering: who is asked to go on")
every(12 * 60, "workflows.kinds.volunteering.services.ending.expire_due", "volunteering: terms that are over")
every(12 * 60, "workflows.kinds.volunteering.services.unanswered.remind_due", "volunteering: guardians are reminded")
every(12 * 60, "workflows.kinds.volunteering.services.unanswered.expire_due", "volunteering: guardians without answer")
