"""What files need by the clock."""

from __future__ import annotations

from cms.jobs.schedules import every

every(24 * 60, "media.services.remove_orphans", "media: stored files without a row")
