"""Makes the page tree: the ward's home, a page for every hub, a page for every call at every hub it is for.

With a hub's page come its collection of files and the ward's way of approval (see ``editing.setting_up``).

Law: what is missing is made; a page that exists is never changed or moved, whoever made it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from cms.core.errors import CaseError
from cms.hubs.models import Hub, Ward
from cms.people.models import User
from pages.editing.setting_up import make_files, make_moderation
from pages.language_sites import make_language_homes
from pages.models import AccessibilityPolicyPage, CallPage, HubPage, LanguageHomePage, StandardPage, WardHomePage
from workflows.programmes.models import Call

P = TypeVar("P", bound=Page)
TEXTS = Path(__file__).parent / "data"
HOME_TITLE = "地域の活動を応援します"
POLICY, PRIVACY = "ウェブアクセシビリティ方針", "個人情報の取扱い"
LEVEL = "JIS X 8341-3:2016 適合レベルAA準拠"
WAGTAIL_WELCOME = "Welcome to your new Wagtail site!"
HEADING = re.compile(r"<h([23])>(.*?)</h[23]>", re.S)
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass
class Made:
    """Titles of the pages made, names of collections, and the way of approval if it was missing."""

    titles: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    approval: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.titles or self.files or self.approval)


# Page types that a hub's site begins with (sections, bulletin …): each makes what is missing below the hub's page.
BEGINNINGS: list[Callable[[HubPage, Made], None]] = []


def set_up_hub(hub: Hub, *, actor: User | None = None) -> Made:
    """Page, pages of its calls, beginnings, files and approval of ``hub``; what was missing is told and on record."""
    made = Made()
    with transaction.atomic():
        hub = Hub.objects.select_for_update().get(pk=hub.pk)
        if hub.status == Hub.Status.CLOSED:
            raise CaseError(_("A closed hub gets no site."))
        ward = _ward()
        home = WardHomePage.objects.first() or _make_home(ward, made)
        page = HubPage.objects.filter(hub=hub).first() or _make_hub(home, hub, ward, made)
        present = set(CallPage.objects.child_of(page).values_list("call_id", flat=True))
        for call in Call.objects.filter(is_published=True).exclude(pk__in=present).prefetch_related("hubs"):
            if _is_for(call, hub):
                _add(page, CallPage(title=call.title, slug=call.slug, call=call), made)
        _begin(page, made)
        _finish_home(home, made)
        if made.anything:
            data = {"pages": len(made.titles), "files": len(made.files), "approval": len(made.approval)}
            log(hub, "editing.hub_set_up", user=actor, data=data)
    return made


def _finish_home(home: WardHomePage, made: Made) -> None:
    """The way of approval, and the front page of each other language with the same way."""
    made.approval += make_moderation(home)
    made.titles += [page.title for page in make_language_homes(home)]
    for page in LanguageHomePage.objects.order_by("path"):
        make_moderation(page)


def _begin(page: HubPage, made: Made) -> None:
    made.files += make_files(page.hub)
    for begin in BEGINNINGS:
        begin(page, made)


def _ward() -> Ward:
    ward = Ward.objects.order_by("pk").first()
    if ward is None:
        raise CaseError(_("No ward is loaded yet: run load_hubs first."))
    return ward


def set_up_sites() -> Made:
    """Every hub and every published call has its page, and the ward its policies. Raises CaseError without a ward."""
    ward = _ward()
    made = Made()
    with transaction.atomic():
        home = WardHomePage.objects.first() or _make_home(ward, made)
        _finish_home(home, made)
        for page in (_policy(ward), StandardPage(title=PRIVACY, slug="privacy", body=_blocks(_text("privacy", ward)))):
            if not home.get_children().filter(slug=page.slug).exists():
                _add(home, page, made)
        calls = list(Call.objects.filter(is_published=True).prefetch_related("hubs"))
        pages = {page.hub_id: page for page in HubPage.objects.all()}
        present = {(path[: -Page.steplen], call) for path, call in CallPage.objects.values_list("path", "call_id")}
        for hub in Hub.objects.exclude(status=Hub.Status.CLOSED):
            page = pages.get(hub.pk) or _make_hub(home, hub, ward, made)
            _begin(page, made)
            for call in calls:
                if (page.path, call.pk) not in present and _is_for(call, hub):
                    _add(page, CallPage(title=call.title, slug=call.slug, call=call), made)
    return made


def _policy(ward: Ward) -> AccessibilityPolicyPage:
    body, exceptions = _blocks(_text("accessibility", ward)), _text("accessibility_exceptions", ward).strip()
    return AccessibilityPolicyPage(title=POLICY, slug="accessibility", target=LEVEL, body=body, exceptions=exceptions)


def _is_for(call: Call, hub: Hub) -> bool:
    """A call that names no hub is for every hub."""
    chosen = list(call.hubs.all())
    return not chosen or hub in chosen


def _make_hub(home: WardHomePage, hub: Hub, ward: Ward, made: Made) -> HubPage:
    return _add(home, HubPage(title=hub.name, slug=hub.code, hub=hub, introduction=_text("hub", ward)), made)


def _make_home(ward: Ward, made: Made) -> WardHomePage:
    """The home below the root, with the site pointing at it; Wagtail's welcome page is gone if nobody touched it."""
    root = Page.get_first_root_node()
    home = _add(root, WardHomePage(title=HOME_TITLE, slug="ward", introduction=_text("home", ward)), made)
    address = urlsplit(settings.BASE_URL)
    port = address.port or DEFAULT_PORTS.get(address.scheme, 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": address.hostname or "localhost", "port": port, "root_page": home, "site_name": ward.name},
    )
    for welcome in Page.objects.filter(depth=2, title=WAGTAIL_WELCOME, slug="home", numchild=0):
        welcome.delete()
    return home


def _add(parent: Page, page: P, made: Made) -> P:
    """An editor's page may hold the address already; then the new one gets a number behind its own."""
    taken = set(parent.get_children().filter(slug__startswith=page.slug).values_list("slug", flat=True))
    free = (f"{page.slug}-{number}" for number in count(2))
    page.slug = page.slug if page.slug not in taken else next(slug for slug in free if slug not in taken)
    parent.add_child(instance=page)
    made.titles.append(page.title)
    return page


def _text(name: str, ward: Ward) -> str:
    """The first text of a page, with the ward's own names in it."""
    text = (TEXTS / f"{name}.html").read_text(encoding="utf-8")
    names = {"ward": ward.name, "desk": ward.desk_name, "phone": ward.desk_phone, "address": ward.desk_address}
    for mark, value in names.items():
        text = text.replace("{" + mark + "}", escape(value))
    return text


def _blocks(html: str) -> list[tuple[str, Any]]:
    """Headings of the text as heading blocks, what lies between them as paragraphs."""
    first, *rest = HEADING.split(html)
    blocks: list[tuple[str, Any]] = [("paragraph", RichText(first))] if first.strip() else []
    for level, heading, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        blocks.append(("heading", {"level": level, "text": unescape(heading)}))
        if text.strip():
            blocks.append(("paragraph", RichText(text)))
    return blocks
