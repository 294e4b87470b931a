"""The catalogue over the API: for everybody what everybody reads, and more only for those who may see more."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from cms.people.models import Role
from pages.models import HubPage
from tests.cms.api.content.worlds import make_empty_ward
from tests.cms.api.talking import Caller
from tests.factories_cases import make_call, make_case
from tests.factories_pages import make_event, make_news, make_topic
from tests.factories_people import make_group, make_staff
from workflows.programmes.models import Call

CANARY = "金糸雀"
OF_HUB, OF_WARD = ("chief", "editor", "reviewer"), ("section", "accountant", "administrator")
READS_CASES = ("accountant",)  # of every hub; nothing that is being written
ASKED = [
    "", f"words={CANARY}", "kinds=case", "kinds=newspage,case", "hubs=east", "hubs=east&states=open,draft",
    "states=draft", "window=last_7", "sort=title", "cursor=n1", "limit=1",
]  # fmt: skip
pytestmark = pytest.mark.django_db


def test_it_is_narrowed_by_kind_hub_topic_and_words() -> None:
    ward, topic = make_empty_ward(), make_topic()
    west, east = (HubPage.objects.get(pk=page.pk) for page in (ward.west, ward.east))
    make_news(west, "防災訓練のお知らせ", topics=[topic])
    make_event(east, "消火訓練")
    call_command("index_search", verbosity=0)
    caller = Caller()

    def titles(query: str) -> list[str]:
        return [one["title"] for one in caller.get(f"/catalogue?{query}").json()["items"]]

    assert titles("kinds=newspage") == ["防災訓練のお知らせ"]
    assert titles("kinds=newspage,eventpage&hubs=east") == ["消火訓練"]
    assert titles(f"topics={topic.code}") == ["防災訓練のお知らせ"]
    assert set(titles("words=訓練")) == {"防災訓練のお知らせ", "消火訓練"}
    assert titles("kinds=nothing") == []
    assert caller.get("/catalogue?sort=random").status_code == 400


def test_cases_are_there_for_those_who_may_read_them_alone() -> None:
    make_empty_ward()
    own = make_case(group=make_group(), call=make_call())
    foreign = make_case(group=make_group(), call=own.call)
    reviewer = Caller(make_staff(Role.REVIEWER, hub=own.hub))
    auditor = Caller(make_staff(Role.AUDITOR))

    public = Caller().get("/catalogue?limit=100").content.decode()
    mine = reviewer.get("/desk/catalogue?limit=100").content.decode()
    everything = auditor.get("/desk/catalogue?limit=100").content.decode()
    assert own.number not in public
    assert foreign.number not in public
    assert own.number in mine
    assert foreign.number not in mine
    assert foreign.group.name not in mine
    assert own.number in everything
    assert foreign.number in everything


@pytest.mark.parametrize("path", ["/catalogue", "/desk/catalogue"])
def test_the_cursors_lead_through_every_line_once_and_back(path: str) -> None:
    ward = make_empty_ward()
    west = HubPage.objects.get(pk=ward.west.pk)
    for number in range(7):
        make_news(west, f"お知らせ{number}")
    call_command("index_search", verbosity=0)
    caller = Caller(make_staff(Role.AUDITOR))
    whole = caller.get(f"{path}?limit=100").json()
    assert (whole["next"], whole["previous"]) == (None, None)

    pages, cursor = [], ""
    while cursor is not None:
        pages.append(caller.get(f"{path}?limit=3&cursor={cursor}").json())
        cursor = pages[-1]["next"]
    assert [one for page in pages for one in page["items"]] == whole["items"]
    assert len(pages) == -(-whole["count"] // 3)
    assert pages[0]["previous"] is None
    assert caller.get(f"{path}?limit=3&cursor={pages[2]['previous']}").json()["items"] == pages[1]["items"]
    for wrong in ("x", "n", "n1000", "n-1", "p0.1.1"):
        answer = caller.get(f"{path}?cursor={wrong}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "?cursor")


@pytest.mark.parametrize("role", [*OF_HUB, *OF_WARD])
def test_what_belongs_to_another_hub_leaves_no_sign_in_any_answer(role: str) -> None:
    """Items, numbers and facets, byte by byte as if it did not exist (T01, T11)."""
    ward = make_empty_ward()
    west, east = (HubPage.objects.get(pk=page.pk) for page in (ward.west, ward.east))
    call = make_call()
    make_case(group=make_group(west.hub), call=call)
    make_news(west, "西の下書き", live=False)
    caller = Caller(make_staff(role, hub=west.hub if role in OF_HUB else None))
    before = answers(caller)

    make_news(east, f"{CANARY}の下書き", live=False)
    if role not in READS_CASES:
        make_case(group=make_group(east.hub, name=f"{CANARY}の会"), call=call)
    assert answers(caller) == before

    make_news(west, "西のお知らせ")
    call_command("index_search", verbosity=0)
    assert answers(caller) != before, "what is for them is told at once"


def test_who_reads_cases_of_the_whole_ward_has_them_counted_and_no_draft() -> None:
    ward = make_empty_ward()
    call = make_call()
    caller, head = Caller(make_staff("accountant")), Caller(make_staff("editor_in_chief"))
    make_news(HubPage.objects.get(pk=ward.east.pk), f"{CANARY}の下書き", live=False)
    for page in (ward.west, ward.east):
        make_case(group=make_group(page.hub), call=call)
    told = [json.loads(one) for one in answers(caller)]

    assert told[0]["kinds"]["case"] == told[2]["count"] == len(told[2]["items"]) == 2
    assert "draft" not in told[0]["states"]
    assert f"{CANARY}の下書き" in head.get("/desk/catalogue?states=draft").content.decode(), (
        "it is there for its readers"
    )


@pytest.mark.parametrize("role", ["editor", "section", "administrator"])
def test_who_reads_no_case_has_none_counted(role: str) -> None:
    west = HubPage.objects.get(pk=make_empty_ward().west.pk)
    caller = Caller(make_staff(role, hub=west.hub if role in OF_HUB else None))
    before = answers(caller)
    make_case(group=make_group(west.hub), call=Call.objects.get())

    assert answers(caller) == before
    assert "case" not in json.loads(before[0])["kinds"]


def answers(caller: Caller) -> list[bytes]:
    """To each of the questions: items, numbers and facets."""
    found = [caller.get(f"/desk/catalogue?{asked}") for asked in ASKED]
    assert {one.status_code for one in found} == {200}
    return [one.content for one in found]
