"""Issues of a bulletin as readers find them: by year, by words, one after the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.models import Page

from cms.core.prepared import Prepared
from cms.search import among
from cms.search.keys import fold, fold_spaces
from cms.search.question import Question, spelled
from cms.search.snippets import Piece, marked
from pages.calendar.entries import entries
from pages.issues import entries_of, events_of
from pages.models import ArticlePage, BulletinPage, IssueEntry, IssuePage
from pages.paths import address, path_of
from pages.scope import published
from pages.search import page_source

LONGEST = 60
MOST = 400


@dataclass(frozen=True)
class Article:
    """An article that was found, what was asked for marked in its title."""

    title: list[Piece]
    url: str


@dataclass(frozen=True)
class Issue:
    page: Page
    url: str
    articles: list[Article] = field(default_factory=list)


def context(bulletin: BulletinPage, request: HttpRequest) -> dict[str, Any]:
    """The live issues, newest first, by year; narrowed by the words of ``?q=``. One query, or three with words."""
    asked = fold_spaces(request.GET.get("q", "")).strip()[:LONGEST]
    question = Question(words=spelled(asked))
    pages = list(_issues(bulletin.path).order_by("-issued_on", "-number", "-pk")[:MOST])
    issues = _narrowed(pages, question, request) if question.words else [_issue(page, request) for page in pages]
    years = groupby(issues, key=lambda one: one.page.issued_on.year)
    return {"asked": asked, "years": [(year, list(of_year)) for year, of_year in years], "longest": LONGEST}


def _issue(page: Page, request: HttpRequest, articles: list[Article] | None = None) -> Issue:
    return Issue(page, path_of(page, request), articles or [])


def _narrowed(pages: list[IssuePage], question: Question, request: HttpRequest) -> list[Issue]:
    """Issues that have every word, in themselves or in their articles; the articles that have one are named."""
    pks = [page.pk for page in pages]
    live = IssueEntry.objects.filter(issue__in=pks, article__in=published(ArticlePage).values("pk"))
    columns = ("issue", "column", "article", "article__title", "article__url_path")
    told = defaultdict(list)
    for issue, *rest in live.order_by("sort_order", "pk").values_list(*columns):
        told[issue].append(rest)
    named = live.order_by().values_list(Cast("article", CharField()), flat=True)
    own = Page.objects.filter(pk__in=pks).order_by().values_list(Cast("pk", CharField()), flat=True)
    held = among.held(question, source=page_source.NAME, keys=named.union(own, all=True))
    spellings = [one for word in question.words for one in word]
    found = []
    for page in pages:
        words = [held.get(str(page.pk), []), *(_in_column(column, question) for column, *_rest in told[page.pk])]
        hits = [(title, path, held[str(pk)]) for _column, pk, title, path in told[page.pk] if str(pk) in held]
        if _all_of(question, [*words, *(words_of for _title, _path, words_of in hits)]):
            articles = [Article(marked(title, spellings), address(path, request)) for title, path, _words in hits]
            found.append(_issue(page, request, articles))
    return found


def _in_column(column: str, question: Question) -> list[bool]:
    key = fold(column)
    return [any(one in key for one in spellings) for spellings in question.words]


def _all_of(question: Question, held: list[list[bool]]) -> bool:
    return all(any(words and words[place] for words in held) for place in range(len(question.words)))


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
