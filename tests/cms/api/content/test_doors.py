"""What not everybody may read is behind no door of the API, and looks as if it had never been."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from cms.people.models import CommunityGroup
from pages.models import GroupProfilePage, HubPage, SectionPage
from tests.cms.api.content.reading import API, ask, items, queries, read
from tests.cms.api.content.worlds import Ward, make_whole_ward
from tests.factories_pages import make_event, make_news
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
NEVER = 2_000_000_000


@pytest.fixture
def ward() -> Ward:
    return make_whole_ward()


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def unpublish(page: Page) -> None:
    Page.objects.filter(pk=page.pk).update(live=False)


HIDING: dict[str, Callable[[Page], None]] = {"restricted": restrict, "unpublished": unpublish}
KINDS = {"pages": "news", "events": "event", "bulletins": "bulletin", "groups": "group", "opportunities": "opportunity"}


def unnamed(sql: str, name: str) -> str:
    return re.sub(r"\d+", "0", sql if name.isdigit() else sql.replace(name, "X"))


def alike(path: str, hidden: str, never: str) -> None:
    """Both answers are the same to the byte, and ask the database the same."""
    answers = [ask(path.format(one)) for one in (hidden, never)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert {n: v for n, v in answers[0].items() if n != "Date"} == {n: v for n, v in answers[1].items() if n != "Date"}
    asked = [[unnamed(sql, one) for sql in queries(path.format(one))] for one in (hidden, never)]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("how", HIDING)
@pytest.mark.parametrize("noun", KINDS)
def test_a_hidden_page_and_one_that_never_was_answer_alike(ward: Ward, noun: str, how: str) -> None:
    page = ward.pages[KINDS[noun]]
    assert read(f"/{noun}/{page.pk}")["id"] == page.pk
    HIDING[how](page)
    alike(f"/{noun}/{{}}", str(page.pk), str(NEVER))
    path = page.url_path.removeprefix(ward.west.url_path.removesuffix("west/")).rstrip("/").rpartition("/")[2]
    alike("/pages/by-path?path=/west/{}/", path, "never-was")


def test_a_page_of_another_type_is_not_there(ward: Ward) -> None:
    for noun in ("events", "bulletins", "groups", "opportunities"):
        alike(f"/{noun}/{{}}", str(ward.pages["news"].pk), str(NEVER))


def test_an_unpublished_call_a_closed_hub_and_an_inactive_programme_answer_like_none(ward: Ward) -> None:
    page = next(one for one in items("/pages?type=call"))
    Call.objects.update(is_published=False)
    alike("/calls/{}", "open-call", "never-was-")
    alike("/programmes/{}", "open-call", "never-was-")
    alike("/pages/{}", str(page["id"]), str(NEVER))
    ward.east.hub.status = "closed"
    ward.east.hub.save()
    alike("/hubs/{}", "east", "none")
    assert items("/calls") == items("/programmes") == items("/pages?type=call") == []


@pytest.mark.parametrize("values", [{"is_active": False}, {"verification": "refused"}])
def test_the_profile_of_a_group_not_in_use_is_not_there(ward: Ward, values: dict[str, Any]) -> None:
    CommunityGroup.objects.update(**values)
    alike("/groups/{}", str(ward.pages["group"].pk), str(NEVER))
    assert items("/groups") == items("/pages?type=group_profile") == []


@pytest.mark.parametrize("how", HIDING)
def test_a_hidden_branch_is_in_no_list_no_part_and_no_search(ward: Ward, how: str) -> None:
    section = SectionPage.objects.get(slug="records")
    news = make_news(section, "秘密の花だん", slug="secret", topics=ward.pages["news"].topics.all())
    make_event(section, "秘密の催し", slug="secret-event")
    Redirect.objects.create(old_path="/old-secret", redirect_page=news)
    call_command("index_search", verbosity=0)
    doors = (
        "/pages?limit=100", "/pages?q=秘密", "/pages?hub=west&limit=100", "/pages?topic=bosai", "/events",
        f"/pages?parent={section.pk}", f"/pages/{section.pk}?include=children", "/redirects",
        "/pages/by-path?path=/old-secret",
    )  # fmt: skip
    assert [door for door in doors if "秘密" not in text(door) and "/secret" not in text(door)] == []
    if how == "restricted":
        restrict(section)
    else:
        Page.objects.filter(path__startswith=section.path).update(live=False)
    assert [door for door in doors if "秘密" in text(door) or "/secret" in text(door)] == []
    assert "記録" not in text(f"/pages/{ward.west.pk}?include=children")
    assert ask("/pages/by-path?path=/west/records/secret/").status_code == 404


def text(path: str) -> str:
    return ask(path).content.decode()


def test_every_page_of_the_list_is_one_that_everybody_can_open(ward: Ward) -> None:
    restrict(ward.east)
    told = {one["path"] for one in items("/pages?limit=100")}
    assert told
    assert [path for path in told if Client().get(path).status_code != 200] == []
    live = Page.objects.filter(live=True, depth__gt=2).exclude(locale__language_code="en")
    open_ones = {path for path in (one.url for one in live) if path and Client().get(path).status_code == 200}
    assert told | {"/"} == open_ones | {"/"}


def test_what_is_not_named_is_refused(ward: Ward) -> None:
    wrong = (
        "/pages?include=hub", "/hubs?q=1", "/events/1?x=1", "/pages?hub=no", "/calls?hub=no", "/pages?topic=no",
        "/pages?type=no", "/pages?cursor=no", "/groups?cursor=WyJuIiwwLDFd", f"/pages/{NEVER * 9}", "/site?hub=no",
        f"/pages/{ward.west.pk}?include=secrets", "/pages?published_from=x",
    )  # fmt: skip
    for path in wrong:
        assert ask(path).status_code == 400, path
    assert ask(f"/pages/{ward.west.pk}?include=secrets").json()["errors"][0]["pointer"] == "?include"


def test_nothing_can_be_changed_here(ward: Ward) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(f"{API}/pages/{ward.west.pk}").status_code == 405


def test_versions_of_wagtails_own_api_that_write_are_not_there(ward: Ward) -> None:
    assert Client().get("/api/v3/pages/").status_code == 404
    assert Client().get("/api/v2/pages/").status_code == 200
    assert Client().post("/api/v2/pages/", {}).status_code == 405


def test_wagtails_v2_tells_the_same_pages(ward: Ward) -> None:
    restrict(ward.pages["section"])
    unpublish(ward.pages["news"])
    CommunityGroup.objects.update(is_active=False)
    ours = {one["id"] for code in ("ja", "en", "ko", "zh-hans") for one in items(f"/pages?limit=100&locale={code}")}
    theirs: set[int] = set()
    for offset in range(0, 60, 20):
        found = Client().get(f"/api/v2/pages/?offset={offset}&limit=20").json()["items"]
        theirs |= {one["id"] for one in found}
    assert theirs == ours
    for page in (ward.pages["section"], ward.pages["news"], GroupProfilePage.objects.get()):
        assert Client().get(f"/api/v2/pages/{page.pk}/").status_code == 404
        assert Client().get(f"/api/v2/pages/?child_of={page.pk}").status_code == 400
    assert Client().get("/api/v2/pages/?search=x").status_code == 400


def test_wagtails_v2_tells_files_of_public_pages_alone(ward: Ward) -> None:
    def told(noun: str) -> list[Any]:
        return list(Client().get(f"/api/v2/{noun}/?fields=*").json()["items"])

    for page in Page.objects.specific():
        ReferenceIndex.create_or_update_for_object(page)
    assert len(told("images")) == len(told("documents")) == 1
    assert "title" not in told("images")[0]
    assert "/original_images/" not in told("images")[0]["meta"]["download_url"]
    unpublish(ward.pages["news"])
    assert told("documents") == []
    for page in HubPage.objects.get(pk=ward.west.pk).get_descendants():
        unpublish(page)
    assert told("images") == []
