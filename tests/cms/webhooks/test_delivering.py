"""An event goes to every receiver that wants it: signed, again until it arrives, and not for ever."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.utils import timezone

from cms.core.clock import database_now
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.webhooks import services, signing
from cms.webhooks.emitting import emit
from cms.webhooks.models import Attempt, Delivery, Endpoint, Event
from tests.factories_people import make_hub, make_staff
from tests.factories_webhooks import A_CASE, SECRET, Machine, happen, make_endpoint, states, verifies, work
from tests.programs import until

pytestmark = pytest.mark.django_db


def test_an_event_arrives_signed_and_once(receiver: Machine) -> None:
    endpoint = make_endpoint(receiver.url)
    assert happen()
    run_due()
    assert len(receiver.calls) == 1
    call = receiver.calls[0]
    event = Event.objects.get()
    assert call.headers["webhook-id"] == call.told["id"] == f"msg_{event.pk.hex}"
    assert call.body.decode() == event.body
    assert abs(int(call.headers["webhook-timestamp"]) - time.time()) < 300
    assert call.headers["content-type"] == "application/json"
    assert "cookie" not in call.headers
    assert "authorization" not in call.headers
    assert verifies(call)
    assert not verifies(call, signing.new_secret())
    assert states(endpoint) == ["delivered"]
    run_due()
    assert len(receiver.calls) == 1


def test_the_payload_says_what_when_and_where_to_ask(receiver: Machine, settings: Any) -> None:
    hub = make_hub("west")
    make_endpoint(receiver.url)
    happen(hub=hub)
    run_due()
    told = receiver.calls[0].told
    assert (told["type"], told["hub"]) == ("case.received", "west")
    assert told["timestamp"].endswith("Z")
    face = f"cases/{quote('R8練地地第1号')}"
    addresses = {
        "api_url": f"{settings.BASE_URL}/api/v1/{face}",
        "desk_api_url": f"{settings.BASE_URL}/api/v1/desk/{face}",
    }
    assert told["data"]["case"] == {**A_CASE, **addresses}


def test_a_change_that_is_undone_tells_nobody(receiver: Machine) -> None:
    make_endpoint(receiver.url)
    with transaction.atomic():
        assert emit("case.received", hub=None, **A_CASE)
        transaction.set_rollback(True)
    run_due()
    assert not OutboxItem.objects.filter(kind="webhook_event").exists()
    assert receiver.calls == []


def test_a_receiver_hears_of_its_hub_and_its_events_only(receiver: Machine) -> None:
    west, east = make_hub("west"), make_hub("east")
    endpoint = make_endpoint(receiver.url, hub=west, events=["case.received"])
    assert not happen("case.received", east)
    assert not happen("case.received")
    assert not happen("case.step_changed", west)
    assert happen("case.received", west)
    whole = make_endpoint(receiver.url, events=["case.step_changed"])
    assert happen("case.step_changed", east)
    run_due()
    assert sorted((one.told["type"], one.told["hub"]) for one in receiver.calls) == [
        ("case.received", "west"), ("case.step_changed", "east"),
    ]  # fmt: skip
    assert (len(states(endpoint)), len(states(whole))) == (1, 1)


def test_nobody_wants_it_nothing_is_written(django_assert_num_queries: Any) -> None:
    make_endpoint(off=Endpoint.Off.BY_HAND)
    assert not happen()
    with transaction.atomic(), django_assert_num_queries(0):
        assert not emit("case.received", hub=None, **A_CASE)
    assert not OutboxItem.objects.exists()


def test_a_failure_is_tried_again_after_longer_and_longer_until_it_arrives(receiver: Machine, settings: Any) -> None:
    receiver.answers = [500, 503, 302, 200]
    receiver.headers = {"Location": "/elsewhere"}
    endpoint = make_endpoint(receiver.url)
    happen()
    run_due()
    waits = []
    for _turn in range(3):
        delivery = Delivery.objects.get()
        assert delivery.state == "waiting"
        item = OutboxItem.objects.get(kind="webhook", state="due")
        assert item.due_at == delivery.next_at
        waits.append((delivery.next_at - timezone.now()).total_seconds())
        work()
    assert [round(wait / settings.WEBHOOK_PAUSE_SECONDS) for wait in waits] == [1, 4, 16]
    assert states(endpoint) == ["delivered"]
    assert list(Attempt.objects.order_by("pk").values_list("status", flat=True)) == [500, 503, 302, 200]
    assert len(receiver.calls) == 4
    assert len({one.headers["webhook-id"] for one in receiver.calls}) == 1
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None
    assert endpoint.success_at is not None
    assert not OutboxItem.objects.exclude(state="done").exists()


def test_it_is_given_up_after_so_many_tries_and_no_operator_is_called(receiver: Machine, settings: Any) -> None:
    settings.WEBHOOK_TRIES = 3
    receiver.answers = [500]
    endpoint = make_endpoint(receiver.url)
    happen()
    work(6)
    assert states(endpoint) == ["failed"]
    assert len(receiver.calls) == Attempt.objects.count() == 3
    assert not OutboxItem.objects.exclude(state="done").exists()


def test_delivered_again_it_has_the_same_id_and_bytes_and_a_new_time(receiver: Machine, settings: Any) -> None:
    settings.WEBHOOK_TRIES = 1
    receiver.answers = [500, 500, 200]
    admin, endpoint = make_staff("administrator"), make_endpoint(receiver.url)
    happen()
    run_due()
    first_second = int(receiver.calls[0].headers["webhook-timestamp"])
    assert until(lambda: int(database_now().timestamp()) > first_second, 5)
    services.deliver_again(Delivery.objects.get(), actor=admin)
    run_due()
    assert states(endpoint) == ["failed"]
    assert services.deliver_failed_again(endpoint, actor=admin) == 1
    run_due()
    assert states(endpoint) == ["delivered"]
    first, second, third = receiver.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == third.headers["webhook-id"]
    assert first.body == second.body == third.body
    assert int(second.headers["webhook-timestamp"]) > int(first.headers["webhook-timestamp"])
    assert all(verifies(one) for one in receiver.calls)


def test_the_former_secret_signs_too_for_some_hours(receiver: Machine, settings: Any) -> None:
    admin, endpoint = make_staff("administrator"), make_endpoint(receiver.url)
    new = services.renew_secret(endpoint, actor=admin, at_once=False)
    happen()
    run_due()
    assert verifies(receiver.calls[0], new)
    assert verifies(receiver.calls[0], SECRET)
    Endpoint.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    happen()
    run_due()
    assert verifies(receiver.calls[1], new)
    assert not verifies(receiver.calls[1], SECRET)
    last = services.renew_secret(endpoint, actor=admin, at_once=True)
    happen()
    run_due()
    assert verifies(receiver.calls[2], last)
    assert not verifies(receiver.calls[2], new)


def test_what_a_receiver_quotes_of_secrets_and_cookies_is_not_written_down(
    receiver: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.answers, receiver.text = [400], f"wrong signature for {SECRET} \x00" + "あ" * 600
    receiver.headers = {"Set-Cookie": "session=canary-of-a-cookie"}
    make_endpoint(receiver.url)
    happen()
    run_due()
    attempt = Attempt.objects.get()
    assert attempt.answer.startswith("wrong signature for … ")
    assert len(attempt.answer) == 500
    assert "canary" not in str(attempt.__dict__)
    assert SECRET not in caplog.text
    assert SECRET[6:] not in caplog.text
    assert SECRET not in str(list(Endpoint.objects.values()))
    assert SECRET not in str(list(OutboxItem.objects.values()))


def test_after_days_without_success_it_is_switched_off_and_administrators_are_told(
    receiver: Machine, settings: Any
) -> None:
    receiver.answers = [500]
    make_staff("editor_in_chief")
    endpoint = make_endpoint(receiver.url)
    happen()
    run_due()
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(hours=settings.WEBHOOK_OFF_HOURS + 1))
    happen()
    run_due()
    endpoint.refresh_from_db()
    assert endpoint.off == Endpoint.Off.FAILING
    assert states(endpoint) == ["stopped", "stopped"]
    mail = OutgoingMail.objects.get()
    assert mail.to == endpoint.made_by.email
    assert endpoint.name in mail.text
    assert f"/cms/webhooks/{endpoint.pk}/" in mail.text
    assert not happen()
    work(2)
    assert len(receiver.calls) == 2


def test_a_receiver_that_says_it_is_gone_is_asked_no_more(receiver: Machine) -> None:
    receiver.answers = [410]
    endpoint = make_endpoint(receiver.url)
    happen()
    run_due()
    endpoint.refresh_from_db()
    assert (endpoint.off, states(endpoint)) == (Endpoint.Off.GONE, ["stopped"])
    assert OutgoingMail.objects.count() == 1


def test_one_that_does_not_answer_keeps_the_worker_from_others_once(receiver: Machine, settings: Any) -> None:
    """Its other events wait without losing a try; those of other receivers go out."""
    settings.WEBHOOK_PORTS = [443, receiver.port, 9]
    silent, other = make_endpoint("http://127.0.0.1:9/"), make_endpoint(receiver.url)
    for _count in range(3):
        happen()
    run_due()
    assert states(other) == ["delivered"] * 3
    assert list(Attempt.objects.filter(delivery__endpoint=silent).values_list("error", flat=True)) == [
        "ConnectionRefusedError"
    ]
    assert sorted(silent.deliveries.values_list("tries", flat=True)) == [0, 0, 1]
    assert states(silent) == ["waiting"] * 3
