"""The admin shows what is to be checked, and a hub's status changes only with a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.hubs.models import Hub
from cms.hubs.wagtail_hooks import AreaViewSet, HubViewSet, WardViewSet
from tests.factories_hubs import make_hub, make_small_ward
from tests.factories_people import make_staff
from tests.factories_programmes import make_call
from tests.sign_in import sign_in
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
