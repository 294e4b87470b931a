"""The feeds themselves: RSS 2.0 and Atom, with addresses on the site that was asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cms.cache.keeping import cached_page
from cms.hubs.models import Ward
from pages.feeds.enclosures import enclosures
from pages.feeds.entries import Entry, newest
from pages.scope import Scope, scope_of
from pages.unchanged import answer

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _latest(items: Iterable[dict[str, Any]]) -> datetime:
    """When the youngest entry changed; a feed without one says so by a day long ago, never by the clock."""
    return max((item["updateddate"] for item in items), default=LONG_AGO)


class Rss(Rss201rev2Feed):
    """RSS has one enclosure for an entry; further files stand beside it as Media RSS."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        first, *others = item["enclosures"] or [None]
        super().add_item_elements(handler, {**item, "enclosures": [first] if first else []})
        for one in others:
            told = {"url": one.url, "fileSize": one.length, "type": one.mime_type}
            handler.addQuickElement("media:content", None, told)

    def latest_post_date(self) -> datetime:
        return _latest(self.items)


class Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return _latest(self.items)


class News(Feed):
    """One feed in one format; ``site`` and ``suffix`` come with the request."""

    language = "ja"

    def __init__(self, site: Site, kind: str, suffix: str, base: str) -> None:
        self.site, self.suffix, self.kind, self.base = site, suffix, kind, base
        self.files: dict[int, list[Enclosure]] = {}
        self.feed_type = Rss if suffix == "rss" else Atom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Scope:
        return scope_of(self.kind, kwargs.get("code", ""))

    def title(self, scope: Scope) -> str:
        return f"{scope.name or self._ward}　新着情報"

    def description(self, scope: Scope) -> str:
        return f"{scope.name or self._ward}のお知らせ・記事・催し・地域情報誌"

    subtitle = description

    @cached_property
    def _ward(self) -> str:
        ward = Ward.objects.order_by("pk").first()
        return ward.name if ward else ""

    def link(self, scope: Scope) -> str:
        return f"/{scope.hub.code}/" if scope.hub else "/"

    def feed_url(self, scope: Scope) -> str:
        return f"/{scope.prefix}feed.{self.suffix}"

    def items(self, scope: Scope) -> list[Entry]:
        found = newest(scope, self.site)
        self.files = enclosures(found, self.base)
        return found

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        return item.summary

    def item_link(self, item: Entry) -> str:
        return item.url_path

    def item_guid(self, item: Entry) -> str:
        return f"tag:kizuna,2026:page/{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Entry) -> datetime:
        return item.first_at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.changed_at

    def item_enclosures(self, item: Entry) -> list[Enclosure]:
        return self.files.get(item.pk, [])

    def item_categories(self, item: Entry) -> tuple[str, ...]:
        return (item.kind,)


@require_safe
@cached_page()
def feed(request: HttpRequest, suffix: str, kind: str = "", code: str = "") -> HttpResponseBase:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    made = News(site, kind, suffix, request.build_absolute_uri("/"))(request, code=code)
    return answer(request, made.content, content_type=made["Content-Type"])
