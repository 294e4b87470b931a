"""Our side of the compared pages: news, a month of events and a bulletin, as large as the plain project's."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from media import responsive
from media.models import WardImage
from pages.models import ArticlePage, BulletinPage, HubPage
from tests.bench.sizes import ARTICLES, DAYS, EVENTS, PARAGRAPHS, TEXT, photograph
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news, make_topic


@dataclass(frozen=True)
class Content:
    """The addresses of what was made."""

    news: str
    month: str
    issue: str


def fill(site: HubPage) -> Content:
    """Topics as many as the plain calendar offers; hubs and areas are the ward's."""
    topics = [make_topic(f"topic-{number}", f"分野{number}") for number in range(6)]
    lead, second = (picture(name) for name in ("lead", "second"))
    text = [("paragraph", RichText(f"<p>{TEXT}</p>"))] * PARAGRAPHS
    news = make_news(
        site,
        "写真のお知らせ",
        summary=TEXT[:50],
        lead_picture=[("picture", shown(lead))],
        body=[*text, ("picture", shown(second))],
        topics=topics[:2],
    )
    _events(site)
    bulletin = make_bulletin(site)
    articles = [_article(bulletin, number) for number in range(ARTICLES)]
    issues = [make_issue(bulletin, *articles, number=number) for number in (1, 2, 3)]
    return Content(_path(news), "/events/", _path(issues[1]))


def _path(page: Page) -> str:
    relative: str = page.get_url_parts()[2]
    return relative


def picture(name: str) -> WardImage:
    """With every edition that a page may show."""
    image = WardImage(title=name, file=ImageFile(photograph(), name=f"{name}.jpg"))
    image.save()
    responsive.make_missing_of(image)
    return image


def shown(image: WardImage) -> dict[str, object]:
    image.contextual_alt_text, image.decorative = "公園に集まる人", False
    return {"picture": image, "caption": ""}


def _events(site: HubPage) -> None:
    today = timezone.localdate()
    for number in range(EVENTS):
        day = today.replace(day=1) + datetime.timedelta(days=number % DAYS)
        make_event(site, f"催し{number}", starts_in_days=(day - today).days, slug=f"event-{number}", venue="集会所")


def _article(bulletin: BulletinPage, number: int) -> ArticlePage:
    body = [("paragraph", RichText(f"<p>{TEXT}</p>"))] * PARAGRAPHS
    return make_article(bulletin, f"記事{number}", slug=f"article-{number}", summary=TEXT[:50], body=body)
