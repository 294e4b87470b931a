"""The catalogue at the desk: everything that this person may see, and no sign of anything else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.hubs.models import Hub
from cms.search.catalogue.query import Query
from cms.search.models import Entry
from pages.catalogue.asking import catalogue
from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.bulk_cases import make_cases
from tests.factories_cases import make_case
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_event, make_news, make_topic
from tests.factories_people import make_group, make_staff, make_user
from tests.sign_in import sign_in
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/desk/catalogue/"
CANARY, WORD = "金糸雀", "鷺草"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = {hub.code: hub for hub in Hub.objects.all()} or make_small_ward()
    set_up_sites()
    return hubs


@pytest.fixture
def west() -> HubPage:
    return HubPage.objects.get(slug="west")


@pytest.fixture
def east() -> HubPage:
    return HubPage.objects.get(slug="east")


def client_of(role: str, hub: Hub | None = None) -> Client:
    return sign_in(Client(), make_staff(role, hub))


def page(client: Client, **asked: Any) -> BeautifulSoup:
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").main


def titles(html: BeautifulSoup) -> list[str]:
    return [link.text for link in html.select("tbody th a")]


def counts(html: BeautifulSoup, name: str) -> dict[str, int]:
    """Code: number behind it."""
    boxes = html.select(f"input[name={name}]")
    found = {box["value"]: re.search(r"（([\d,]+)）", box.parent.text) for box in boxes}
    return {code: int(match[1].replace(",", "")) for code, match in found.items() if match}


def case_at(hub: Hub, title: str) -> Any:
    """All of one call, so that a case brings nothing that is public."""
    case = make_case(call=Call.objects.first(), group=make_group(hub, name=f"{title}の会", name_kana="ためしのかい"))
    case.title = title
    case.save(update_fields=["title"])
    return case


def test_every_kind_is_found_by_kind_hub_state_topic_days_and_words(west: HubPage, east: HubPage) -> None:
    make_news(west, "西のお知らせ", topics=[make_topic()])
    make_event(west, "西の催し", starts_in_days=5)
    make_event(east, "東の催し", starts_in_days=-5)
    make_news(east, "東の下書き", live=False)
    case_at(west.hub, "西の事業")
    client = client_of("editor_in_chief")
    reader = client_of("division_reviewer")
    assert titles(page(client, kinds="newspage", hubs="west")) == ["西のお知らせ"]
    assert titles(page(client, topics="bosai")) == ["西のお知らせ"]
    assert titles(page(client, states="coming")) == ["西の催し"]
    assert titles(page(client, states="over")) == ["東の催し"]
    assert titles(page(client, states="draft")) == ["東の下書き"]
    assert titles(page(client, window="next_7", kinds="eventpage")) == ["西の催し"]
    assert titles(page(client, words="東の下書き")) == ["東の下書き"]
    assert "西の事業" in titles(page(reader, kinds="case"))[0]
    assert "西の事業" in titles(page(reader, words="西の事業"))[0]
    assert titles(page(reader, kinds="case", states="over")) == []


def test_cases_and_drafts_of_other_hubs_leave_no_sign(west: HubPage, east: HubPage) -> None:
    """Not in lists, numbers, choices, orders or pages: as if they did not exist (T01, T11)."""
    case_at(west.hub, "西の事業")
    make_news(west, "西の下書き", live=False)
    chief = client_of("chief", west.hub)
    asked: list[dict[str, Any]] = [
        {}, {"words": CANARY}, {"kinds": "case"}, {"hubs": "east", "states": ["open", "draft"]}, {"sort": "title"},
        {"states": "draft"}, {"window": "last_7"}, {"page": "2"},
    ]  # fmt: skip
    before = [str(page(chief, **one)) for one in asked]
    case_at(east.hub, f"{CANARY}の事業")
    make_news(east, f"{CANARY}の下書き", live=False)
    after = [str(page(chief, **one)) for one in asked]
    assert after == before
    own = page(chief)
    assert (counts(own, "kinds")["case"], counts(own, "states")["draft"]) == (1, 1)
    everything = page(client_of("auditor"))
    assert counts(everything, "kinds")["case"] == 2, "the canary is there for who may see it"
    assert f"{CANARY}の下書き" in titles(everything)


@pytest.mark.parametrize("role", ["editor", "section", "administrator"])
def test_who_reads_no_case_finds_none_and_is_offered_none(west: HubPage, role: str) -> None:
    case_at(west.hub, f"{CANARY}の事業")
    client = client_of(role, west.hub if role == "editor" else None)
    for asked in ({}, {"kinds": "case"}, {"words": CANARY}):
        html = page(client, **asked)
        assert not any(CANARY in one for one in titles(html))
        assert html.select("input[name=kinds][value=case]") == []


def test_nothing_of_a_case_stands_in_the_index_or_in_public(west: HubPage) -> None:
    case_at(west.hub, f"{CANARY}の事業")
    assert not Entry.objects.filter(key__contains=CANARY).exists()
    assert catalogue(AnonymousUser(), Query(words=CANARY)).count == 0
    assert catalogue(AnonymousUser(), Query(kinds=("case",))).facets["kinds"] == {}
    for address in (f"/catalogue/?words={CANARY}", "/catalogue/?kinds=case", f"/search/?q={CANARY}"):
        told = Client().get(address).content.decode()
        assert f"{CANARY}の事業" not in told
    assert 'value="case"' not in Client().get("/catalogue/").content.decode()


def test_who_holds_no_role_gets_404() -> None:
    assert sign_in(Client(), make_user()).get(ADDRESS).status_code == 404


def test_only_what_somebody_may_change_leads_to_its_form(west: HubPage, east: HubPage) -> None:
    own, foreign = make_news(west, "西のお知らせ"), make_news(east, "東のお知らせ")
    html = page(client_of("editor", west.hub), kinds="newspage")
    links = {link["href"] for link in html.select("tbody td a")}
    assert reverse("wagtailadmin_pages:edit", args=[own.pk]) in links
    assert reverse("wagtailadmin_pages:edit", args=[foreign.pk]) not in links


def test_filters_that_find_nothing_say_so(west: HubPage) -> None:
    html = page(client_of("editor", west.hub), words="どこにもない言葉")
    assert html.select_one(".dk-empty").text.strip()


def test_the_statements_are_as_many_for_ten_as_for_hundreds(west: HubPage) -> None:
    """Six of the catalogue itself: places, list, facets, cases, and two for pages that are not public."""
    auditor = make_staff("auditor")
    numbers = []
    for more in (10, 150):
        make_cases(more, hubs=2)
        for number in range(more):
            make_news(west, f"{WORD}{number}", slug=f"n{more}-{number}", live=number % 2 == 0)
        catalogue(auditor, Query(words=WORD))  # the roles of the person and the word list are read once
        with CaptureQueriesContext(connection) as captured:
            found = catalogue(auditor, Query(words=WORD))
        assert found.count == (10 if more == 10 else 160)
        numbers.append(len(captured))
    assert numbers == [6, 6]
