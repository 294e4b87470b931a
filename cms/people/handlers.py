"""What the worker does for roles."""

from __future__ import annotations

from cms.jobs import schedules

schedules.every(60, "cms.people.services.lapsing.tell_lapsed", "roles-lapsed")
