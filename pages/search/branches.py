"""Whole branches of the page tree: a short one is written at once, a long one by the worker."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms.jobs import outbox
from pages.search import page_entries

KIND = "search_branch"
AT_ONCE = 100


def below(paths: list[str]) -> list[str]:
    """The keys of the live pages at and below ``paths``; their rows are locked."""
    there = Q(*[("path__startswith", path) for path in paths], _connector=Q.OR)
    rows = Page.objects.filter(there, live=True).order_by("pk").select_for_update(of=("self",))
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def renew(paths: list[str], keys: list[str]) -> None:
    """The entries of ``keys``, the pages below ``paths``, are as the pages tell: now, or soon. In a transaction."""
    if len(keys) <= AT_ONCE:
        page_entries.remake(keys)
        return
    tops = list(Page.objects.filter(path__in=paths).values_list("pk", flat=True))
    outbox.put(kind=KIND, key=f"{KIND}:{uuid.uuid4().hex}", payload={"pages": tops}, urgent=True)


def work(payload: dict[str, Any]) -> None:
    """What ``renew`` left to the worker. Pages that are gone by now are left out."""
    paths = list(Page.objects.filter(pk__in=payload["pages"]).values_list("path", flat=True))
    if paths:
        there = Q(*[("path__startswith", path) for path in paths], _connector=Q.OR)
        keys = Page.objects.filter(there, live=True).order_by("pk").values_list("pk", flat=True)
        page_entries.remake([str(pk) for pk in keys])
