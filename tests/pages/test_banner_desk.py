"""Banners at the desk: who puts them up for whom, what is asked for, and the all-clear with its confirmation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.hubs.models import Hub
from pages.models import EmergencyBanner, HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_people import make_staff
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
SPACE = "wagtailsnippets_pages_emergencybanner"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    return hubs


def desk(role: str, hub: Hub | None = None) -> Client:
    return sign_in(Client(), make_staff(role, hub))


def moment(hours: float) -> str:
    return (timezone.localtime() + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")


def typed(**values: Any) -> dict[str, Any]:
    times = {"starts_at": moment(-1), "ends_at": moment(5)}
    return {"hub": "", "level": "urgent", "title": "大雨のため閉館します", "text": "", "page": "", **times, **values}


def put_up(client: Client, **values: Any) -> Any:
    return client.post(reverse(f"{SPACE}:add"), typed(**values))


def complaints(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(tag.text for tag in BeautifulSoup(answer.content, "html.parser").select(".error-message"))


@pytest.mark.parametrize("role", ["editor", "chief"])
def test_people_of_a_hub_warn_for_it_and_for_nobody_else(role: str, hubs: dict[str, Hub]) -> None:
    client = desk(role, hubs["west"])
    assert put_up(client, hub=hubs["west"].pk).status_code == 302
    assert EmergencyBanner.objects.get().hub == hubs["west"]
    assert "拠点を選んでください" in complaints(put_up(client, hub=""))
    assert "候補にありません" in complaints(put_up(client, hub=hubs["east"].pk))
    assert EmergencyBanner.objects.count() == 1


@pytest.mark.parametrize("role", ["editor_in_chief", "administrator"])
def test_the_ward_is_warned_by_those_above(role: str) -> None:
    assert put_up(desk(role)).status_code == 302
    assert EmergencyBanner.objects.get().hub is None


@pytest.mark.parametrize("role", ["reviewer", "division_reviewer", "accountant", "auditor"])
def test_nobody_else_puts_one_up(role: str, hubs: dict[str, Hub]) -> None:
    assert put_up(desk(role, hubs["west"] if role == "reviewer" else None)).status_code in (302, 403)
    assert not EmergencyBanner.objects.exists()


def make_banner(hub: Hub | None, **values: Any) -> EmergencyBanner:
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=3)}
    return EmergencyBanner.objects.create(**{"title": f"{hub}の警報", "hub": hub, **times, **values})


def test_another_hubs_banner_is_not_there(hubs: dict[str, Hub]) -> None:
    mine, other = make_banner(hubs["west"]), make_banner(hubs["east"])
    client = desk("chief", hubs["west"])
    listed = client.get(reverse(f"{SPACE}:list")).content.decode()
    assert mine.title in listed
    assert other.title not in listed
    for name in ("edit", "inspect", "history", "usage", "clear"):
        assert client.get(reverse(f"{SPACE}:{name}", args=[other.pk])).status_code == 404, name
        assert client.get(reverse(f"{SPACE}:{name}", args=[mine.pk])).status_code == 200, name


@pytest.mark.parametrize(
    "values,told",
    [
        ({"ends_at": lambda: moment(-2)}, "終わりの日時は、始まりより後に"),
        ({"starts_at": lambda: moment(-3), "ends_at": lambda: moment(-1)}, "この日時は過ぎています"),
        ({"title": lambda: ""}, "必須"),
    ],
)
def test_mistakes_are_told_beside_the_field(values: dict[str, Any], told: str) -> None:
    answer = put_up(desk("editor_in_chief"), **{name: make() for name, make in values.items()})
    assert told in complaints(answer)
    assert not EmergencyBanner.objects.exists()


def test_a_page_that_is_not_published_is_refused() -> None:
    page = HubPage.objects.get(slug="west")
    page.unpublish()
    assert "公開されていません" in complaints(put_up(desk("editor_in_chief"), page=page.pk))


def test_the_all_clear_is_one_button_with_a_confirmation(hubs: dict[str, Hub]) -> None:
    banner, chief = make_banner(hubs["west"]), make_staff("chief", hubs["west"])
    client = sign_in(Client(), chief)
    edit = client.get(reverse(f"{SPACE}:edit", args=[banner.pk])).content.decode()
    address = reverse(f"{SPACE}:clear", args=[banner.pk])
    assert f'href="{address}"' in edit
    asked = client.get(address).content.decode()
    assert "取り消すことはできません" in asked
    assert f"「{banner.title}」は解除されました。" in asked
    banner.refresh_from_db()
    assert banner.cleared_at is None
    answer = client.post(address, {"text": "開館しました。", "until": moment(4)})
    assert answer.status_code == 302
    banner.refresh_from_db()
    assert (banner.all_clear, banner.cleared_at is not None) == ("開館しました。", True)
    assert ModelLogEntry.objects.get(action="pages.all_clear").user == chief
    assert f'href="{address}"' not in client.get(reverse(f"{SPACE}:edit", args=[banner.pk])).content.decode()


@pytest.mark.parametrize(
    "values,told",
    [
        ({"text": ""}, "お知らせする文章を入力"),
        ({"until": ""}, "いつまで表示するか"),
        ({"until": "past"}, "過ぎています"),
    ],
)
def test_an_all_clear_needs_its_text_and_its_end(values: dict[str, str], told: str, hubs: dict[str, Hub]) -> None:
    banner = make_banner(hubs["west"])
    given = {"text": "終わりました。", "until": moment(2), **values}
    given["until"] = moment(-1) if given["until"] == "past" else given["until"]
    answer = desk("editor", hubs["west"]).post(reverse(f"{SPACE}:clear", args=[banner.pk]), given)
    assert told in answer.content.decode()
    banner.refresh_from_db()
    assert banner.cleared_at is None


def test_a_second_all_clear_is_told_and_changes_nothing(hubs: dict[str, Hub]) -> None:
    banner, client = make_banner(hubs["west"]), desk("editor", hubs["west"])
    address = reverse(f"{SPACE}:clear", args=[banner.pk])
    client.post(address, {"text": "一度目", "until": moment(2)})
    assert "すでに解除されています" in client.post(address, {"text": "二度目", "until": moment(2)}).content.decode()
    banner.refresh_from_db()
    assert banner.all_clear == "一度目"


def test_after_the_all_clear_the_warning_stays_as_it_was_read(hubs: dict[str, Hub]) -> None:
    now = timezone.now()
    banner = make_banner(None, cleared_at=now, all_clear="終", clear_until=now + timedelta(hours=2))
    data = typed(title="別の警報", all_clear="書き直した解除", clear_until=moment(3))
    answer = desk("editor_in_chief").post(reverse(f"{SPACE}:edit", args=[banner.pk]), data)
    assert answer.status_code == 302
    banner.refresh_from_db()
    assert (banner.title, banner.all_clear) == ("Noneの警報", "書き直した解除")


def test_ticking_boxes_names_no_banner_of_another_hub(hubs: dict[str, Hub]) -> None:
    """Wagtail's page for ticked rows lists those that one may not change, by their titles."""
    rows = {
        code: EmergencyBanner.objects.create(hub=hub, title=f"{code}の予告", ends_at=timezone.now() + timedelta(days=1))
        for code, hub in hubs.items()
    }
    client = desk("chief", hubs["west"])
    address = reverse("wagtail_bulk_action", args=["pages", "emergencybanner", "delete"])
    for query in (f"id={rows['east'].pk}", "id=all", f"id={rows['west'].pk}&id={rows['east'].pk}"):
        for answer in (client.get(f"{address}?{query}"), client.post(f"{address}?{query}")):
            assert answer.status_code == 404, query
            assert "eastの予告" not in answer.content.decode()
    assert client.get(f"{address}?id={rows['west'].pk}").status_code == 200
    everybodys = desk("editor_in_chief").get(f"{address}?id=all")
    assert "eastの予告" in everybodys.content.decode()
    assert EmergencyBanner.objects.count() == 2
