"""Events and deliveries on the workers."""

from __future__ import annotations

from cms.jobs import schedules
from cms.jobs.registry import handler
from cms.webhooks import delivering, emitting, fanning

handler(emitting.KIND)(fanning.fan_out)
handler(fanning.KIND, parked=delivering.put_aside)(delivering.deliver)

schedules.every(60 * 24, "cms.webhooks.pruning.prune", "prune webhooks")
schedules.every(1, "cms.webhooks.purging.tell_of_changes", "webhooks-content-changed")
