"""A receiver with a name of the side and its log; it has chosen no event, so that nothing is sent to it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from cms.webhooks.models import Delivery, Event
from tests.factories_webhooks import ADDRESS, make_endpoint

if TYPE_CHECKING:
    from tests.roles.world import Side


def add_webhooks(side: Side) -> None:
    made = {"events": [], "url": f"{ADDRESS}?{side.mark}", "made_by_id": side.chief.pk}
    endpoint = make_endpoint(name=f"{side.mark}の受信先", **made)
    off = make_endpoint(name=f"{side.mark}の休止中", off="by_hand", **made)
    body = f'{{"hub":"{side.mark}"}}'
    event = Event.objects.create(pk=uuid.uuid4(), type="case.received", body=body, at=timezone.now())
    failed = Delivery.objects.create(event=event, endpoint=endpoint, state="failed", ended_at=timezone.now())
    side.args |= {
        "receiver": {"pk": endpoint.pk},
        "receiver_off": {"pk": off.pk},
        "delivery": {"pk": endpoint.pk, "delivery": failed.pk},
    }
