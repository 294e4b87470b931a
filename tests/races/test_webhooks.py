"""Two workers at one event: one delivery for a receiver, and one call. PostgreSQL only."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import OperationalError

from cms.jobs.models import OutboxItem
from cms.jobs.registry import Later
from cms.jobs.worker import run_due
from cms.webhooks import delivering, fanning
from cms.webhooks.models import Delivery, Endpoint
from tests.cms.webhooks.conftest import receiver as _receiver
from tests.factories_webhooks import Machine, happen, make_endpoint
from tests.races.harness import meet_before, together, without_constraint, without_row_locks, without_upserts

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
receiver = _receiver
ROUNDS = 20


def owed(kind: str) -> dict[str, Any]:
    """The work of the newest item of ``kind``, which no other worker has any more."""
    item = OutboxItem.objects.filter(kind=kind).order_by("-pk")[0]
    OutboxItem.objects.filter(kind=kind).delete()
    return item.payload


def test_two_workers_that_are_woken_at_once_call_once(receiver: Machine) -> None:
    make_endpoint(receiver.url)
    for number in range(1, ROUNDS + 1):
        happen()
        results = together(run_due, run_due)
        assert [one for one in results if isinstance(one, Exception)] == []
        run_due()
        assert (Delivery.objects.filter(state="delivered").count(), len(receiver.calls)) == (number, number)


def test_two_workers_with_one_event_make_one_delivery(receiver: Machine) -> None:
    """The lease of the first has lapsed, though it is alive."""
    endpoint = make_endpoint(receiver.url)
    for number in range(1, ROUNDS + 1):
        happen()
        payload = owed("webhook_event")
        results = together(*[partial(fanning.fan_out, payload)] * 2)
        assert all(one is None or isinstance(one, OperationalError) for one in results), results  # waited too long
        fanning.fan_out(payload)
        assert endpoint.deliveries.count() == OutboxItem.objects.filter(kind="webhook").count() == number


def test_control_without_the_constraint_a_receiver_gets_two_deliveries(
    receiver: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = make_endpoint(receiver.url)
    happen()
    payload = owed("webhook_event")
    without_constraint(Delivery, "delivery_once_per_endpoint")
    with monkeypatch.context() as patch:
        without_row_locks(patch)
        meet_before(patch, fanning, "stored", 2)
        assert together(*[partial(fanning.fan_out, payload)] * 2) == [None, None]
    run_due()
    assert endpoint.deliveries.count() == 2
    assert len(receiver.calls) == 2
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1


def test_two_workers_with_one_delivery_call_once(receiver: Machine) -> None:
    endpoint = make_endpoint(receiver.url)
    for number in range(1, ROUNDS + 1):
        happen()
        fanning.fan_out(owed("webhook_event"))
        results = together(*[partial(delivering.deliver, owed("webhook"))] * 2)
        assert [one for one in results if one is not None and not isinstance(one, Later)] == []
        assert len(receiver.calls) == number
        assert set(endpoint.deliveries.values_list("state", "tries")) == {("delivered", 1)}


def test_control_without_its_taking_a_delivery_is_called_twice(
    receiver: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_endpoint(receiver.url)
    happen()
    fanning.fan_out(owed("webhook_event"))
    without_row_locks(monkeypatch)
    without_upserts(monkeypatch)
    monkeypatch.setattr(delivering, "_take", lambda payload, now: True)
    meet_before(monkeypatch, delivering, "_send", 2)
    together(*[partial(delivering.deliver, owed("webhook"))] * 2)
    assert len(receiver.calls) == 2
    assert Endpoint.objects.get().deliveries.count() == 1
