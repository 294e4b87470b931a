"""Issues of a bulletin as readers find them: by year, by words, one after the other."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from pages.calendar.entries import entries
from pages.issues import entries_of, events_of
from pages.models import ArticlePage, BulletinPage, IssueEntry, IssuePage
from pages.paths import path_of
from pages.scope import published

LONGEST = 60
MOST_WORDS = 5
MOST = 400


@dataclass(frozen=True)
class Issue:
    page: IssuePage
    url: str


def context(bulletin: BulletinPage, request: HttpRequest) -> dict[str, Any]:
    """The live issues, newest first, by year; narrowed by the words of ``?q=``. One query."""
    asked = unicodedata.normalize("NFKC", request.GET.get("q", "")).replace("\x00", "").strip()[:LONGEST]
    found = _issues(bulletin.path)
    for word in asked.split()[:MOST_WORDS]:
        found = found.filter(_tells(word))
    issues = [Issue(page, path_of(page, request)) for page in found.order_by("-issued_on", "-number", "-pk")[:MOST]]
    years = groupby(issues, key=lambda one: one.page.issued_on.year)
    return {"asked": asked, "years": [(year, list(of_year)) for year, of_year in years], "longest": LONGEST}


def issue_context(issue: IssuePage, request: HttpRequest) -> dict[str, Any]:
    """Articles, events, and the issues before and after this one."""
    articles = [(entry, path_of(entry.article, request)) for entry in entries_of(issue)]
    others = list(_issues(issue.path[: -issue.steplen]).order_by("issued_on", "number", "pk"))
    at = next((place for place, one in enumerate(others) if one.pk == issue.pk), None)
    before = others[at - 1] if at else None
    after = others[at + 1] if at is not None and at + 1 < len(others) else None
    return {
        "articles": articles,
        "events": entries(events_of(issue), request) if issue.events_from else [],
        "before": before and Issue(before, path_of(before, request)),
        "after": after and Issue(after, path_of(after, request)),
        "print": getattr(issue, "print", None),
    }


def _issues(path: str) -> QuerySet[IssuePage]:
    """Issues below the bulletin at ``path`` that everybody may read, without their long texts."""
    return published(IssuePage).filter(path__startswith=path).defer("body", "easy_body", "lead_picture", "readings")


def _tells(word: str) -> Q:
    """Title, summary or an article of the issue has the word."""
    named = Q(article__title__icontains=word) | Q(article__summary__icontains=word) | Q(column__icontains=word)
    live = IssueEntry.objects.filter(named, article__in=published(ArticlePage).values("pk"))
    return Q(title__icontains=word) | Q(summary__icontains=word) | Q(pk__in=live.values("issue"))
