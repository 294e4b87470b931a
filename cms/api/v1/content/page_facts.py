"""What each type of page tells besides its text. A page comes live or as its draft: both are read alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.api.v1.content.public_pages import address, content_in, moment
from cms.api.v1.content.texts import Texts, absolute
from cms.core import languages
from pages.issues import entries_of
from pages.minisite import MODULES
from pages.models import (
    AccessibilityPolicyPage,
    AccessibilityTestPage,
    ArticlePage,
    BulletinPage,
    CallPage,
    EventPage,
    FaqPage,
    GroupProfilePage,
    HubPage,
    IssuePage,
    LanguageHomePage,
    LanguageHubPage,
    NewsPage,
    OpportunityPage,
    WardHomePage,
)
from workflows.programmes.models import Call
from workflows.programmes.standing import standing

Told = dict[str, Any]


def facts_of(page: Page, texts: Texts, root: str) -> Told:
    """One query at most; none for most types."""
    make = MAKERS.get(type(page))
    return make(page, texts, root) if make else {}


def _columns(*names: str) -> Callable[[Any, Texts, str], Told]:
    return lambda page, texts, root: {name: getattr(page, name) for name in names}


def _event(page: EventPage, texts: Texts, root: str) -> Told:
    """One query: the dates."""
    dates = sorted(page.dates.all(), key=lambda one: (one.starts_at, one.pk or 0))
    name, where = page.place_lines
    same = ("online_url", "audience", "capacity", "fee", "sign_up", "contact")
    return {
        "dates": [day_of(one) for one in dates],
        "cancelled": page.is_cancelled,
        "venue": name,
        "venue_address": where,
        "venue_hub": page.venue_hub.code if page.venue_hub else None,
        **{one: getattr(page, one) for one in same},
        "organiser": page.organiser_group.name if page.organiser_group else page.organiser,
        "calendar": absolute(reverse("pages:calendar:event_file", args=[page.calendar_uid])),
    }


def day_of(one: Any) -> Told:
    return {
        "starts_at": moment(one.starts_at),
        "ends_at": moment(one.ends_at),
        "all_day": one.all_day,
        "cancelled": one.is_cancelled,
        "note": one.note,
    }


def _issue(page: IssuePage, texts: Texts, root: str) -> Told:
    """One query: the articles that everybody may read."""
    printed = getattr(page, "print", None)
    ready = printed is not None and printed.file_id is not None
    return {
        "number": page.number,
        "issued_on": page.issued_on,
        "articles": articles_of(page, root),
        "events_from": page.events_from,
        "events_until": page.events_until,
        "pdf": absolute(reverse("pages:print:pdf", args=[page.pk])) if ready else None,
    }


def articles_of(issue: IssuePage, root: str) -> list[Told]:
    with content_in(languages.default()):
        found = list(entries_of(issue))
    return [
        {
            "id": one.article_id,
            "title": one.article.title,
            "column": one.column,
            "summary": one.article.summary,
            "path": address(one.article.url_path, root),
        }
        for one in found
    ]


def _call(page: CallPage, texts: Texts, root: str) -> Told:
    return {"call": page.call.slug, "content": texts.add(page.body)}


def _group(page: GroupProfilePage, texts: Texts, root: str) -> Told:
    """Of the register nothing but name and kind."""
    same = ("activity", "members", "joining", "contact", "website")
    return {
        "group": page.group_id,
        "group_name": page.group.name,
        "kind": page.group.kind,
        "kind_label": str(page.group.get_kind_display()),
        **{name: getattr(page, name) for name in same},
    }


def _opportunity(page: OpportunityPage, texts: Texts, root: str) -> Told:
    """One query where a call stands behind it."""
    same = ("role", "places", "period", "conditions", "reward", "how_to_apply", "contact", "closes_on")
    found = {name: getattr(page, name) for name in same}
    is_over = page.closes_on is not None and page.closes_on < timezone.localdate()
    calls = Call.objects.select_related("programme").filter(pk=page.call_id, is_published=True)
    call = calls.first() if page.call_id else None
    if call is not None:
        phase = standing(call, at=timezone.now())
        is_over = is_over or not (phase.takes_applications or phase.phase == "not_yet")
    return found | {"call": call.slug if call else None, "is_over": is_over}


def _faq(page: FaqPage, texts: Texts, root: str) -> Told:
    """One query: the questions."""
    asked = page.questions.all()
    return {"questions": [{"question": one.question, "answer": texts.add(one.answer)} for one in asked]}


def _accessibility_test(page: AccessibilityTestPage, texts: Texts, root: str) -> Told:
    """One query: the criteria."""
    same = ("fiscal_year", "tested_from", "tested_until", "standard", "reached", "sample", "tools")
    columns = ("number", "name", "level", "result", "note")
    criteria = [
        {**{name: getattr(one, name) for name in columns}, "result_label": str(one.get_result_display())}
        for one in page.criteria.all()
    ]
    return {**{name: getattr(page, name) for name in same}, "criteria": criteria}


def _introduction(page: Any, texts: Texts, root: str) -> Told:
    return {"introduction": texts.add(page.introduction)}


def _hub(page: HubPage, texts: Texts, root: str) -> Told:
    shown = [name for name in MODULES if getattr(page, f"shows_{name}")]
    return {"introduction": texts.add(page.introduction), "colour": page.colour, "lists": shown}


MAKERS: dict[type[Page], Callable[[Any, Texts, str], Told]] = {
    AccessibilityPolicyPage: _columns("target", "target_day", "exceptions"),
    AccessibilityTestPage: _accessibility_test,
    ArticlePage: _columns("written_on", "byline"),
    BulletinPage: _columns("frequency"),
    CallPage: _call,
    EventPage: _event,
    FaqPage: _faq,
    GroupProfilePage: _group,
    HubPage: _hub,
    IssuePage: _issue,
    LanguageHomePage: _introduction,
    LanguageHubPage: _introduction,
    NewsPage: _columns("published_on"),
    OpportunityPage: _opportunity,
    WardHomePage: _introduction,
}
