"""Case studies: what the site shows of the ledger, how it is found, kept and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.cache import version
from cms.hubs.models import Hub, Topic
from cms.search.models import Entry
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_ledger import PARTNERS, make_case_study, make_entry
from tests.factories_people import make_staff
from workflows.ledger import services

pytestmark = pytest.mark.django_db
LIST = "/case-studies/"


@pytest.fixture(autouse=True)
def ward() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    Topic.objects.create(code="disaster", name="防災")
    Topic.objects.create(code="children", name="子育て")
    return hubs


def west() -> Hub:
    return Hub.objects.get(code="west")


def east() -> Hub:
    return Hub.objects.get(code="east")


def titles(client: Client, query: str = "") -> list[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return [one.text for one in BeautifulSoup(answer.content, "html.parser").select(".kz-card__title")]


def test_only_what_is_published_is_there_and_it_goes_again(client: Client) -> None:
    hidden, shown = make_entry(west(), "下書き"), make_case_study(west(), "公開した事例")
    assert titles(client) == ["公開した事例"]
    assert client.get(f"{LIST}{hidden.pk}/").status_code == 404
    page = client.get(f"{LIST}{shown.pk}/").content.decode()
    for text in (
        "夜の避難が不安だという声から始まった。",
        "案内役は二人一組がよい。",
        "みほん北町会",
        "25,000円",
        "住民",
    ):
        assert text in page
    services.unpublish(shown, actor=make_staff("chief", west()))
    assert titles(client) == []
    assert client.get(f"{LIST}{shown.pk}/").status_code == 404


def test_the_page_names_the_hub_to_ask_and_no_member_of_staff(client: Client) -> None:
    Hub.objects.filter(code="west").update(phone="03-0000-2222", email="west@example.jp")
    writer = make_staff("reviewer", west(), name="内密 職員")
    shown = make_case_study(west(), actor=writer)
    page = BeautifulSoup(client.get(f"{LIST}{shown.pk}/").content, "html.parser")
    aside = page.select_one("aside[aria-labelledby=kz-ask]")
    assert "この事例について拠点に尋ねる" in aside.text
    assert {"tel:03-0000-2222", "mailto:west@example.jp", "/west/"} <= {link["href"] for link in aside.select("a")}
    assert "内密" not in page.text


def test_the_list_is_narrowed_by_topic_area_and_hub_that_are_there(client: Client) -> None:
    topic = Topic.objects.get(code="disaster")
    make_case_study(west(), "西の防災", topic=topic, area=west().area)
    make_case_study(east(), "東の事例")
    make_entry(east(), "下書き", topic=Topic.objects.get(code="children"))
    assert titles(client, "?topic=disaster") == ["西の防災"]
    assert titles(client, "?hub=east") == ["東の事例"]
    assert titles(client, f"?area={west().area.code}&hub=west") == ["西の防災"]
    assert titles(client, "?topic=disaster&hub=east") == []
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    assert [one["value"] for one in page.select("select[name=topic] option")] == ["", "disaster"]
    # nothing that only a draft names can be asked for
    for query in ("?topic=children", "?topic=x", "?hub=x", "?page=x", "?page=9"):
        assert client.get(LIST + query).status_code == 404


def test_the_search_finds_it_by_its_words_until_it_is_taken_off(client: Client) -> None:
    entry = make_entry(west(), learned="懐中電灯より腕章が役に立った。")
    chief = make_staff("chief", west())
    assert not Entry.objects.filter(source="case_study").exists()
    services.publish(entry, actor=chief, confirmed=True)
    found = Entry.objects.get(source="case_study")
    assert (found.url, found.hubs, found.is_public) == (f"{LIST}{entry.pk}/", [west().pk], True)
    assert entry.title in client.get("/search/", {"q": "腕章"}).content.decode()
    assert entry.title in client.get("/search/", {"q": "防災課", "kind": "case_study"}).content.decode()
    services.unpublish(entry, actor=chief)
    assert not Entry.objects.filter(source="case_study").exists()
    Entry.objects.all().delete()
    services.publish(entry, actor=chief, confirmed=True)
    Entry.objects.all().delete()
    call_command("index_search", verbosity=0)
    assert Entry.objects.filter(source="case_study").count() == 1


def test_publishing_and_taking_off_void_every_kept_page_and_a_consent_alone_does_not() -> None:
    entry, chief = make_entry(west()), make_staff("chief", west())
    before = version._read()
    services.record_consent(entry, actor=chief, name="例示 花子", how="oral", agreed_on=entry.began_on)
    assert version._read() == before
    services.publish(entry, actor=chief, confirmed=True)
    after = version._read()
    assert after != before
    services.unpublish(entry, actor=chief)
    assert version._read() != after


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return len(told)


def test_two_or_two_hundred_case_studies_cost_the_same_few_statements(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE, settings.PAGE_CACHE_CHECK_SECONDS = True, 3600
    topic, writer, chief = Topic.objects.first(), make_staff("reviewer", west()), make_staff("chief", west())

    def fill(count: int) -> None:
        for number in range(count):
            entry = make_entry(west(), f"事例{number}", actor=writer, topic=topic, area=west().area)
            services.publish(entry, actor=chief, confirmed=True)

    fill(2)
    one = f"{LIST}{make_case_study(west(), partners=PARTNERS * 5).pk}/"
    for address in (LIST, one):  # what all pages share is known from now on
        client.get(f"{address}?first")
    few = [asked(client, f"{LIST}?anew"), asked(client, f"{one}?anew")]
    fill(198)
    client.get(f"{LIST}?second")
    assert [asked(client, f"{LIST}?again"), asked(client, f"{one}?again")] == few
    assert max(few) <= 6, few
    assert len(titles(client)) == 20
