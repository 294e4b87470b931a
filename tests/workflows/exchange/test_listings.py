"""Needs and offers: written by a group's people, read by whom they are meant for, without any address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.search.models import Entry
from tests.cms.admin.walking import client_of
from tests.factories_exchange import make_area, make_introduction, make_listing, make_side
from tests.factories_people import make_group, make_hub, make_staff, make_user
from workflows.exchange.models import Listing

pytestmark = pytest.mark.django_db
OWN, PUBLIC, DESK = "/mypage/exchange/", "/exchange/", "/cms/desk/exchange/"


def answers(**changes: Any) -> dict[str, Any]:
    day = timezone.localdate()
    given = {
        "side": "need", "kind": "tools", "title": "テント2張り", "text": "夏まつりで使います。",
        "area": make_area().pk, "from_on": (day + timedelta(days=3)).isoformat(), "until_on": "",
        "weekdays": ["5", "6"], "conditions": "取りに伺います。",
        "audience": "public", "expires_on": "",
    }  # fmt: skip
    return {**given, **changes}


@pytest.fixture
def group() -> Any:
    return make_group(make_hub(), manager=make_user(name="試験 花子"))


@pytest.fixture
def writer(group: Any) -> Client:
    return client_of(group.memberships.get().user)


def test_a_need_is_written_in_my_page_and_read_by_everybody_with_its_group(writer: Client, group: Any) -> None:
    assert writer.post(f"{OWN}new/", {**answers(), "group": group.pk}).status_code == 302
    found = Listing.objects.get()
    assert (found.group, found.weekdays, found.days) == (group, 0b1100000, [5, 6])
    assert found.expires_on == timezone.localdate() + timedelta(days=180)
    page = Client().get(f"{PUBLIC}{found.pk}/").content.decode()
    assert "テント2張り" in page
    assert group.name in page
    assert found.title in Client().get(PUBLIC).content.decode()
    assert Entry.objects.get(source="exchange").url == f"{PUBLIC}{found.pk}/"


@pytest.mark.parametrize(
    "field,typed",
    [
        ("text", "連絡は０３－１２３４－５６７８へ"), ("title", "090 1234 5678"),
        ("conditions", "hanako＠example.jp まで"),
        ("text", "https://example.jp/ を参照"), ("text", "電話は(03)1234-5678"), ("text", "０９０１２３４５６７８"),
    ],
)  # fmt: skip
def test_an_address_is_refused_beside_its_field(writer: Client, group: Any, field: str, typed: str) -> None:
    response = writer.post(f"{OWN}new/", {**answers(**{field: typed}), "group": group.pk})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Listing.objects.exists()


@pytest.mark.parametrize(
    "typed", ["2026年7月11日から12日まで", "10張りを50人で使う", "午前10時から12時30分", "令和8年度 第2回"]
)
def test_dates_and_numbers_of_things_are_no_address(writer: Client, group: Any, typed: str) -> None:
    assert writer.post(f"{OWN}new/", {**answers(text=typed), "group": group.pk}).status_code == 302


def test_days_that_are_wrong_are_named(writer: Client, group: Any) -> None:
    day = timezone.localdate()
    wrong = {"until_on": (day + timedelta(days=1)).isoformat(), "expires_on": (day + timedelta(days=400)).isoformat()}
    page = writer.post(f"{OWN}new/", {**answers(**wrong), "group": group.pk}).content.decode()
    assert 'id="id_until_on_error"' in page
    assert 'id="id_expires_on_error"' in page


def test_a_foreign_group_can_be_neither_chosen_nor_changed(writer: Client) -> None:
    foreign = make_listing()
    assert writer.post(f"{OWN}new/", {**answers(), "group": foreign.group_id}).status_code == 422
    for address in ("", "close/", "renew/"):
        assert writer.post(f"{OWN}{foreign.pk}/{address}", answers()).status_code == 404
    foreign.refresh_from_db()
    assert foreign.closed_at is None


def test_what_is_for_staff_only_is_nowhere_in_public() -> None:
    hidden = make_listing(audience="staff", title="非公開の倉庫")
    client = Client()
    assert client.get(f"{PUBLIC}{hidden.pk}/").status_code == 404
    assert "非公開の倉庫" not in client.get(PUBLIC).content.decode()
    staff = client_of(make_staff("reviewer", hidden.group.hub))
    assert "非公開の倉庫" in staff.get(DESK).content.decode()
    assert staff.get(f"{DESK}{hidden.pk}/").status_code == 200
    stranger = client_of(make_staff("reviewer", make_hub()))
    assert stranger.get(f"{DESK}{hidden.pk}/").status_code == 404


def test_closed_it_is_gone_from_pages_and_search_and_renewed_it_is_back() -> None:
    listing, user = make_side("offer")
    client = client_of(user)
    client.post(f"{OWN}{listing.pk}/renew/")
    assert Entry.objects.filter(source="exchange").exists()
    client.post(f"{OWN}{listing.pk}/close/")
    assert Client().get(f"{PUBLIC}{listing.pk}/").status_code == 404
    assert not Entry.objects.filter(source="exchange").exists()
    client.post(f"{OWN}{listing.pk}/renew/")
    assert Client().get(f"{PUBLIC}{listing.pk}/").status_code == 200
    listing.refresh_from_db()
    assert listing.expires_on == timezone.localdate() + timedelta(days=180)


def test_past_its_day_it_is_not_shown() -> None:
    over = make_listing(expires_on=timezone.localdate() - timedelta(days=1))
    assert Client().get(f"{PUBLIC}{over.pk}/").status_code == 404
    assert over.title not in Client().get(PUBLIC).content.decode()


def test_the_list_is_narrowed_by_side_kind_area_and_hub() -> None:
    wanted, other = make_listing("need", kind="place"), make_listing("offer", kind="people")
    filters = {"side": "need", "kind": "place", "area": wanted.area.code, "hub": wanted.group.hub.code}
    for name, value in filters.items():
        page = Client().get(PUBLIC, {name: value}).content.decode()
        assert wanted.title in page, name
        assert other.title not in page, name
    assert Client().get(PUBLIC, {"kind": "nothing", "page": "x"}).status_code == 200


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def test_lists_take_the_same_number_of_queries_for_any_number(settings: Any, writer: Client, group: Any) -> None:
    settings.PAGE_CACHE = False
    staff = client_of(make_staff("reviewer", group.hub))
    make_listing(group=group)
    asked = [(Client(), PUBLIC), (writer, OWN), (staff, DESK)]
    before = [queries(*one) for one in asked]
    assert before[0] <= 6
    for _n in range(12):
        make_listing(group=group)
    assert [queries(*one) for one in asked] == before


def test_the_own_page_shows_all_that_is_open_and_the_newest_of_what_is_over(writer: Client, group: Any) -> None:
    area, offer = make_area(), make_listing("offer")
    listed = [
        make_listing(group=group, area=area, title=f"閉じた件{n:02}号", closed_at=timezone.now()) for n in range(32)
    ]
    reviewer = make_staff("reviewer", group.hub)
    for number, need in enumerate(listed):
        ended = {"outcome": "not", "closed_at": timezone.now()} if number else {}
        make_introduction(reviewer, need, offer, introduced_at=need.created_at, **ended)
    page = writer.get(OWN).content.decode()
    over = page[page.index('id="over-title"') :]
    assert over.count("kz-card") == 30
    assert page.count("/introductions/") == 30, "one under way, and twenty-nine that ended"
    rest = writer.get(f"{OWN}?introduction=2").content.decode()
    assert rest.count("/introductions/") == 2, "all that ended can be reached"


def test_the_kept_list_follows_a_change() -> None:
    client = Client()
    listing, user = make_side("need")
    assert listing.title in client.get(PUBLIC).content.decode()
    client_of(user).post(f"{OWN}{listing.pk}/close/")
    assert listing.title not in client.get(PUBLIC).content.decode()


def test_a_group_has_a_limited_number_of_open_ones(settings: Any, writer: Client, group: Any) -> None:
    settings.EXCHANGE_LISTINGS_OF_A_GROUP = 1
    make_listing(group=group)
    assert writer.post(f"{OWN}new/", {**answers(), "group": group.pk}).status_code == 422
    assert Listing.objects.count() == 1
