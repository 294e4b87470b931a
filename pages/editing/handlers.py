"""The work of this room by the clock and from the outbox."""

from __future__ import annotations

from cms.jobs import schedules
from cms.jobs.registry import handler
from pages.editing import telling
from pages.editing.links import checking

handler(telling.REMIND)(telling.remind)
handler(checking.COLLECT)(checking.collect)
handler(checking.COLLECT_ALL)(checking.collect_all)
handler(checking.CHECK)(checking.check_one)

schedules.every(1, "pages.editing.publishing.publish_due", "publish-scheduled")
schedules.every(60 * 6, "pages.editing.reviewing.warn", "review-dates")
schedules.every(10, "pages.editing.links.checking.run", "check-links")
schedules.every(60 * 24, "pages.editing.links.checking.sweep", "collect-links")
