"""The admin shows what is to be checked, and a hub's status changes only with a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.core.loading import BadData, Report
from cms.hubs.loading import _load_hubs
from cms.hubs.models import Area, Chome, Hub
from cms.hubs.wagtail_hooks import AreaViewSet, ChomeViewSet, HubViewSet, WardViewSet
from tests.factories_cases import make_case
from tests.factories_hubs import make_hub, make_small_ward
from tests.factories_people import make_staff
from tests.factories_programmes import make_call
from tests.sign_in import sign_in
from workflows.programmes.budget_admin import BudgetViewSet
from workflows.programmes.wagtail_hooks import CallViewSet, ProgrammeViewSet

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    return sign_in(client, make_staff("administrator"))


@pytest.fixture
def hubs() -> dict[str, Hub]:
    return make_small_ward()


@pytest.mark.parametrize("viewset", [HubViewSet, AreaViewSet, WardViewSet, ProgrammeViewSet, CallViewSet])
def test_listing_and_form_carry_the_mark_until_somebody_has_checked(
    desk: Client, hubs: dict[str, Hub], viewset: type
) -> None:
    make_call("open")
    view = viewset()
    row = view.model.objects.first()
    view.model.objects.update(verified=True)
    view.model.objects.filter(pk=row.pk).update(verified=False)
    listing, form = reverse(view.get_url_name("list")), reverse(view.get_url_name("edit"), args=[row.pk])
    assert "要確認" in desk.get(listing).content.decode()
    assert "要確認" in desk.get(form).content.decode()
    view.model.objects.update(verified=True, note="")
    assert "要確認" not in desk.get(listing).content.decode()
    assert "要確認" not in desk.get(form).content.decode()


def post(desk: Client, hub: Hub, **changes: object) -> int:
    data = {"name": hub.name, "code": hub.code, "order": 1, "status": hub.status, "verified": "on", "status_reason": ""}
    address = reverse(HubViewSet().get_url_name("edit"), args=[hub.pk])
    return desk.post(address, {**data, **changes}).status_code


def test_a_status_changed_with_a_reason_is_in_the_history(desk: Client) -> None:
    hub = make_hub("x", status="preparing")
    assert post(desk, hub, status="active", status_reason="窓口を開設した") == 302
    change = hub.status_changes.get()
    assert (change.status, change.reason, change.actor is not None) == ("active", "窓口を開設した", True)


def test_a_status_changed_without_a_reason_is_refused(desk: Client) -> None:
    hub = make_hub("x", status="preparing")
    assert post(desk, hub, status="active") == 200
    assert Hub.objects.get(pk=hub.pk).status == "preparing"
    assert not hub.status_changes.exists()


def test_other_changes_need_no_reason(desk: Client) -> None:
    hub = make_hub("x", status="preparing")
    assert post(desk, hub, phone="03-1111-2222") == 302
    assert Hub.objects.get(pk=hub.pk).phone == "03-1111-2222"
    assert not hub.status_changes.exists()


def test_the_history_of_the_status_is_read_on_the_form_and_on_the_hubs_page(desk: Client) -> None:
    hub = make_hub("x", status="preparing")
    post(desk, hub, status="model", status_reason="試行を始めた")
    post(desk, hub, status="active", status_reason="窓口を開設した")
    view = HubViewSet()
    for name in ("edit", "inspect"):
        page = desk.get(reverse(view.get_url_name(name), args=[hub.pk])).content.decode()
        table = page[page.index("変更前") :]
        assert "窓口を開設した" in table
        assert table.index("窓口を開設した") < table.index("試行を始めた"), "newest first"
        newest = table[: table.index("窓口を開設した")]
        assert str(hub.status_changes.first().actor) in newest  # type: ignore[union-attr]
        assert newest.index("モデル") < newest.index("開設"), "from, then to"


def test_the_page_of_a_hub_tells_yes_and_no_in_words(desk: Client) -> None:
    hub = make_hub("x", verified=False)
    page = desk.get(reverse(HubViewSet().get_url_name("inspect"), args=[hub.pk])).content.decode()
    shown = page[page.index("<dl>") : page.index("</dl>")]
    assert "いいえ" in shown
    assert not any(word in shown for word in ("False", "True", "None"))


KEPT = [HubViewSet, AreaViewSet, ChomeViewSet, WardViewSet, ProgrammeViewSet, CallViewSet, BudgetViewSet]


@pytest.mark.parametrize("viewset", KEPT)
def test_no_list_offers_a_deletion_that_would_be_refused(desk: Client, hubs: dict[str, Hub], viewset: type) -> None:
    make_call("open")
    page = desk.get(reverse(viewset().get_url_name("list"))).content.decode()
    assert "data-bulk-action" not in page
    assert "一括" not in page


@pytest.mark.parametrize("viewset", KEPT)
def test_a_chooser_refuses_to_make_a_row_and_says_so(desk: Client, hubs: dict[str, Hub], viewset: type) -> None:
    make_call("open")
    kept = viewset()
    before = set(kept.model.objects.values_list("pk", flat=True))
    address = reverse(f"{kept.get_chooser_admin_url_namespace()}:create")
    for answer in (desk.post(address, {"name": "新しい"}, follow=True), desk.get(address, follow=True)):
        assert answer.redirect_chain == [("/cms/", 302)]
        assert "アクセス権がありません" in answer.content.decode()
    assert set(kept.model.objects.values_list("pk", flat=True)) == before


def test_an_area_is_a_set_of_chome_in_its_form_its_list_and_its_page(desk: Client, hubs: dict[str, Hub]) -> None:
    view = AreaViewSet()
    area = Area.objects.create(code="new", name="新区域", layer=1)
    first, second = Chome.objects.filter(number__gt=0).order_by("town_kana", "number")[:2]
    edit = reverse(view.get_url_name("edit"), args=[area.pk])
    form = desk.get(edit).content.decode()
    assert first.town in form
    data = {"name": area.name, "code": area.code, "layer": "1", "parent": "", "note": "", "verified": "on"}
    assert desk.post(edit, {**data, "places": [first.pk, second.pk]}).status_code == 302
    assert set(area.chome.all()) == {first, second}
    word = f"{first.town}1～2丁目"
    assert word in desk.get(reverse(view.get_url_name("list"))).content.decode()
    assert word in desk.get(reverse(view.get_url_name("inspect"), args=[area.pk])).content.decode()
    assert desk.get(edit).content.decode().count("checked") >= 2
    desk.post(edit, {**data, "places": [second.pk]})
    assert set(area.chome.all()) == {second}


def test_a_hubs_code_is_fixed_once_it_has_cases(desk: Client) -> None:
    case = make_case()
    hub, free = case.hub, make_hub("free")
    assert post(desk, free, code="freed") == 302
    address = reverse(HubViewSet().get_url_name("edit"), args=[hub.pk])
    data = {"name": hub.name, "order": 1, "status": hub.status, "verified": "on", "status_reason": ""}
    answer = desk.post(address, {**data, "code": "other"})
    assert answer.status_code == 200
    assert "コードは変更できません" in answer.content.decode()
    assert Hub.objects.get(pk=hub.pk).code == hub.code
    assert post(desk, hub, phone="03-1111-2222") == 302


def test_a_file_that_names_a_hub_with_cases_by_another_code_is_refused() -> None:
    hub, free = make_case().hub, make_hub("free")
    row = {"area": None, "status": "active"}
    with pytest.raises(BadData, match=hub.code):
        _load_hubs([{**row, "code": "other", "name": hub.name}], Report(), True)
    _load_hubs([{**row, "code": "freed", "name": free.name}], Report(), True)
    assert Hub.objects.filter(name=free.name).count() == 2
