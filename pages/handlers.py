"""What the worker does for the pages; each room tells its own."""

from __future__ import annotations

from cms.jobs.registry import handler
from pages.print import handlers as _print  # noqa: F401
from pages.search import branches, document_source

handler(branches.KIND)(branches.work)
handler(document_source.KIND)(document_source.work)
