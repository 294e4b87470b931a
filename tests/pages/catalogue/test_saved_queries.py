"""Who keeps which saved query, and what is kept of a form."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.hubs.models import Hub
from pages.models import SavedQuery
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_people import make_staff
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
SPACE, CHOOSERS = "wagtailsnippets_pages_savedquery", "wagtailsnippetchoosers_pages_savedquery"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    return hubs


def client_of(role: str, hub: Hub | None = None) -> Client:
    return sign_in(Client(), make_staff(role, hub))


def filled(hub: Hub | None, **values: Any) -> dict[str, Any]:
    return {"name": "これからの催し", "hub": hub.pk if hub else "", "kinds": ["eventpage"], "sort": "newest", **values}


def add(client: Client, data: dict[str, Any]) -> Any:
    return client.post(reverse(f"{SPACE}:add"), data)


def test_an_editor_keeps_a_query_for_the_own_hub_alone(hubs: dict[str, Hub]) -> None:
    editor = client_of("editor", hubs["west"])
    assert add(editor, filled(hubs["west"], states=["coming"], sort="soonest")).status_code == 302
    saved = SavedQuery.objects.get()
    assert (saved.hub, saved.asked().kinds, saved.asked().states) == (hubs["west"], ("eventpage",), ("coming",))
    assert saved.asked().sort == "soonest"
    assert add(editor, filled(hubs["east"], name="他")).status_code == 200
    assert add(editor, filled(None, name="区")).status_code == 200
    assert SavedQuery.objects.count() == 1


def test_only_the_editor_in_chief_keeps_those_of_the_ward(hubs: dict[str, Hub]) -> None:
    assert add(client_of("editor_in_chief"), filled(None)).status_code == 302
    assert SavedQuery.objects.get().hub is None


def test_a_query_that_asks_nothing_or_the_same_name_is_refused_beside_the_form(hubs: dict[str, Hub]) -> None:
    editor = client_of("editor", hubs["west"])
    told = add(editor, filled(hubs["west"], kinds=[])).content.decode()
    assert "少なくとも1つを指定してください" in told
    assert add(editor, filled(hubs["west"])).status_code == 302
    assert add(editor, filled(hubs["west"])).status_code == 200
    wrong = filled(hubs["west"], name="逆", since="2026-02-01", until="2026-01-01")
    assert add(editor, wrong).status_code == 200
    assert SavedQuery.objects.count() == 1


def test_the_form_begins_with_the_filters_of_the_catalogue_and_shows_what_is_kept(hubs: dict[str, Hub]) -> None:
    editor = client_of("editor", hubs["west"])
    address = reverse(f"{SPACE}:add")
    begun = BeautifulSoup(editor.get(f"{address}?kinds=newspage&window=next_30").content, "html.parser")
    assert [box["value"] for box in begun.select("input[name=kinds][checked]")] == ["newspage"]
    assert begun.select_one("select[name=window] option[selected]")["value"] == "next_30"
    saved = SavedQuery.objects.create(name="x", hub=hubs["west"], query={"topics": [], "kinds": ["callpage", "call"]})
    kept = BeautifulSoup(editor.get(reverse(f"{SPACE}:edit", args=[saved.pk])).content, "html.parser")
    assert "call" in [box["value"] for box in kept.select("input[name=kinds][checked]")]


def test_queries_of_other_hubs_are_not_there_and_those_of_the_ward_may_be_chosen(hubs: dict[str, Hub]) -> None:
    query = {"kinds": ["eventpage"]}
    own = SavedQuery.objects.create(name="西の検索", hub=hubs["west"], query=query)
    foreign = SavedQuery.objects.create(name="東の検索", hub=hubs["east"], query=query)
    ward = SavedQuery.objects.create(name="区の検索", query=query)
    editor = client_of("editor", hubs["west"])
    for name in ("edit", "delete", "history", "usage"):
        codes = [editor.get(reverse(f"{SPACE}:{name}", args=[one.pk])).status_code for one in (own, foreign, ward)]
        assert codes == [200, 404, 404], name
    listed = editor.get(reverse(f"{SPACE}:list")).content.decode()
    assert ("西の検索" in listed, "東の検索" in listed) == (True, False)
    offered = editor.get(reverse(f"{CHOOSERS}:choose")).json()["html"]
    assert [name in offered for name in ("西の検索", "東の検索", "区の検索")] == [True, False, True]
    chosen = [editor.get(reverse(f"{CHOOSERS}:chosen", args=[one.pk])).status_code for one in (own, foreign, ward)]
    assert chosen == [200, 404, 200]


@pytest.mark.parametrize("role", ["reviewer", "auditor", "administrator"])
def test_who_writes_no_page_keeps_no_query(hubs: dict[str, Hub], role: str) -> None:
    client = client_of(role, hubs["west"] if role == "reviewer" else None)
    assert add(client, filled(hubs["west"])).status_code == 302  # to the dashboard
    assert not SavedQuery.objects.exists()
