"""Everything that an issue shows on paper, as plain JSON: the only thing that the renderer reads."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cms.core import dates
from cms.hubs.models import Hub, Ward
from cms.theme.templatetags.kizuna_text import WEEKDAYS
from pages.issues import entries_of, events_of
from pages.models import ArticlePage, BulletinPage, EventDate, IssueEntry, IssuePage
from pages.prose import nodes as prose
from pages.prose.nodes import contact_of, texts
from pages.templatetags.kizuna_days import short_time
from workflows.correspondence import glyphs

Content = dict[str, Any]
# Grows when the same rows are to look different on paper, so that issues are made anew.
LAYOUT = 2


def content_of(issue: IssuePage) -> Content:
    """Empty ``articles`` and ``events``: there is nothing to print yet."""
    bulletin = issue.get_parent().specific
    hub = issue.home_hub
    ward = Ward.objects.order_by("pk").first() or Ward()
    name = bulletin.title if isinstance(bulletin, BulletinPage) else issue.title
    return {
        "layout": LAYOUT,
        "masthead": name,
        "issue": issue.title.removeprefix(name).strip() or issue.title,  # the masthead stands beside it
        "number": _("No. %(number)s") % {"number": issue.number},
        "date": f"{dates.wareki(issue.issued_on)}（{WEEKDAYS[issue.issued_on.weekday()]}曜日）発行",
        "publisher": hub.name if hub else ward.name,
        "summary": issue.summary,
        "articles": [_article(entry) for entry in entries_of(issue)],
        "events_heading": _events_heading(issue),
        "events": [_event(one) for one in events_of(issue)],
        "imprint": _imprint(issue, hub, ward),
    }


def _article(entry: IssueEntry) -> Content:
    page: ArticlePage = entry.article
    lead = [node for block in page.lead_picture for node in prose.nodes([block])]  # type: ignore[arg-type]
    return {
        "column": entry.column,
        "title": page.title,
        "byline": page.byline,
        "summary": page.summary,
        "nodes": levelled([*lead, *prose.nodes(page.body)]),
        "url": web_address(page),
        "qr_alt": _("Two-dimensional code that leads to “%(title)s” on the web") % {"title": page.title},
    }


def levelled(found: list[prose.Node]) -> list[prose.Node]:
    """Headings below that of the article (level 2), none of them skipping a level, as tagged documents need it."""
    last = 2
    for node in found:
        if node["kind"] == "heading":
            last = node["level"] = min(int(node["level"]) + 1, last + 1)
    return found


def _event(one: EventDate) -> Content:
    page = one.page
    off = one.is_cancelled or page.is_cancelled
    return {
        "when": short_time(one),
        "title": page.title,
        "off": _("called off") if off else "",
        "place": page.place,
        "facts": "　".join(part for part in (one.note, page.fee, page.sign_up) if part),
    }


def _events_heading(issue: IssuePage) -> str:
    """The year and the era stand here once; the dates below go without."""
    if issue.events_from is None or issue.events_until is None:
        return ""
    first, last = dates.wareki(issue.events_from), dates.wareki(issue.events_until)
    if first.partition("年")[0] == last.partition("年")[0]:
        last = last.partition("年")[2]
    return f"催し（{first}～{last}）"


def _imprint(issue: IssuePage, hub: Hub | None, ward: Ward) -> Content:
    desk = [
        ("", ward.desk_name), ("所在地", ward.desk_address), ("受付時間", ward.desk_hours), ("電話", ward.desk_phone),
    ]  # fmt: skip
    facts = contact_of(hub) if hub and (hub.phone or hub.email) else desk
    return {
        "heading": "編集・発行",
        "name": hub.name if hub else ward.name,
        "lines": [f"{label}　{text}" if label else text for label, text in facts if text],
        "web": "この号のウェブ版",
        "url": web_address(issue),
        "qr_alt": _("Two-dimensional code that leads to this issue on the web"),
    }


def web_address(page: Any) -> str:
    """The address on the installation's own site: what is printed cannot follow a request."""
    site_root = page.get_url_parts()
    path = site_root[2] if site_root and site_root[2] else "/"
    return f"{settings.BASE_URL}{path}"


def digest(content: Content) -> str:
    """The same for the same content, pictures by their number."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def holes(content: Content) -> dict[str, list[str]]:
    """What the fonts cannot draw, by the title of the article (or the issue's) where it stands."""
    found: dict[str, list[str]] = {}
    for part in (*content["articles"], content):
        shown = {key: value for key, value in part.items() if key != "articles"}
        missing = glyphs.missing("".join(texts(shown)).replace("\n", ""))
        if missing:
            found[part.get("title") or content["issue"]] = missing
    return found


def told(found: dict[str, list[str]]) -> str:
    """For editors: ``「夏まつり」：😀（U+1F600）``."""
    described = ((title, " ".join(map(glyphs.described, missing))) for title, missing in found.items())
    return "、".join(f"「{title}」：{characters}" for title, characters in described)
