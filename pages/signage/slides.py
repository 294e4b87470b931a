"""What the hub's screen shows, one thing after the other. A fixed number of queries, and nothing that takes time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import segno
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from cms.hubs.models import Hub
from cms.theme.templatetags.kizuna_text import full_date
from media.models import WardRendition
from pages.calendar.days import start_of
from pages.calendar.entries import dates
from pages.issues import entries_of
from pages.models import HubPage, IssuePage, NewsPage
from pages.models.content import ContentPage
from pages.paths import path_of
from pages.scope import Scope, published
from pages.templatetags.kizuna_days import event_time

NEWS, NEWS_DAYS = 6, 90
EVENTS, EVENT_DAYS = 8, 45
ARTICLES = 5
# A picture is shown where an edition of a fitting width is there already; none is made while a screen waits.
PICTURE_WIDTHS = (600, 1600)


@dataclass(frozen=True)
class Slide:
    kind: str
    title: str
    text: str = ""
    when: str = ""
    place: str = ""
    off: bool = False
    url: str = ""
    qr: SafeString | str = ""
    image: int = 0
    picture: str = ""


def slides(hub: Hub, request: HttpRequest, *, now: datetime) -> list[Slide]:
    """News, events and the newest issue's articles. Five queries."""
    today = now.date()
    scope = Scope(hub=hub)
    found = [*_news(scope, request, today), *_events(scope, request, now), *_articles(scope, request)]
    return _with_pictures(found)


def contact(hub: Hub, request: HttpRequest) -> Slide:
    """The slide that is always true, with the way to the hub's site. One query."""
    page = HubPage.objects.filter(hub=hub, live=True).first()
    address = request.build_absolute_uri(path_of(page, request)) if page else ""
    return Slide("contact", hub.name, url=address, qr=qr(address) if address else "")


def qr(address: str) -> SafeString:
    """The code as a drawing without any style, so that the strict policy lets it stand."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308  digits only


def _slide(kind: str, page: ContentPage, request: HttpRequest, **more: Any) -> Slide:
    address = request.build_absolute_uri(path_of(page, request))
    return Slide(kind, page.title, text=page.summary, url=address, qr=qr(address), image=_image_of(page), **more)


def _news(scope: Scope, request: HttpRequest, today: date) -> list[Slide]:
    found = published(NewsPage, scope).filter(published_on__gte=today - timedelta(days=NEWS_DAYS))
    shown = found.defer("body", "easy_body", "readings").order_by("-published_on", "-pk")[:NEWS]
    return [_slide("news", page, request, when=full_date(page.published_on)) for page in shown]


def _events(scope: Scope, request: HttpRequest, now: datetime) -> list[Slide]:
    until = start_of(now.date() + timedelta(days=EVENT_DAYS))
    shown = dates([scope]).filter(ends_at__gte=now, starts_at__lt=until)[:EVENTS]
    return [
        _slide(
            "event", one.page, request, when=event_time(one), place=one.page.place,
            off=one.is_cancelled or one.page.is_cancelled,
        )
        for one in shown
    ]  # fmt: skip


def _articles(scope: Scope, request: HttpRequest) -> list[Slide]:
    issue = published(IssuePage, scope).order_by("-issued_on", "-number").first()
    if issue is None:
        return []
    return [_slide("article", entry.article, request, when=issue.title) for entry in entries_of(issue)[:ARTICLES]]


def _image_of(page: ContentPage) -> int:
    """The id of the page's picture without asking for it; 0 for none or one that only decorates."""
    if "lead_picture" in page.get_deferred_fields():
        return 0
    for block in page.lead_picture.raw_data:
        value = block["value"].get("picture") if isinstance(block, dict) else None
        if isinstance(value, dict) and isinstance(value.get("image"), int):
            return int(value["image"])
    return 0


def _with_pictures(found: Iterable[Slide]) -> list[Slide]:
    shown = list(found)
    wanted = {slide.image for slide in shown if slide.image}
    least, most = PICTURE_WIDTHS
    rows = WardRendition.objects.filter(image__in=wanted, width__gte=least, width__lte=most).order_by("width")
    best = {row.image_id: row.url for row in rows if not row.file.name.endswith(".avif")}
    return [replace(slide, picture=best.get(slide.image, "")) for slide in shown]
