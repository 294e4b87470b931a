"""Emergency banners: when and where readers see them, and the all-clear."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.core.errors import CaseError
from cms.hubs.models import Hub
from pages.banners import give_all_clear
from pages.models import EmergencyBanner, HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_news
from tests.factories_people import make_staff
from tests.factories_programmes import make_call

pytestmark = pytest.mark.django_db
TITLE = "大雨のため閉館します"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    make_call("open-call")
    set_up_sites()
    return hubs


def make_banner(
    hub: Hub | None = None, *, from_hours: float = -1, until_hours: float = 3, **values: Any
) -> EmergencyBanner:
    now = timezone.now()
    times = {"starts_at": now + timedelta(hours=from_hours), "ends_at": now + timedelta(hours=until_hours)}
    return EmergencyBanner.objects.create(**{"title": TITLE, "hub": hub, **times, **values})


def region(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser").select_one('section[aria-label="緊急のお知らせ"]')


def test_a_banner_of_the_ward_stands_above_every_page(hubs: dict[str, Hub]) -> None:
    make_banner()
    for path in ("/", "/west/", "/east/", "/privacy/", "/hubs/find/", "/calls/", "/calls/open-call/eligibility/",
                 "/west/open-call/", "/hubs/west/news/", "/topics/", "/accounts/login/"):  # fmt: skip
        assert TITLE in region(path).text, path


def test_a_banner_of_a_hub_stands_above_the_pages_of_that_hub_alone(hubs: dict[str, Hub]) -> None:
    make_news(HubPage.objects.get(slug="west"), slug="n")
    make_banner(hubs["west"])
    for path in ("/west/", "/west/n/", "/west/open-call/", "/hubs/west/events/"):
        assert TITLE in region(path).text, path
    for path in ("/", "/east/", "/east/open-call/", "/hubs/east/events/", "/calls/", "/privacy/"):
        assert region(path) is None, path


def test_a_banner_is_seen_from_its_start_until_its_end(hubs: dict[str, Hub]) -> None:
    banner = make_banner(from_hours=1, until_hours=2)
    for moment, seen in (
        (banner.starts_at - timedelta(seconds=1), False),
        (banner.starts_at, True),
        (banner.ends_at - timedelta(seconds=1), True),
        (banner.ends_at, False),
    ):
        with time_machine.travel(moment, tick=False):
            assert (region("/") is not None) is seen, moment


def test_it_is_found_by_its_name_and_does_not_shout_at_every_page() -> None:
    make_banner()
    html = str(region("/"))
    assert not re.search(r"role=|aria-live", html)


def test_a_link_leads_to_the_page_that_tells_more_while_it_is_open(hubs: dict[str, Hub]) -> None:
    news = make_news(HubPage.objects.get(slug="west"), "閉館の案内", slug="n")
    make_banner(page=news)
    assert region("/").a["href"] == "/west/n/"
    news.unpublish()
    assert region("/").a is None


def test_the_all_clear_takes_its_place_until_its_own_end(hubs: dict[str, Hub]) -> None:
    banner, chief = make_banner(hubs["west"]), make_staff("chief", hubs["west"])
    until = timezone.now() + timedelta(hours=5)
    give_all_clear(banner, text="通常どおり開館しています。", until=until, actor=chief)
    shown = region("/west/").text
    assert "通常どおり開館しています。" in shown
    assert "解除" in shown
    with time_machine.travel(until, tick=False):
        assert region("/west/") is None
    entry = ModelLogEntry.objects.get(action="pages.all_clear")
    assert (entry.user, entry.data["text"]) == (chief, "通常どおり開館しています。")


def test_the_all_clear_is_given_once_and_only_of_what_is_shown(hubs: dict[str, Hub]) -> None:
    chief, later = make_staff("chief", hubs["west"]), timezone.now() + timedelta(hours=5)
    told = {"text": "終わりました。", "actor": chief}
    for banner in (make_banner(from_hours=1, until_hours=2), make_banner(from_hours=-2, until_hours=-1)):
        with pytest.raises(CaseError):
            give_all_clear(banner, until=later, **told)
    banner = make_banner()
    with pytest.raises(CaseError):
        give_all_clear(banner, until=timezone.now() - timedelta(seconds=1), **told)
    give_all_clear(banner, until=later, **told)
    with pytest.raises(CaseError):
        give_all_clear(banner, until=later, **told)
    assert ModelLogEntry.objects.filter(action="pages.all_clear").count() == 1


def test_the_database_keeps_times_in_order_and_no_all_clear_is_silent() -> None:
    now = timezone.now()
    for wrong in (
        {"starts_at": now, "ends_at": now},
        {"starts_at": now, "ends_at": now + timedelta(1), "cleared_at": now, "all_clear": ""},
        {"starts_at": now, "ends_at": now + timedelta(1), "cleared_at": now, "all_clear": "終", "clear_until": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            EmergencyBanner.objects.create(title="x", **wrong)


def test_urgent_banners_come_first_and_the_query_is_one(hubs: dict[str, Hub], django_assert_num_queries: Any) -> None:
    make_banner(title="重要", level="important")
    make_banner(hubs["west"], title="緊急")
    cleared = make_banner(title="済み")
    give_all_clear(cleared, text="済みました", until=timezone.now() + timedelta(1), actor=make_staff("administrator"))
    order = [tag.text.split()[0] for tag in region("/west/").select(".kz-alert__title")]
    assert order == ["緊急", "重要", "解除"]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        Client().get("/west/")
    assert sum('FROM "pages_emergencybanner"' in one["sql"] for one in queries) == 1
