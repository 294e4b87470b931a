"""What the exchange does by the clock."""

from __future__ import annotations

from cms.jobs.schedules import every

every(60, "workflows.exchange.tending.tend", "exchange: requests to groups")
every(24 * 60, "workflows.exchange.tending.tidy", "exchange: what is past its day")
