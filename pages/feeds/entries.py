"""What a feed tells: the newest news, articles, events and issues, in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from wagtail.models import Site

from cms.core.text import without_controls
from pages.models import ArticlePage, EventPage, IssuePage, NewsPage
from pages.models.content import ContentPage
from pages.scope import Scope, published

MOST = 30
KINDS: dict[str, type[ContentPage]] = {
    "お知らせ": NewsPage, "記事": ArticlePage, "催し": EventPage, "地域情報誌": IssuePage,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    pk: int
    title: str
    summary: str
    url_path: str
    first_at: datetime
    changed_at: datetime
    kind: str
    # The lead picture as stored: see thumbnails.py.
    picture: str = field(default="", repr=False)


def newest(scope: Scope, site: Site) -> list[Entry]:
    """Of all kinds together, the latest to be published first; pages of other sites are left out."""
    root = site.root_page.url_path
    first, *others = (_of_kind(kind, model, scope, root) for kind, model in KINDS.items())
    rows = first.union(*others, all=True).order_by("-first_published_at", "-pk")[:MOST]
    plain = without_controls
    return [Entry(pk, plain(title), plain(summary), path[len(root) - 1 :], at, changed or at, kind, shown)
            for pk, title, summary, path, at, changed, kind, shown in rows]  # fmt: skip


def _of_kind(kind: str, model: type[ContentPage], scope: Scope, root: str) -> QuerySet:
    found = published(model, scope).filter(url_path__startswith=root).exclude(first_published_at=None)
    named = found.annotate(kind=Value(kind, output_field=CharField()), place=F("url_path"))
    named = named.annotate(shown=Cast("lead_picture", TextField()))
    columns = ("pk", "title", "summary", "place", "first_published_at", "last_published_at", "kind", "shown")
    return named.order_by().values_list(*columns)
