"""What forms need by the clock."""

from __future__ import annotations

from cms.jobs.schedules import every

every(60, "forms.held.remove_expired", "forms: held texts older than a day")
