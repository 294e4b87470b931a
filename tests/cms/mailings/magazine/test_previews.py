"""Before a mail is sent, its sender sees it as readers will: with formatting and as text, and nothing in it works."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from cms.mailings.magazine import previews
from cms.mailings.models import Mailing
from tests.cms.admin.walking import client_of
from tests.factories_mailings import make_mailing, make_subscriber
from tests.factories_people import make_hub, make_staff

pytestmark = pytest.mark.django_db
DESK = "/cms/desk/magazine/"


@pytest.fixture
def mailing() -> Mailing:
    make_subscriber()
    return make_mailing(subject="秋号", body="まつり <b>全員</b> https://www.example.jp/festival/")


def soup(client: Client, mailing: Mailing, status: int = 200) -> BeautifulSoup:
    answer = client.get(f"{DESK}{mailing.pk}/send/")
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def test_the_sender_sees_html_and_text_of_the_very_mail(mailing: Mailing) -> None:
    page = soup(client_of(make_staff("editor_in_chief")), mailing)
    (frame,) = page.select("iframe")
    assert (len(frame["sandbox"]), frame["title"]) == (0, "書式つきのメール")
    shown, sent = (BeautifulSoup(one, "html.parser") for one in (frame["srcdoc"], mailing.html))
    assert shown.text.split() == sent.text.split()
    assert "<b>" not in frame["srcdoc"]
    (text,) = page.select("pre.dk-text")
    assert "まつり <b>全員</b> https://www.example.jp/festival/" in text.text
    assert "[[" not in page.text + str(frame["srcdoc"])


def test_no_link_of_the_preview_leads_anywhere(mailing: Mailing) -> None:
    (frame,) = soup(client_of(make_staff("editor_in_chief")), mailing).select("iframe")
    shown = BeautifulSoup(frame["srcdoc"], "html.parser")
    assert len(shown.select("a")) == len(BeautifulSoup(mailing.html, "html.parser").select("a")) == 3
    for link in shown.select("a"):
        assert "href" not in link.attrs
        assert link["aria-disabled"] == "true"
    assert shown.select("a")[0]["title"] == "https://www.example.jp/festival/"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://x.example.jp/" ping="/p" onclick="x()">x</a>',
        '<p><img src="https://x.example.jp/dot.gif"></p>',
        "<script>x()</script>",
        '<form action="/cms/logout/"></form>',
        '<meta http-equiv="refresh" content="0;url=/cms/">',
        '<link rel="stylesheet" href="//x.example.jp/a.css">',
        '<base href="//x.example.jp/">',
        '<svg><a xlink:href="/x"><text>x</text></a></svg>',
        '<body background="/x.png">',
        "<button formaction='/x'>x</button>",
        '<style>@import "//x.example.jp/a.css";</style>',
    ],
)  # fmt: skip
def test_nothing_that_acts_or_loads_is_left(html: str) -> None:
    shown = previews.inert(html)
    assert not re.search(r"(?<!title=\")(https?:)?//|javascript:(?![^<]*\">)|\s(href|src|action|on\w+)=|<script|<meta",
                         re.sub(r'title="[^"]*"', "", shown))  # fmt: skip


@pytest.mark.parametrize("role,status", [("editor", 403), ("chief", 200)])
def test_only_who_may_send_sees_it(role: str, status: int) -> None:
    hub = make_hub()
    mailing = make_mailing(actor=make_staff("chief", hub), hub=hub)
    page = soup(client_of(make_staff(role, hub)), mailing, status)
    assert bool(page.select("iframe")) == (status == 200)
    assert soup(client_of(make_staff(role, make_hub())), mailing, 404).select("iframe") == []


def test_what_is_on_its_way_is_not_previewed(mailing: Mailing) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.State.SCHEDULED, scheduled_for=timezone.now())
    assert soup(client_of(make_staff("editor_in_chief")), mailing).select("iframe") == []


def test_a_preview_does_not_grow_with_readers(mailing: Mailing, django_assert_max_num_queries: Any) -> None:
    client = client_of(make_staff("editor_in_chief"))
    soup(client, mailing)
    with django_assert_max_num_queries(25):
        soup(client, mailing)
