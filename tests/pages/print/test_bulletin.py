"""A bulletin and its issues on the web."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from pages.models import ArticlePage, BulletinPage, EventPage, HubPage, IssuePage, IssuePrint, WardHomePage
from pages.print import making
from pages.print.panel import PrintPanel
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue
from tests.pages.counting import own_queries
from tests.pages.print.issues import made

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def bulletin() -> BulletinPage:
    make_small_ward()
    set_up_sites()
    return make_bulletin(HubPage.objects.get(slug="west"), "石神井台だより")


def soup(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser")


def years(page: BeautifulSoup) -> dict[str, list[str]]:
    parts = [one for one in page.select("section section") if one.h3]
    return {one.h3.text: [link.text for link in one.select(".kz-numbers > li > a")] for one in parts}


def test_back_numbers_stand_by_year_the_newest_first(client: Client, bulletin: BulletinPage) -> None:
    for number, day in enumerate((DAY(2025, 3, 1), DAY(2026, 3, 1), DAY(2026, 9, 1)), start=1):
        make_issue(bulletin, number=number, issued_on=day)
    make_issue(bulletin, number=9, issued_on=DAY(2026, 12, 1), live=False)
    closed = make_issue(bulletin, number=10, issued_on=DAY(2026, 12, 2))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert years(soup(client, bulletin.url)) == {"2026年": ["第3号", "第2号"], "2025年": ["第1号"]}


@pytest.mark.parametrize(
    "asked,found",
    [
        ("防災", {"第1号", "第2号"}), ("ﾎﾞｳｻｲ", {"第1号", "第2号"}), ("訓練", {"第1号"}),
        ("防災 まつり", {"第1号"}), ("防災　公園", set()),
        ("町会", {"第2号"}),
        ("%", set()), ("'", set()), ('"', set()), ("\x00", {"第1号", "第2号"}), ("あ" * 500, set()), ("秘密", set()),
    ],
)  # fmt: skip
def test_issues_are_found_by_words_of_their_title_and_articles(
    client: Client, bulletin: BulletinPage, asked: str, found: set[str]
) -> None:
    hidden = make_article(bulletin, "秘密の記事", live=False)
    make_issue(bulletin, make_article(bulletin, "防災訓練", summary="まつりも行います"), hidden)
    issue = make_issue(bulletin, make_article(bulletin, "ボウサイ講座"), number=2)
    issue.entries.update(column="町会だより")
    answer = client.get(bulletin.url, {"q": asked})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    assert {title for titles in years(page).values() for title in titles} == found
    if not found:
        assert "見つかりませんでした" in page.text


def test_articles_stand_in_their_order_with_their_columns_wherever_they_lie(
    client: Client, bulletin: BulletinPage
) -> None:
    first, second = (
        make_article(bulletin, "特集記事"),
        make_article(HubPage.objects.get(slug="east"), "よそで書いた記事"),
    )
    issue = make_issue(bulletin, second, first, make_article(bulletin, "下書き", live=False))
    issue.entries.filter(article=second).update(column="町会だより")
    page = soup(client, issue.url)
    assert [one.text for one in page.select(".kz-issue h3")] == ["よそで書いた記事", "特集記事"]
    assert [one.text for one in page.select(".kz-issue .kz-badge")] == ["町会だより"]
    for link in page.select(".kz-issue a"):
        assert client.get(link["href"]).status_code == 200


def test_an_issue_leads_to_the_one_before_and_the_next(client: Client, bulletin: BulletinPage) -> None:
    issues = [make_issue(bulletin, number=n, issued_on=DAY(2026, n, 1)) for n in (1, 2, 3)]
    page = soup(client, issues[1].url)
    assert page.select_one('[rel~="prev"]')["href"] == "/west/bulletin/issue-1/"
    assert page.select_one('[rel~="next"]')["href"] == "/west/bulletin/issue-3/"
    assert soup(client, issues[0].url).select('[rel~="prev"]') == []
    assert soup(client, issues[2].url).select('[rel~="next"]') == []


def test_the_list_of_events_holds_those_of_its_hub_and_its_days(client: Client, bulletin: BulletinPage) -> None:
    hub, today = HubPage.objects.get(slug="west"), datetime.date.today()
    for title, days in (("昨日", -1), ("初日", 1), ("末日", 10), ("翌日", 11)):
        make_event(hub, title, starts_in_days=days)
    make_event(HubPage.objects.get(slug="east"), "よその拠点", starts_in_days=5)
    first = EventPage.objects.get(title="初日").dates.get().first_day
    issue = make_issue(bulletin, events_from=first, events_until=first + datetime.timedelta(days=9), issued_on=today)
    assert [one.text.strip() for one in soup(client, issue.url).select(".kz-coming h3 a")] == ["初日", "末日"]


def test_a_bulletin_of_the_ward_lists_the_events_of_all(client: Client, bulletin: BulletinPage) -> None:
    ward = WardHomePage.objects.get().add_child(instance=BulletinPage(title="区の情報誌", slug="ward-bulletin"))
    events = [make_event(HubPage.objects.get(slug=code), code) for code in ("west", "east")]
    day = events[0].dates.get().first_day
    issue = make_issue(ward, events_from=day, events_until=day)
    assert {one.text.strip() for one in soup(client, issue.url).select(".kz-coming h3 a")} == {"west", "east"}


def test_days_of_the_list_of_events_come_in_pairs_and_in_order(bulletin: BulletinPage) -> None:
    day = DAY(2026, 12, 1)
    for values, field in (
        ({"events_from": day}, "events_until"),
        ({"events_until": day}, "events_from"),
        ({"events_from": day, "events_until": DAY(2026, 11, 30)}, "events_until"),
    ):
        with pytest.raises(ValidationError) as told:
            IssuePage(title="号", number=1, issued_on=day, **values).clean()
        assert set(told.value.message_dict) == {field}


def panel(issue: IssuePage) -> str:
    """What the editor of the issue reads about its paper."""
    bound = PrintPanel(heading="印刷用PDF").bind_to_model(IssuePage)
    shown = bound.get_bound_panel(instance=IssuePage.objects.get(pk=issue.pk), request=RequestFactory().get("/"))
    return str(shown.render_html({}))


def test_the_editor_is_told_how_far_the_paper_is_and_what_keeps_it_from_being_made(bulletin: BulletinPage) -> None:
    issue = make_issue(bulletin, make_article(bulletin))
    assert "この号を公開すると自動で作成されます" in panel(issue)
    making.ask([issue.pk])
    assert "作成しています" in panel(issue)
    row = IssuePrint.objects.get(issue=issue)
    making.leave(row, wanted=row.wanted, state="parked", reason="印刷できない文字があります：「夏」：😀（U+1F600）")
    assert "印刷用PDFを作成できませんでした" in panel(issue)
    assert "😀（U+1F600）" in panel(issue)
    assert made(issue).state == "ready"
    assert f'href="/bulletins/{issue.pk}.pdf"' in panel(issue)


@pytest.mark.parametrize("what,most", [("bulletin", 6), ("issue", 6), ("article", 6)])
def test_queries_are_few_and_do_not_grow_with_issues_articles_or_events(
    bulletin: BulletinPage, what: str, most: int
) -> None:
    make_event(HubPage.objects.get(slug="west"))
    today = datetime.date.today()
    days = {"events_from": today, "events_until": today + datetime.timedelta(days=30)}
    issue = make_issue(bulletin, make_article(bulletin), **days)
    path = {"bulletin": bulletin, "issue": issue, "article": ArticlePage.objects.get()}[what].url
    before = own_queries(path)
    for _number in range(4):
        make_event(HubPage.objects.get(slug="west"))
        make_issue(bulletin, number=IssuePage.objects.count() + 1, issued_on=DAY(2020, 1, 1))
        issue.entries.create(article=make_article(bulletin), sort_order=9)
    assert own_queries(path) == before <= most
