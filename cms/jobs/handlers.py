"""The work of the jobs room itself: tasks of Wagtail, sweeping, pruning."""

from __future__ import annotations

from cms.jobs import schedules, tasks_backend
from cms.jobs.registry import handler

handler("task")(tasks_backend.run_task)

schedules.every(1, "cms.jobs.worker.run_due", "sweep")
schedules.every(60 * 24, "cms.jobs.pruning.prune", "prune")
