"""What the exchange does by the clock."""

from __future__ import annotations

from cms.jobs.registry import handler
from cms.jobs.schedules import every
from workflows.exchange.services import following

handler(following.NEWS)(following.send_news)

every(60, "workflows.exchange.tending.tend", "exchange: requests to groups")
every(24 * 60, "workflows.exchange.tending.tidy", "exchange: what is past its day")
