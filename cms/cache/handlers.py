"""What the worker does for the page cache."""

from __future__ import annotations

from cms.jobs import schedules

schedules.every(10, "cms.cache.version.fold", "page-cache-fold")
