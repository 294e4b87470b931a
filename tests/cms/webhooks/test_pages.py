"""What an administrator sees and does: every receiver, its secret once, its log, and nothing for anybody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.audit.models import Refusal
from cms.jobs.models import OutboxItem
from cms.webhooks import fanning, pruning, signing
from cms.webhooks.models import Delivery, Endpoint, Event
from cms.webhooks.views import log
from tests.cms.admin.test_japanese import crawl, strays
from tests.cms.admin.walking import client_of
from tests.factories_people import make_hub, make_staff
from tests.factories_webhooks import ADDRESS, SECRET, Machine, happen, make_endpoint, states, verifies, work

pytestmark = pytest.mark.django_db
HOME = "/cms/webhooks/"
TYPED: dict[str, Any] = {"name": "ポータル", "url": ADDRESS, "events": ["case.received", "page.published"], "hub": ""}


@pytest.fixture
def admin() -> Client:
    return client_of(make_staff("administrator"))


def words(answer: Any) -> str:
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def secret_on(answer: Any) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]{44}", answer.content.decode())
    return found[0] if found else ""


def test_a_new_receiver_shows_its_secret_once_and_nowhere_else(admin: Client) -> None:
    assert "受信先はまだありません。" in words(admin.get(HOME))
    answer = admin.post(f"{HOME}new/", TYPED)
    secret = secret_on(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    endpoint = Endpoint.objects.get()
    assert signing.unseal(endpoint.secret) == secret
    assert secret not in str(list(Endpoint.objects.values()))
    assert secret not in str(list(ModelLogEntry.objects.values()))
    assert endpoint.events == ["page.published", "case.received"]
    here = f"{HOME}{endpoint.pk}/"
    for page in (HOME, here, f"{here}edit/", f"{here}secret/", f"{here}delete/"):
        assert secret not in admin.get(page).content.decode(), page
    assert "ポータル" in words(admin.get(HOME))
    assert "まだ何も送信していません。" in words(admin.get(here))


def test_mistakes_stand_beside_their_fields_and_nothing_is_lost(admin: Client) -> None:
    make_endpoint(name="ポータル")
    wrong: dict[str, Any] = {"name": "ポータル", "url": "https://10.0.0.1/", "events": []}
    for field, value in wrong.items():
        answer = admin.post(f"{HOME}new/", {**TYPED, "name": "別の名前", field: value})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert "下の印の付いた項目を直してください。" in words(answer)
        assert (value or "別の名前") in answer.content.decode()
    assert admin.post(f"{HOME}new/", {}).context["form"].errors.keys() == {"name", "url", "events"}
    assert admin.post(f"{HOME}new/", {**TYPED, "name": "別", "events": ["webhook.test"]}).status_code == 422
    assert Endpoint.objects.count() == 1


def test_it_is_changed_renewed_switched_and_deleted_and_the_log_says_so(admin: Client) -> None:
    hub, endpoint = make_hub("west"), make_endpoint(ADDRESS)
    here = f"{HOME}{endpoint.pk}/"
    assert admin.post(f"{here}edit/", {**TYPED, "hub": hub.pk}).status_code == 302
    secret = secret_on(admin.post(f"{here}secret/", {"at_once": "on"}))
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.hub, endpoint.former_secret) == ("ポータル", hub, "")
    assert signing.unseal(endpoint.secret) == secret != SECRET
    for action, active in (("off", False), ("on", True)):
        admin.post(here, {"action": action})
        endpoint.refresh_from_db()
        assert endpoint.active is active
    assert "元に戻せません" in words(admin.get(f"{here}delete/"))
    assert Endpoint.objects.exists()
    admin.post(f"{here}delete/")
    assert not Endpoint.objects.exists()
    found = ModelLogEntry.objects.filter(action__startswith="webhooks.").order_by("pk")
    assert [one.action for one in found] == [
        "webhooks.changed", "webhooks.secret_renewed", "webhooks.switched_off", "webhooks.switched_on",
        "webhooks.deleted",
    ]  # fmt: skip


def test_the_test_button_sends_a_signed_event_that_anybody_may_read(admin: Client, receiver: Machine) -> None:
    endpoint = make_endpoint(receiver.url, events=[])
    admin.post(f"{HOME}{endpoint.pk}/", {"action": "test"})
    work()
    call = receiver.calls[0]
    assert call.told["type"] == "webhook.test"
    assert call.told["data"] == {"endpoint": {"id": endpoint.pk}}
    assert verifies(call)
    assert "管理画面からのテスト" in words(admin.get(f"{HOME}{endpoint.pk}/"))


def test_the_log_tells_every_try_and_the_bytes_that_were_sent(admin: Client, receiver: Machine) -> None:
    receiver.answers, receiver.text = [500], "壊れています"
    endpoint = make_endpoint(receiver.url)
    happen()
    work(2)
    delivery = Delivery.objects.get()
    here = f"{HOME}{endpoint.pk}/deliveries/{delivery.pk}/"
    page = words(admin.get(here))
    assert "壊れています" in page
    assert "HTTP 500" in page
    shown = BeautifulSoup(admin.get(here).content, "html.parser").select_one("pre").get_text()
    assert shown == receiver.calls[0].body.decode() == delivery.event.body
    assert f"msg_{delivery.event.pk.hex}" in page
    listed = words(admin.get(f"{HOME}{endpoint.pk}/"))
    assert "HTTP 500" in listed
    assert "送信待ち" in listed


def test_what_failed_is_delivered_again_one_by_one_and_together(
    admin: Client, receiver: Machine, settings: Any
) -> None:
    settings.WEBHOOK_TRIES = 1
    receiver.answers = [500, 500, 500, 200]
    endpoint = make_endpoint(receiver.url)
    for _count in range(3):
        happen()
    work(2)
    assert states(endpoint) == ["failed"] * 3
    first = endpoint.deliveries.order_by("pk")[0]
    here = f"{HOME}{endpoint.pk}/"
    assert admin.post(f"{here}deliveries/{first.pk}/").status_code == 302
    assert admin.post(f"{here}deliveries/{first.pk}/").status_code == 409
    work()
    assert states(endpoint) == ["delivered", "failed", "failed"]
    assert "2件を再送します。" in words(admin.post(here, {"action": "again"}, follow=True))
    work()
    assert states(endpoint) == ["delivered"] * 3
    assert len({one.headers["webhook-id"] for one in receiver.calls}) == 3


def test_one_that_is_switched_off_sends_nothing_until_it_is_in_use_again(admin: Client, receiver: Machine) -> None:
    endpoint = make_endpoint(receiver.url)
    here = f"{HOME}{endpoint.pk}/"
    happen()
    fanning.fan_out(OutboxItem.objects.get(kind="webhook_event").payload)
    admin.post(here, {"action": "off"})
    work(2)
    assert (states(endpoint), receiver.calls) == (["stopped"], [])
    for action in ("test", "again"):
        assert admin.post(here, {"action": action}).status_code == 409
    assert admin.post(here, {"action": "nonsense"}).status_code == 422
    admin.post(here, {"action": "on"})
    admin.post(here, {"action": "again"})
    work()
    assert states(endpoint) == ["delivered"]


def test_a_foreign_delivery_does_not_exist_under_this_receiver(admin: Client, receiver: Machine) -> None:
    mine, other = make_endpoint(receiver.url), make_endpoint(receiver.url)
    happen()
    work(2)
    theirs = other.deliveries.get()
    for method in (admin.get, admin.post):
        assert method(f"{HOME}{other.pk}/deliveries/{theirs.pk}/").status_code in (200, 302)
        assert method(f"{HOME}{mine.pk}/deliveries/{theirs.pk}/").status_code == 404
        assert method(f"{HOME}999999/").status_code == 404


def test_nobody_else_comes_in_and_the_attempt_is_on_record() -> None:
    endpoint = make_endpoint(ADDRESS)
    hub = make_hub()
    for role in ("chief", "division_approver", "editor_in_chief", "section"):
        client = client_of(make_staff(role, hub if role == "chief" else None))
        before = Refusal.objects.count()
        for path in ("", "new/", f"{endpoint.pk}/", f"{endpoint.pk}/delete/"):
            assert client.get(f"{HOME}{path}").status_code == 404, (role, path)
        assert Refusal.objects.count() == before + 4
    auditor, here = client_of(make_staff("auditor")), f"{HOME}{endpoint.pk}/"
    assert f"{here}delete/" not in auditor.get(here).content.decode()
    assert auditor.post(here, {"action": "off"}).status_code == 404


def test_the_log_comes_page_by_page_in_a_fixed_number_of_statements(
    admin: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(log, "SHOWN", 2)
    endpoint = make_endpoint(ADDRESS)
    for number in range(5):
        event = Event.objects.create(pk=f"{number:032x}", type="case.received", body=f"b{number}", at=timezone.now())
        Delivery.objects.create(event=event, endpoint=endpoint, state="delivered", ended_at=timezone.now())
    page, seen = f"{HOME}{endpoint.pk}/", []
    admin.get(page)
    while page:
        with django_assert_max_num_queries(14):
            soup = BeautifulSoup(admin.get(page).content, "html.parser")
        seen += [row.select_one("th a")["href"] for row in soup.select("table.listing tbody tr")]
        older = soup.find("a", string="これより古いもの")
        page = str(older["href"]) if older else ""
    wanted = [f"{HOME}{endpoint.pk}/deliveries/{pk}/" for pk in endpoint.deliveries.values_list("pk", flat=True)]
    assert seen == sorted(wanted, reverse=True)


def test_the_log_is_not_kept_for_ever(settings: Any) -> None:
    endpoint = make_endpoint(ADDRESS)
    old = timezone.now() - timedelta(days=settings.WEBHOOK_KEEP_DAYS, minutes=1)
    for number, (state, ended) in enumerate([("delivered", old), ("failed", old), ("waiting", None), ("failed", None)]):
        event = Event.objects.create(pk=f"{number:032x}", type="case.received", body="{}", at=old)
        Delivery.objects.create(event=event, endpoint=endpoint, state=state, ended_at=ended)
    Delivery.objects.filter(state="failed", ended_at=None).update(ended_at=timezone.now())
    assert pruning.prune() == 2
    assert sorted(states(endpoint)) == ["failed", "waiting"]
    assert Event.objects.count() == 2


def test_every_page_is_japanese(admin: Client) -> None:
    endpoint = make_endpoint(ADDRESS, name="受信先", failing_since=timezone.now())
    event = Event.objects.create(pk="0" * 32, type="case.received", body="{}", at=timezone.now())
    delivery = Delivery.objects.create(event=event, endpoint=endpoint, state="failed", error="timeout", tries=1)
    delivery.attempts.create(at=timezone.now(), error="private network", duration_ms=3)
    here = f"{HOME}{endpoint.pk}/"
    known = {"JSON", "POST", "UTC", "HTTP", str(endpoint.made_by)}
    pages = (HOME, f"{HOME}new/", here, f"{here}edit/", f"{here}secret/", f"{here}delete/")
    assert crawl(admin, [*pages, f"{here}deliveries/{delivery.pk}/"], known) == {}
    once = admin.post(f"{here}secret/").content.decode()
    assert strays(once, {*known, "cms/docs/webhooks.md"}) == set()
