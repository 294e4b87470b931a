"""An issue as a mail: complete, accessible, loading nothing; and the way from the issue to the magazine."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.mailings.models import Mailing
from pages.mail.texts import mail_of
from pages.models import HubPage, IssuePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import paragraphs
from tests.factories_people import make_staff
from tests.pages.print.issues import columned, full_issue
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ward() -> None:
    make_small_ward()
    set_up_sites()


@pytest.fixture
def issue(ward: None) -> IssuePage:
    made = full_issue(1, 2, summary="特集は防災です。")
    columned(made)
    return made


SAID = (
    """
石神井台だより　第1号|特集は防災です。|特集|地域の防災訓練に参加しましょう（その1）|見本花子|申込みは不要
水と帽子|飲み物は各自|当日の流れ|受付をする|雨天の場合は中止します|当日の朝7時に決めます。|会場と時間|13時から15時|見本実行委員会|03-0000-0000
［写真：訓練のようす］|昨年の訓練のようす|1月のお茶会|広場|west拠点|[[unsubscribe]]|[[preferences]]|https://www.example.jp/bosai
""".strip()
    .replace("\n", "|")
    .split("|")
)


def test_everything_that_was_written_is_in_the_mail_and_in_its_plain_text(issue: IssuePage) -> None:
    mail = mail_of(issue)
    assert mail.subject == "石神井台だより　第1号"
    page = BeautifulSoup(mail.html, "html.parser")
    for link in page.select("a"):
        link.append(str(link["href"]))
    for part in SAID:
        assert part in page.text, part
        assert part in mail.text, part
    assert not re.search(r"<[a-z/]", mail.text)


def test_the_mail_speaks_japanese_is_in_order_and_loads_nothing(issue: IssuePage) -> None:
    page = BeautifulSoup(mail_of(issue).html, "html.parser")
    assert page.html["lang"] == "ja"
    assert page.title.text
    levels = [int(one.name[1]) for one in page.find_all(re.compile(r"^h\d$"))]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))
    assert page.select("img, script, link, style, iframe, [src], [background]") == []
    assert all(cell.get("scope") for cell in page.select("th"))
    hrefs = [str(one["href"]) for one in page.select("a")]
    assert all(href.startswith(("https://", "http://", "[[")) for href in hrefs)


def test_what_an_editor_writes_is_text_in_both(issue: IssuePage) -> None:
    article = issue.entries.first().article
    article.title, article.body = "<b>A & B</b> {{ x }}", paragraphs("1 &lt; 2 &amp; 3")
    article.save_revision().publish()
    mail = mail_of(issue)
    assert "<b>A & B</b> {{ x }}" in mail.text
    assert "1 < 2 & 3" in mail.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt; {{ x }}" in mail.html


def test_what_is_not_published_is_not_in_the_mail(issue: IssuePage) -> None:
    issue.entries.first().article.unpublish()
    assert "地域の防災訓練" not in mail_of(issue).text


def address(issue: IssuePage) -> str:
    return f"/cms/issues/{issue.pk}/mail/"


def staff(client: Client, role: str, hub: str | None) -> Client:
    sign_in(client, make_staff(role, HubPage.objects.get(slug=hub).hub if hub else None))
    return client


def test_an_editor_makes_a_draft_for_the_readers_of_the_hub(client: Client, issue: IssuePage) -> None:
    staff(client, "editor", "west")
    assert "特集は防災です。" in client.get(address(issue)).content.decode()
    answer = client.post(address(issue))
    mailing = Mailing.objects.get()
    assert answer["Location"] == reverse("desk:mailing", args=[mailing.pk])
    assert (mailing.subject, mailing.state, mailing.to_ward) == ("石神井台だより　第1号", "draft", False)
    assert [hub.code for hub in mailing.hubs.all()] == ["west"]
    assert "[[unsubscribe]]" in mailing.html
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role,hub", [("editor", "east"), ("reviewer", "west"), ("auditor", None)])
def test_who_does_not_write_for_the_hub_finds_no_such_page(
    client: Client, issue: IssuePage, role: str, hub: str | None, method: str
) -> None:
    staff(client, role, hub)
    assert getattr(client, method)(address(issue)).status_code == 404
    assert Mailing.objects.count() == 0


def test_an_issue_that_is_not_published_has_no_mail(client: Client, issue: IssuePage) -> None:
    staff(client, "editor", "west")
    IssuePage.objects.get(pk=issue.pk).unpublish()
    assert client.post(address(issue)).status_code == 404
    assert Mailing.objects.count() == 0


def test_the_button_stands_on_published_issues_for_those_who_write_mails(issue: IssuePage) -> None:
    from pages.mail.hooks import button

    hubs: Any = HubPage.objects
    west, east = (make_staff("editor", hubs.get(slug=code).hub) for code in ("west", "east"))
    assert [one.url for one in button(issue, west)] == [address(issue)]
    assert list(button(issue, east)) == []
    assert list(button(issue.get_parent(), west)) == []
