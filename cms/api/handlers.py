"""What happens by the clock, and what follows from events of the rooms below."""

from __future__ import annotations

from cms.api.keys import ending
from cms.jobs import schedules

__all__ = ["ending"]

schedules.every(60, "cms.api.keys.pruning.prune", "prune keys and answers of the API")
schedules.every(5, "cms.api.v1.content.open_changes.note_changes", "note changes of the open data")
