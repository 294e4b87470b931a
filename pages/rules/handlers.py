"""The work of this room from the outbox and by the clock."""

from __future__ import annotations

from cms.jobs import schedules
from cms.jobs.registry import handler
from pages.rules import listening, working

handler(listening.KIND)(working.work)

schedules.every(60 * 24, "pages.rules.pruning.prune", "prune-rules")
