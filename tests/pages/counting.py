"""Counts the queries that a page asks for itself."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# Rows that stay the same for every reader until somebody changes them, and are kept in memory until then.
REMEMBERED = ("wagtailcore_site", "hubs_ward", "pages_emergencybanner", "pages_menuitem")


def own_queries(path: str) -> int:
    """Queries of the page besides those for what is remembered."""
    Client().get(path)
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(path).status_code == 200, path
    return sum(1 for one in captured if not any(f'FROM "{table}"' in one["sql"] for table in REMEMBERED))
