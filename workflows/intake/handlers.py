"""What the resident's side does by the clock, and when a case is erased."""

from __future__ import annotations

from cms.jobs.schedules import every
from workflows.intake import erasing

__all__ = ["erasing"]

every(24 * 60, "workflows.intake.expiry.remove_old_drafts", "intake: drafts past their time")
