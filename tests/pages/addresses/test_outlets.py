"""What is printed, mailed and subscribed to leads to addresses of ASCII alone."""

from __future__ import annotations

import re
from functools import partial

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pages.mail.texts import mail_of
from pages.models import ArticlePage, EventPage, IssuePage
from pages.print.content import content_of
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_event
from tests.pages.print import issues

pytestmark = pytest.mark.django_db
PLAIN = re.compile(r"https?://[\w.:-]+[\w/.-]*", re.ASCII)


@pytest.fixture
def issue(monkeypatch: pytest.MonkeyPatch) -> IssuePage:
    """Its articles got their addresses from their Japanese titles."""
    make_small_ward()
    set_up_sites()
    monkeypatch.setattr(issues, "make_article", partial(make_article, slug=""))
    monkeypatch.setattr(issues, "make_event", partial(make_event, slug=""))
    made = issues.full_issue(2, 1, slug="")
    for page in (*ArticlePage.objects.all(), *EventPage.objects.all()):
        page.save_revision().publish()
    return made


def test_the_codes_on_paper(issue: IssuePage) -> None:
    content = content_of(issue)
    addresses = [content["imprint"]["url"], *(article["url"] for article in content["articles"])]
    assert len(addresses) == 3
    assert [one for one in addresses if not PLAIN.fullmatch(one)] == []


def test_the_links_of_the_mail(issue: IssuePage) -> None:
    links = [str(link["href"]) for link in BeautifulSoup(mail_of(issue).html, "html.parser").select("a[href^=http]")]
    assert len(links) > 2
    assert [one for one in links if not PLAIN.fullmatch(one)] == []


def test_the_links_of_feeds_and_calendars(issue: IssuePage) -> None:
    found = feedparser.parse(Client().get("/feed.atom").content)
    assert len(found.entries) >= 4
    assert [one.link for one in found.entries if not PLAIN.fullmatch(one.link)] == []
    event = EventPage.objects.latest("pk")
    calendar = b"".join(Client().get("/hubs/west/events.ics")).decode()  # type: ignore[arg-type]
    urls = re.findall(r"URL[^:]*:(\S+)", calendar.replace("\r\n ", ""))
    assert any(event.slug in url for url in urls)
    assert [url for url in urls if not PLAIN.fullmatch(url)] == []
