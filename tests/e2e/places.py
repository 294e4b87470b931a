"""Everywhere a reader can come to on the sites: a page of each type, each list and calendar, full, narrowed, empty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core.management import call_command
from django.urls import URLPattern, URLResolver, resolve
from django.utils import timezone
from wagtail.models import Page, get_page_models

from cms.hubs.models import Hub
from cms.mailings import urls as magazine_urls
from cms.mailings.magazine import links
from cms.mailings.models import SignUp
from pages import urls as site_urls
from pages.editing import previewing, translating
from pages.entries import KINDS
from pages.models import CallPage, EmergencyBanner, HubPage, LanguageHomePage, LanguageHubPage
from tests.factories_ledger import make_case_study
from tests.factories_mailings import make_subscriber
from tests.factories_people import make_staff
from tests.factories_sites import fill_site
from tests.pages.factories import body
from workflows.programmes.models import Call

HUB, EMPTY = "h13", "h02"
MISSING, EXPIRED, BROKEN = "/no-such-page/", "/magazine/preferences/no-such-link/", "/fail/"
STATUS = {MISSING: 404, EXPIRED: 404, BROKEN: 500}
# Answers that are no page: feeds, calendar files, the paper, a picture, the script of the screen.
FILES = {
    *(f"pages:feeds:{place}_{kind}" for place in ("ward", "hub", "area", "topic") for kind in ("rss", "atom")),
    *(f"pages:calendar:{name}_file" for name in ("event", "ward", "hub", "area", "topic")),
    *("pages:print:pdf", "pages:procedure_chart", "pages:signage:worker"),
}
# A screen on a wall, which nobody operates: its slides take turns, and it is made for one size.
SCREEN = f"/hubs/{HUB}/signage/"


def make() -> list[str]:
    """The content, and the addresses of all that shows it."""
    for command in ("load_hubs", "load_programmes"):
        call_command(command, verbosity=0)
    now = timezone.now()
    Call.objects.update(is_published=True, opens_at=now - timedelta(days=30), closes_at=now + timedelta(days=30))
    call_command("set_up_sites", verbosity=0)
    home = HubPage.objects.get(slug=HUB)
    HubPage.objects.filter(pk=home.pk).update(colour="green")
    made = fill_site(home)
    _announce(home.hub, now + timedelta(days=2))
    call = home.get_children().type(CallPage).first()
    kinds = ("calls", *KINDS)
    return [
        *("/", f"/{HUB}/", f"/{EMPTY}/"),
        *(page.get_url() for page in made.values()),
        *_ways_of_reading(made["news"]),
        *(call.get_url(), f"/calls/{call.specific.call.slug}/"),
        *(f"/hubs/{HUB}/{kind}/" for kind in kinds if kind != "events"),
        *(f"/hubs/{EMPTY}/{kind}/" for kind in ("news", "bulletin")),
        *("/news/", "/articles/", "/groups/", "/opportunities/", "/calls/", "/hubs/find/"),
        *("/topics/", "/topics/bosai/", "/areas/branch-13/", "/privacy/"),
        *("/case-studies/", f"/case-studies/{make_case_study(home.hub).pk}/"),
        *_calendars(),
        *("/catalogue/", "/catalogue/?states=coming&kinds=eventpage&words=訓練", "/catalogue/?words=ありえない言葉"),
        *("/search/", "/search/?q=訓練", "/search/?q=ありえない言葉"),
        *_in_other_languages(made["standard"]),
        *_magazine(home.hub),
        *(_draft(made["standard"]), MISSING, BROKEN, SCREEN),
    ]


def _in_other_languages(page: Page) -> list[str]:
    """The front page and the search of each, a page and its hub translated, and a page that is Japanese only."""
    homes = [home.url_path for home in LanguageHomePage.objects.live()]  # below no site: the path is the address
    copy = translating.translate(page, "en", actor=make_staff("editor_in_chief"))
    for one in (*copy.get_ancestors().type(LanguageHubPage).specific(), copy):
        one.get_latest_revision().publish()
    below = [f"{home}search/?q=room" for home in homes]
    hub = copy.get_ancestors().type(LanguageHubPage).get()
    return [*homes, *below, hub.url_path, Page.objects.get(pk=copy.pk).url_path, f"/{EMPTY}/?lang=en"]


def _announce(hub: Hub, until: datetime) -> None:
    banners = EmergencyBanner.objects
    banners.create(hub=hub, title="大雨のため、本日は閉館します", text="川に近づかないでください。", ends_at=until)
    banners.create(
        title="断水のお知らせ",
        ends_at=until,
        cleared_at=timezone.now(),
        all_clear="断水は終わりました。",
        clear_until=until,
    )


def _ways_of_reading(news: Page) -> list[str]:
    news.readings = [
        {"base": "総合防災訓練", "reading": "そうごうぼうさいくんれん"},
        {"base": "地域", "reading": "ちいき"},
    ]
    news.easy_body = body(("paragraph", "<p>地震の ときの 練習を します。</p>"))
    news.save()
    return [f"{news.get_url()}?{way}=1" for way in ("furigana", "easy")]


def _calendars() -> list[str]:
    """Of the ward, of the hub and of a hub without events: by month, week and as a list, now and later, narrowed."""
    later = timezone.localdate() + timedelta(days=40)
    views = ("", f"month/{later:%Y-%m}/", "week/", f"week/{later}/", "list/")
    shown = [f"{place}events/{view}" for place in ("/", f"/hubs/{HUB}/") for view in views]
    return [*shown, f"/hubs/{EMPTY}/events/", f"/hubs/{EMPTY}/events/list/", "/events/?topic=bosai"]


def _magazine(hub: Hub) -> list[str]:
    asked = SignUp.objects.create(address="yomite@example.jp", choice={"ward": True, "hubs": [hub.pk]})
    reader = make_subscriber("yomu@example.jp")
    own = (links.confirm_url(asked), links.preferences_url(reader.pk), links.unsubscribe_url(reader.pk))
    return [f"/magazine/?hub={HUB}", "/magazine/asked/", *(urlsplit(link).path for link in own), EXPIRED]


def _draft(page: Page) -> str:
    page.title = "会議室の新しい使い方"
    page.save_revision()
    _link, token = previewing.share(page, actor=make_staff("editor_in_chief"), note="校正", days=3)
    return f"/preview/{token}/"


def left_out(paths: list[str]) -> set[str]:
    """Page types, lists of hubs and kinds of addresses that none of ``paths`` shows."""
    plain = {path.partition("?")[0] for path in paths}
    types = {page.specific_class for page in Page.objects.live() if (page.get_url() or page.url_path) in plain}
    lists = {f"list of {kind}" for kind in KINDS if f"/hubs/{HUB}/{kind}/" not in plain}
    views = {resolve(path).view_name for path in plain}
    known = {f"pages:{name}" for name in _names(site_urls.urlpatterns)}
    known |= {f"magazine:{name}" for name in _names(magazine_urls.urlpatterns)}
    assert known > FILES, FILES - known
    missing = {model.__name__ for model in get_page_models() if model is not Page and model not in types}
    return missing | lists | (known - views - FILES)


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield str(one.name)
        else:
            before = f"{one.namespace}:" if one.namespace else ""
            yield from (f"{before}{name}" for name in _names(one.url_patterns))
