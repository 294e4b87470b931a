"""Mail on the workers."""

from __future__ import annotations

from cms.jobs import schedules
from cms.jobs.registry import handler
from cms.mailings import sending
from cms.mailings.magazine import running, starting
from cms.mailings.services import KIND

handler(KIND, parked=sending.put_aside)(sending.send)
handler(starting.KIND)(running.run)

schedules.every(60 * 24, "cms.mailings.pruning.prune", "prune mails")
schedules.every(60 * 24, "cms.mailings.magazine.subscribing.prune", "prune magazine")
