"""Subject, HTML and plain text of an issue's mail. It loads nothing: no picture, no style, no script from anywhere.

Each reader's own links go where the magazine's marks stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from cms.mailings.magazine import marks
from cms.mailings.services import frame, plain
from pages.issues import entries_of, events_of
from pages.models import EventDate, IssueEntry, IssuePage
from pages.print.content import levelled, web_address
from pages.prose.nodes import nodes
from pages.prose.plain import plain as as_text
from pages.templatetags.kizuna_days import event_time


@dataclass(frozen=True)
class IssueMail:
    subject: str
    html: str
    text: str


def mail_of(issue: IssuePage) -> IssueMail:
    """The issue as it is published now; what is not published is not in it."""
    bulletin = issue.get_parent().title
    subject = issue.title if issue.title.startswith(bulletin) else f"{bulletin}　{issue.title}"
    context = {
        **frame(),
        "subject": subject,
        "issue": issue,
        "url": web_address(issue),
        "hub": issue.home_hub,
        "articles": [_article(entry) for entry in entries_of(issue)],
        "events": [_event(one) for one in events_of(issue)],
        "marks": marks,
    }
    html = render_to_string("mail/pages/issue.html", context)
    return IssueMail(subject, html, plain("mail/pages/issue.txt", context).strip() + "\n")


def _article(entry: IssueEntry) -> dict[str, Any]:
    page = entry.article
    found = levelled(nodes(page.body))
    return {
        "column": entry.column,
        "title": page.title,
        "byline": page.byline,
        "summary": page.summary,
        "nodes": found,
        "text": as_text(found),
        "url": web_address(page),
    }


def _event(one: EventDate) -> dict[str, Any]:
    return {
        "when": event_time(one),
        "title": one.page.title,
        "place": one.page.place,
        "off": one.is_cancelled or one.page.is_cancelled,
        "url": web_address(one.page),
    }
