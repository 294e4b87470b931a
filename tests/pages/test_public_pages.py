"""What a resident meets: every page answers, in Japanese, whatever state hubs and calls are in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from cms.hubs.models import Hub
from pages.models import CallPage, HubPage, StandardPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import DESK_PHONE, make_small_ward
from tests.factories_programmes import make_call
from tests.pages.counting import own_queries
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
CALL = "/west/open-call/"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    make_call("open-call")
    set_up_sites()
    return hubs


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/west/", CALL, "/accessibility/", "/privacy/", "/calls/", "/calls/open-call/", "/hubs/find/"]
)
def test_every_public_page_answers(client: Client, path: str) -> None:
    html = text(client, path)
    assert '<html lang="ja">' in html
    assert html.count("<h1") == 1
    assert "試験区" in html


def test_the_home_leads_to_hubs_calls_and_policies(client: Client) -> None:
    html = text(client, "/")
    for address in ("/west/", "/east/", "/calls/open-call/", "/accessibility/", "/privacy/", "/hubs/find/"):
        assert f'href="{address}"' in html or f'action="{address}"' in html, address


def test_a_hub_page_leads_to_its_calls(client: Client) -> None:
    assert f'href="{CALL}"' in text(client, "/west/")


def test_an_open_call_offers_eligibility_consultation_and_application(client: Client) -> None:
    html = text(client, CALL)
    for door in ("eligibility", "consultation", "start"):
        assert f'href="/calls/open-call/{door}/"' in html


def move(opens_days: int, closes_days: int) -> None:
    now = timezone.now()
    Call.objects.update(opens_at=now + timedelta(days=opens_days), closes_at=now + timedelta(days=closes_days))


def test_a_call_not_yet_open_lets_one_check_but_not_apply(client: Client) -> None:
    move(3, 30)
    html = text(client, CALL)
    assert 'href="/calls/open-call/eligibility/"' in html
    assert 'href="/calls/open-call/start/"' not in html
    assert "受付開始前" in html


def test_a_closed_call_has_no_door(client: Client) -> None:
    move(-30, -1)
    html = text(client, CALL)
    assert "この募集は終了しました" in html
    for door in ("eligibility", "consultation", "start"):
        assert f"/calls/open-call/{door}/" not in html


def test_a_call_about_to_close_says_how_many_days_are_left(client: Client) -> None:
    move(-30, 3)
    assert "締切まであと3日" in text(client, CALL)


def test_a_call_long_over_leaves_the_lists(client: Client) -> None:
    move(-90, -40)
    for path in ("/", "/west/", "/calls/"):
        assert "open-call" not in text(client, path)


def test_a_call_that_is_not_published_is_nowhere(client: Client) -> None:
    Call.objects.update(is_published=False)
    for path in ("/", "/west/", "/calls/"):
        assert "open-call" not in text(client, path)
    for path in (CALL, "/calls/open-call/"):
        text(client, path, 404)


def test_an_unverified_hub_names_the_general_desk(client: Client) -> None:
    assert "確認中" in text(client, "/east/")
    assert DESK_PHONE in text(client, "/east/")
    assert "確認中" not in text(client, "/west/")


def test_a_closed_hub_says_so_and_leaves_the_list(client: Client, hubs: dict[str, Hub]) -> None:
    Hub.objects.filter(code="west").update(status=Hub.Status.CLOSED)
    assert "この拠点は閉鎖しました" in text(client, "/west/")
    assert 'href="/west/"' not in text(client, "/")


def test_a_page_taken_offline_is_gone_and_a_restricted_one_asks_to_sign_in(client: Client) -> None:
    page = HubPage.objects.get(slug="west")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(CALL).status_code == 302
    assert client.get("/east/").status_code == 200
    page.get_view_restrictions().delete()
    page.unpublish()
    text(client, "/west/", 404)


def test_a_page_of_an_editor_stands_below_its_hub(client: Client) -> None:
    hub = HubPage.objects.get(slug="west")
    hub.add_child(
        instance=StandardPage(
            title="地区祭のお知らせ", slug="matsuri", body=[("paragraph", RichText("<p>十月に行います。</p>"))]
        )
    )
    assert 'href="/west/matsuri/"' in text(client, "/west/")
    html = text(client, "/west/matsuri/")
    assert "十月に行います" in html
    assert 'href="/west/"' in html


@pytest.mark.parametrize("path", ["/nowhere/", "/west/nowhere/", "/calls/nowhere/", "/west/open-call/more/"])
def test_an_unknown_address_is_404_in_japanese(client: Client, path: str) -> None:
    assert "ページが見つかりません" in text(client, path, 404)


def test_queries_are_few_and_do_not_grow_with_hubs_or_pages(hubs: dict[str, Hub]) -> None:
    paths = ("/", "/west/", CALL, "/privacy/", "/calls/", "/hubs/find/?q=光が丘")
    few = {path: own_queries(path) for path in paths}
    assert max(few.values()) <= 6, few
    for number in range(5):
        Hub.objects.create(code=f"more-{number}", name=f"追加{number}拠点", area=hubs["west"].area, status="active")
        make_call(f"more-call-{number}")
    set_up_sites()
    assert {path: own_queries(path) for path in paths} == few
    assert own_queries("/more-1/more-call-2/") <= 6


def test_setting_up_again_makes_nothing_and_keeps_what_editors_wrote() -> None:
    home = WardHomePage.objects.get()
    WardHomePage.objects.filter(pk=home.pk).update(title="新しい見出し")
    assert set_up_sites().titles == []
    assert WardHomePage.objects.get().title == "新しい見出し"


def test_a_new_call_gets_a_page_at_each_of_its_hubs_only(hubs: dict[str, Hub]) -> None:
    call = make_call("west-only")
    call.hubs.set([hubs["west"]])
    set_up_sites()
    assert [page.get_parent().slug for page in CallPage.objects.filter(call=call)] == ["west"]


def test_an_address_that_an_editor_took_is_left_to_the_editor() -> None:
    hub = HubPage.objects.get(slug="west")
    hub.add_child(instance=StandardPage(title="先にあったページ", slug="second"))
    call = make_call("second")
    set_up_sites()
    assert StandardPage.objects.get(slug="second").title == "先にあったページ"
    assert CallPage.objects.child_of(hub).get(call=call).slug == "second-2"
