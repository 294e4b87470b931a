"""A hub's new name is its page's title too, unless an editor chose another one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.hubs.models import Hub
from cms.hubs.wagtail_hooks import HubViewSet
from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_hub, make_small_ward
from tests.factories_people import make_staff
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub() -> Hub:
    make_small_ward()
    hub = make_hub("renamed", name="旧い拠点", status="active")
    set_up_sites()
    return hub


def rename(hub: Hub) -> None:
    desk = sign_in(Client(), make_staff("administrator"))
    data = {"name": "新しい拠点", "code": hub.code, "order": 1, "status": hub.status, "verified": "on"}
    answer = desk.post(reverse(HubViewSet().get_url_name("edit"), args=[hub.pk]), {**data, "status_reason": ""})
    assert answer.status_code == 302


def test_title_and_breadcrumbs_follow_a_new_name(hub: Hub) -> None:
    rename(hub)
    page = HubPage.objects.get(hub=hub)
    assert (page.title, page.draft_title) == ("新しい拠点", "新しい拠点")
    shown = Client().get(page.get_url()).content.decode()
    assert "旧い拠点" not in shown
    assert "新しい拠点" in shown[: shown.index("</title>")]


def test_a_draft_published_later_does_not_bring_the_old_name_back(hub: Hub) -> None:
    page = HubPage.objects.get(hub=hub)
    page.introduction = "<p>下書きの紹介</p>"
    page.save_revision()
    rename(hub)
    page = HubPage.objects.get(hub=hub)
    assert "下書きの紹介" not in page.introduction
    page.latest_revision.publish()
    page = HubPage.objects.get(hub=hub)
    assert (page.title, "下書きの紹介" in page.introduction) == ("新しい拠点", True)


def test_a_title_of_an_editors_own_stays(hub: Hub) -> None:
    HubPage.objects.filter(hub=hub).update(title="みんなの広場", draft_title="みんなの広場")
    rename(hub)
    assert HubPage.objects.get(hub=hub).title == "みんなの広場"
