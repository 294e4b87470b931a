"""What stands around every page: names, menus, the emergency banner, languages, old addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from cms.api.paging import Paged, PageOf
from cms.api.problems import Fault, Problem
from cms.api.shapes import Asked, Told
from cms.api.v1.content import keyset, redirects
from cms.api.v1.content.answering import told
from cms.api.v1.content.finding import one_of
from cms.api.v1.content.hub_rows import Desk, HubTold, desk, sites, told_of
from cms.api.v1.content.keyset import Column
from cms.api.v1.content.page_shapes import Language
from cms.api.v1.content.public_pages import address, content_in, moment, public, root_of
from cms.api.v1.content.texts import absolute
from cms.cache.memory import remembered
from cms.core import languages
from cms.hubs.models import Hub
from pages import banners, minisite
from pages.models import EmergencyBanner

router = Router()
BY_AGE = keyset.by(Column("pk", int))


class MenuEntryTold(Told):
    """``url`` is an address below the site's root, or a whole one."""

    label: str
    url: str


class BannerTold(Told):
    """``is_all_clear``: the danger is over, and ``text`` says so."""

    level: Literal["urgent", "important"]
    level_label: str
    title: str
    text: str
    is_all_clear: bool
    url: str | None = Field(description="the page that tells more")
    shown_until: datetime


class SiteTold(Told):
    """With ``?hub=`` the site of the hub, else the ward's."""

    name: str
    desk: Desk
    hub: HubTold | None
    title: str
    colour: str | None = Field(description="palette of the hub's site")
    menu: list[MenuEntryTold]
    banners: list[BannerTold] = Field(description="urgent ones first, all-clears last")


class SiteAsked(Asked):
    hub: str = Field("", max_length=50, description="code")
    locale: Language = "ja"


@router.get("/site", response=SiteTold)
def read_site(request: HttpRequest, asked: Query[SiteAsked]) -> HttpResponse:
    """Settings, menu and emergency banners of the ward's site, or of a hub's."""
    root = root_of(request)
    known = sites(root)
    hub = one_of(Hub.objects.select_related("area", "page__hub"), "hub", asked.hub) if asked.hub else None
    with content_in(asked.locale):
        around = minisite.of(hub, request) if hub and hub.pk in known else None
        menu = [(one.label, one.url) for one in around.menu] if around else _ward_menu()
    if hub and around is None:
        raise Problem("invalid-request", errors=[Fault("?hub", _("This hub has no site yet."))])
    found = {
        "name": settings.WAGTAIL_SITE_NAME,
        "desk": desk(),
        "hub": told_of(hub, known) if hub else None,
        "title": around.title if around else settings.WAGTAIL_SITE_NAME,
        "colour": around.colour if around else None,
        "menu": [{"label": str(label), "url": url} for label, url in menu],
        "banners": _banners(hub, root),
    }
    return told(request, found)


def _ward_menu() -> list[tuple[str, str]]:
    """As the head of every page has it."""
    find, calls = reverse("pages:find_hub"), reverse("pages:open_calls")
    search = f"{languages.home()}search/"
    return [(_("Home"), languages.home()), (_("Find my hub"), find), (_("Open calls"), calls),
            (_("Search the site"), search)]  # fmt: skip


def _banners(hub: Hub | None, root: str) -> list[dict[str, Any]]:
    """One query for as long as nothing changes."""
    at = timezone.now()
    found = banners.shown(remembered("banners", lambda: banners.announced(at)), hub, at=at)
    return [_banner(one, root) for one in found]


def _banner(one: EmergencyBanner, root: str) -> dict[str, Any]:
    is_over = one.cleared_at is not None
    leads = one.page is not None and one.page.live
    return {
        "level": one.level,
        "level_label": str(one.get_level_display()),
        "title": one.title,
        "text": one.all_clear if is_over else one.text,
        "is_all_clear": is_over,
        "url": absolute(address(one.page.url_path, root)) if leads and one.page else None,
        "shown_until": moment(one.clear_until if is_over else one.ends_at),
    }


class LocaleTold(Told):
    """A language of public pages; ``name`` is what its readers call it."""

    code: Language
    name: str
    path: str | None = Field(description="its front page; null while there is none")
    is_default: bool


@router.get("/locales", response=list[LocaleTold])
def list_locales(request: HttpRequest) -> HttpResponse:
    """The languages in which pages are written. One query."""
    root = root_of(request)
    homes = public(root, types=["ward_home", "language_home"]).values_list("url_path", flat=True)
    paths = {languages.of_path(path): address(path, root) for path in homes}
    found = [
        {"code": code, "name": name, "path": paths.get(code), "is_default": code == languages.default()}
        for code, name in languages.names().items()
    ]
    return told(request, found)


class OldAddress(Told):
    """``path`` without a slash at its end; ``to`` is a whole address."""

    path: str
    to: str
    permanent: bool


@router.get("/redirects", response=PageOf[OldAddress])
def list_redirects(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """Old addresses that lead somewhere now, the oldest first."""
    root = root_of(request)
    cut = keyset.cut(redirects.redirects(request), BY_AGE, asked)
    return told(request, cut.told([{"path": one.old_path, **redirects.told(one, root)} for one in cut.rows]))
