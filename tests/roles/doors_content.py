"""The public half of the API: everybody reads the same, and nobody anything else."""

from __future__ import annotations

from typing import Any

from tests.roles.door import Door, operation
from tests.roles.people import everybody

LISTS = (
    "list_pages", "list_locales", "list_redirects", "read_site", "list_hubs", "list_areas", "list_topics",
    "list_programmes", "list_calls", "list_events", "list_bulletins", "list_groups", "list_opportunities",
    "read_catalogue", "download_hubs", "download_calls", "download_events", "download_awards",
)  # fmt: skip
ASKED: dict[str, dict[str, Any]] = {"find_page": {"path": "/"}, "find_area": {"address": "石神井台"}}
RECORDS = {
    "read_page": "api_page",
    "read_hub": "api_hub",
    "read_programme": "api_programme",
    "read_call": "api_call",
    "read_event": "api_event",
    "read_bulletin": "api_bulletin",
    "read_group": "api_group",
    "read_opportunity": "api_opportunity",
    "download_csv": "api_data",
    "read_csv_metadata": "api_data",
    "download_ics": "api_data",
}
CONTENT: tuple[Door, ...] = (
    *(operation("GET", name, "none", everybody, sees=everybody) for name in LISTS),
    *(operation("GET", name, "none", everybody, sees=everybody, query=query) for name, query in ASKED.items()),
    *(operation("GET", name, record, everybody, sees=everybody, sided=False) for name, record in RECORDS.items()),
    operation("GET", "read_preview", "preview_token", everybody, shows=True),
)
