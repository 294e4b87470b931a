"""Issues of a bulletin as readers find them: by year, by words, one after the other."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from cms.core.prepared import Prepared
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
    page: Page
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


def issue_context(issue: IssuePage, request: HttpRequest, *, beside: list[Page]) -> dict[str, Any]:
    """Articles, events, and the issues before and after this one, out of those ``beside`` it."""
    articles = [(entry, path_of(entry.article, request)) for entry in ARTICLES.all(issue.pk)]
    at = next((place for place, one in enumerate(beside) if one.pk == issue.pk), None)
    before = beside[at - 1] if at else None
    after = beside[at + 1] if at is not None and at + 1 < len(beside) else None
    return {
        "articles": articles,
        "events": entries(events_of(issue), request) if issue.events_from else [],
        "before": before and Issue(before, path_of(before, request)),
        "after": after and Issue(after, path_of(after, request)),
        "print": getattr(issue, "print", None),
    }


def family(issue: IssuePage) -> tuple[list[Page], list[Page]]:
    """(pages between the ward's home and the issue, readable issues of its bulletin in their order). One query."""
    bulletin = issue.path[: -issue.steplen]
    rows = FAMILY.all(issue.path[: 3 * issue.steplen], bulletin, *Page._get_children_path_interval(bulletin))
    beside = [one for one in rows if one.issued_on is not None]
    beside.sort(key=lambda one: (one.issued_on, one.number, one.pk))
    return [one for one in rows if one.issued_on is None], beside


def _family(top: str, bulletin: str, first: str, last: str) -> QuerySet[Page]:
    """``top`` is the page right below the ward's home: the hub's, or the bulletin itself."""
    issues = published(IssuePage).filter(path__range=(first, last)).order_by().values("pk")
    found = Page.objects.filter(Q(path__in=(top, bulletin)) | Q(pk__in=issues)).only(
        "title", "url_path", "path", "depth"
    )
    return found.annotate(issued_on=F("issuepage__issued_on"), number=F("issuepage__number")).order_by("path")


FAMILY: Prepared[Any] = Prepared(_family, "top-path", "bulletin-path", "first-path", "last-path")


ARTICLES: Prepared[IssueEntry] = Prepared(lambda pk: entries_of(IssuePage(pk=pk)), 987_654)


def _issues(path: str) -> QuerySet[IssuePage]:
    """Issues below the bulletin at ``path`` that everybody may read, without their long texts."""
    return published(IssuePage).filter(path__startswith=path).defer("body", "easy_body", "lead_picture", "readings")


def _tells(word: str) -> Q:
    """Title, summary or an article of the issue has the word."""
    named = Q(article__title__icontains=word) | Q(article__summary__icontains=word) | Q(column__icontains=word)
    live = IssueEntry.objects.filter(named, article__in=published(ArticlePage).values("pk"))
    return Q(title__icontains=word) | Q(summary__icontains=word) | Q(pk__in=live.values("issue"))
