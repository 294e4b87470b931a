"""Invented content of the sites: news, events from today on, two issues of a bulletin, profiles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Collection, Page

from cms.config.demo.languages import make_language_pages
from cms.config.demo.pictures import SCENES, make_pictures
from cms.config.demo.texts_of import blocks, read
from cms.core import dates
from cms.hubs.models import Hub, Topic
from cms.people.models import CommunityGroup
from media.models import WardImage
from pages.models import (
    ArticlePage,
    BulletinPage,
    EventDate,
    EventPage,
    FaqPage,
    GroupProfilePage,
    HubPage,
    IssueEntry,
    IssuePage,
    NewsPage,
    OpportunityPage,
    Question,
    StandardPage,
    WardHomePage,
)
from pages.print import making

NEWS_A_HUB = 2
EVENTS_A_HUB = 2
OPPORTUNITY_OPEN_FOR = timedelta(days=45)
CONSENTED = timedelta(days=120)


@dataclass(frozen=True)
class Stock:
    """What the content is made from."""

    today: date
    pictures: dict[str, WardImage]
    topics: dict[str, Topic]


def make_sites() -> None:
    """Every hub's site has news and events; the first hub of the demo has everything."""
    stock = Stock(
        timezone.localdate(), make_pictures(Collection.get_first_root_node()), Topic.objects.in_bulk(field_name="code")
    )
    site = read("site")
    news, events = read("news"), read("events")
    for row in site["ward_news"]:
        _add_news(WardHomePage.objects.get(), row, stock)
    full = CommunityGroup.objects.order_by("pk")[0].hub
    for number, page in enumerate(HubPage.objects.select_related("hub").order_by("hub__order")):
        whole = page.hub_id == full.pk
        page.colour = HubPage.Colour.values[number % len(HubPage.Colour.values)]
        page.save(update_fields=["colour"])
        # Neighbouring hubs write on other days.
        shift = 0 if whole else number * 3 % 11
        for row in news if whole else _some(news, number, NEWS_A_HUB):
            _add_news(page, row | {"days_ago": row["days_ago"] + shift}, stock)
        for row in events if whole else _some(events, number, EVENTS_A_HUB):
            _add_event(page, row | {"in_days": row["in_days"] + shift}, stock)
        _add_about(page, site["about"])
        if whole:
            _add_rest(page, site, stock)


def _some(rows: list[Any], number: int, count: int) -> list[Any]:
    """Another choice for every hub."""
    return [rows[(number * count + place) % len(rows)] for place in range(count)]


def _add_rest(page: HubPage, site: dict[str, Any], stock: Stock) -> None:
    _add_bulletin(page, site["bulletin"], stock)
    _add_opportunity(page, site["opportunity"], stock)
    _add_questions(page)
    make_language_pages(page)
    for row in site["groups"]:
        _add_profile(page, row, stock)


def _content(row: dict[str, Any], stock: Stock, hub: Hub | None) -> dict[str, Any]:
    """The columns that every page of content has."""
    values: dict[str, Any] = {
        "title": row["title"],
        "slug": row["slug"],
        "summary": row["summary"].replace("{hub}", hub.name if hub else "区"),
        "body": blocks(row["body"], hub),
    }
    if "picture" in row:
        picture = stock.pictures[row["picture"]]
        # The block takes the text for this use from the picture itself.
        picture.contextual_alt_text, picture.decorative = SCENES[row["picture"]].alt, False
        values["lead_picture"] = [("picture", {"picture": picture, "caption": ""})]
    return values


def _hub(parent: Page) -> Hub | None:
    return parent.hub if isinstance(parent, HubPage) else None


def _placed(page: Any, row: dict[str, Any], stock: Stock) -> None:
    """The topic is a relation, saved once the page is there."""
    page.topics = [stock.topics[row["topic"]]]
    page.save()


def _add_news(parent: Page, row: dict[str, Any], stock: Stock) -> None:
    day = stock.today - timedelta(days=row["days_ago"])
    news = parent.add_child(instance=NewsPage(published_on=day, **_content(row, stock, _hub(parent))))
    _placed(news, row, stock)


def _add_event(parent: HubPage, row: dict[str, Any], stock: Stock) -> None:
    facts = {name: row.get(name, "") for name in ("venue", "audience", "capacity", "fee", "sign_up")}
    venue_hub = parent.hub if row.get("at_hub") else None
    contact = f"{parent.hub.name}の窓口"
    content = _content(row, stock, parent.hub)
    event = parent.add_child(
        instance=EventPage(venue_hub=venue_hub, organiser=parent.hub.name, contact=contact, **facts, **content)
    )
    for week in range(row.get("weekly", 1)):
        day = stock.today + timedelta(days=row["in_days"], weeks=week)
        begins = datetime.combine(day, time(row["hour"]), tzinfo=dates.JST)
        EventDate.objects.create(
            page=event, sort_order=week, starts_at=begins, ends_at=begins + timedelta(hours=row["hours"])
        )
    _placed(event, row, stock)


def _add_about(page: HubPage, row: dict[str, Any]) -> None:
    page.add_child(
        instance=StandardPage(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"].replace("{hub}", page.hub.name),
            body=blocks(row["body"], page.hub),
            easy_body=blocks(row["easy"], page.hub),
        )
    )


def _add_bulletin(page: HubPage, row: dict[str, Any], stock: Stock) -> None:
    columns = {name: row[name] for name in ("title", "slug", "summary", "frequency")}
    bulletin = page.add_child(instance=BulletinPage(**columns))
    rows = {article["slug"]: article for article in read("articles")}
    for issue_row in row["issues"]:
        day = stock.today - timedelta(days=issue_row["days_ago"])
        issue = bulletin.add_child(
            instance=IssuePage(
                title=f"{row['title']} 第{issue_row['number']}号",
                slug=f"no-{issue_row['number']}",
                number=issue_row["number"],
                issued_on=day,
                summary="、".join(rows[slug]["title"] for slug in issue_row["articles"]),
                events_from=day,
                events_until=day + timedelta(days=90),
            )
        )
        for order, slug in enumerate(issue_row["articles"]):
            article = _add_article(bulletin, rows[slug], day, stock)
            IssueEntry.objects.create(issue=issue, article=article, column=rows[slug]["column"], sort_order=order)
        making.ask([issue.pk])


def _add_article(bulletin: BulletinPage, row: dict[str, Any], day: date, stock: Stock) -> ArticlePage:
    content = _content(row, stock, None)
    article: ArticlePage = bulletin.add_child(instance=ArticlePage(written_on=day, byline=row["byline"], **content))
    _placed(article, row, stock)
    return article


def _add_opportunity(page: HubPage, row: dict[str, Any], stock: Stock) -> None:
    facts = {name: row[name] for name in ("role", "places", "period", "conditions", "reward", "how_to_apply")}
    closes = stock.today + OPPORTUNITY_OPEN_FOR
    content = _content(row, stock, page.hub)
    opportunity = page.add_child(
        instance=OpportunityPage(closes_on=closes, contact=f"{page.hub.name}の窓口", **facts, **content)
    )
    _placed(opportunity, row, stock)


def _add_questions(page: HubPage) -> None:
    faq = page.add_child(
        instance=FaqPage(title="よくある質問", slug="faq", summary="拠点の使い方についてのご質問にお答えします。")
    )
    for order, (question, answer) in enumerate(read("faq")):
        Question.objects.create(page=faq, question=question, answer=f"<p>{escape(answer)}</p>", sort_order=order)


def _add_profile(page: HubPage, row: dict[str, Any], stock: Stock) -> None:
    facts = {name: row[name] for name in ("activity", "members", "joining", "contact", "summary", "slug")}
    group = CommunityGroup.objects.get(name=row["group"])
    page.add_child(
        instance=GroupProfilePage(
            title=group.name,
            group=group,
            consented_on=stock.today - CONSENTED,
            body=blocks(row["body"], page.hub),
            **facts,
        )
    )
