"""Bulletins (地域情報誌) with their issues and the articles in each."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from cms.api.paging import PageOf
from cms.api.shapes import Told
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.finding import NEWEST, one_of
from cms.api.v1.content.ids import Id
from cms.api.v1.content.keyset import Listed
from cms.api.v1.content.listed_pages import page_of_type
from cms.api.v1.content.page_shapes import BulletinDetail, IssueArticle, PageSummary
from cms.api.v1.content.public_pages import COLUMNS, address, content_in, public, root_of, summaries
from cms.api.v1.content.texts import absolute
from cms.api.v1.content.whole import detail
from cms.core import languages
from cms.hubs.models import Hub
from pages.models import ArticlePage, BulletinPage, IssueEntry, IssuePage
from pages.scope import published

router = Router()
MOST_ISSUES = 200


class BulletinsAsked(Listed):
    hub: str = Field("", max_length=50, description="code: bulletins of the hub")


class IssueTold(Told):
    """``pdf`` is null until the paper is made."""

    id: int
    title: str
    number: int
    issued_on: date
    summary: str
    path: str
    pdf: str | None
    articles: list[IssueArticle]


class BulletinWhole(BulletinDetail):
    issues: list[IssueTold] = Field(description=f"the newest {MOST_ISSUES}")


@router.get("/bulletins", response=PageOf[PageSummary])
def list_bulletins(request: HttpRequest, asked: Query[BulletinsAsked]) -> HttpResponse:
    """The bulletins of the ward and its hubs, the youngest first."""
    root = root_of(request)
    found = public(root, language=languages.default(), types=["bulletin"])
    if asked.hub:
        hub = one_of(Hub, "hub", asked.hub)
        found = found.filter(pk__in=BulletinPage.objects.filter(home_hub=hub).values("pk"))
    cut = keyset.cut(found.values(*COLUMNS), NEWEST, asked)
    return told(request, cut.told(summaries(cut.rows, root)))


@router.get("/bulletins/{int:bulletin_id}", response=BulletinWhole)
def read_bulletin(request: HttpRequest, bulletin_id: Id) -> HttpResponse:
    """One bulletin with its issues, the newest first; the id is that of its page."""
    page = page_of_type(BulletinPage, bulletin_id, request)
    root = root_of(request)
    return told(request, {**detail(page, root, include=[]), "issues": issues_of(page, root)})


def issues_of(bulletin: BulletinPage, root: str) -> list[dict[str, Any]]:
    """Two queries, however many there are."""
    columns = ("pk", "title", "number", "issued_on", "summary", "url_path", "print__file")
    with content_in(languages.default()):
        rows = published(IssuePage).filter(path__startswith=bulletin.path)
        found = list(rows.order_by("-issued_on", "-number", "-pk").values(*columns)[:MOST_ISSUES])
        live = published(ArticlePage).values("pk")
        entries = IssueEntry.objects.filter(issue__in=[row["pk"] for row in found], article__in=live)
        told_of = ("issue", "column", "article", "article__title", "article__summary", "article__url_path")
        articles = list(entries.order_by("sort_order", "pk").values(*told_of))
    by_issue: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in articles:
        by_issue[one["issue"]].append(_article(one, root))
    return [_issue(row, by_issue[row["pk"]], root) for row in found]


def _article(row: dict[str, Any], root: str) -> dict[str, Any]:
    return {
        "id": row["article"],
        "title": row["article__title"],
        "column": row["column"],
        "summary": row["article__summary"],
        "path": address(row["article__url_path"], root),
    }


def _issue(row: dict[str, Any], articles: list[dict[str, Any]], root: str) -> dict[str, Any]:
    return {
        "id": row["pk"],
        "title": row["title"],
        "number": row["number"],
        "issued_on": row["issued_on"],
        "summary": row["summary"],
        "path": address(row["url_path"], root),
        "pdf": absolute(reverse("pages:print:pdf", args=[row["pk"]])) if row["print__file"] else None,
        "articles": articles,
    }
