"""Pages as editors write them, live at once, below the page of a hub or the ward's home."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.hubs.models import Topic
from pages.models import ArticlePage, BulletinPage, EventDate, EventPage, IssueEntry, IssuePage, NewsPage


def paragraphs(*texts: str) -> list[tuple[str, Any]]:
    return [("paragraph", RichText(f"<p>{text}</p>")) for text in texts]


def make_topic(code: str = "bosai", name: str = "防災") -> Topic:
    return Topic.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_news(parent: Page, title: str = "お知らせの見出し", **values: Any) -> NewsPage:
    values = {"slug": f"news-{NewsPage.objects.count() + 1}", "body": paragraphs("お知らせの本文です。"), **values}
    news: NewsPage = parent.add_child(instance=NewsPage(title=title, **values))
    return news


def make_article(parent: Page, title: str = "記事の見出し", **values: Any) -> ArticlePage:
    values = {"slug": f"article-{ArticlePage.objects.count() + 1}", "body": paragraphs("記事の本文です。"), **values}
    article: ArticlePage = parent.add_child(instance=ArticlePage(title=title, **values))
    return article


def make_event(parent: Page, title: str = "催しの見出し", *, starts_in_days: int = 7, **values: Any) -> EventPage:
    """One date of two hours, ``starts_in_days`` from now at ten in the morning."""
    values = {"slug": f"event-{EventPage.objects.count() + 1}", **values}
    event: EventPage = parent.add_child(instance=EventPage(title=title, **values))
    day = timezone.localdate() + datetime.timedelta(days=starts_in_days)
    begins = timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
    EventDate.objects.create(page=event, starts_at=begins, ends_at=begins + datetime.timedelta(hours=2))
    return event


def make_issue(parent: Page, *articles: ArticlePage, number: int = 1, **values: Any) -> IssuePage:
    """An issue with ``articles`` in this order; ``parent`` is the bulletin."""
    values = {"slug": f"issue-{number}", "issued_on": timezone.localdate(), **values}
    issue: IssuePage = parent.add_child(instance=IssuePage(title=f"第{number}号", number=number, **values))
    for order, article in enumerate(articles):
        IssueEntry.objects.create(issue=issue, article=article, sort_order=order)
    return issue


def make_bulletin(parent: Page, title: str = "地域だより", **values: Any) -> BulletinPage:
    bulletin: BulletinPage = parent.add_child(instance=BulletinPage(title=title, slug="bulletin", **values))
    return bulletin
