"""The work that pages owe."""

from __future__ import annotations

from cms.jobs.registry import handler
from pages.search import branches

handler(branches.KIND)(branches.work)
