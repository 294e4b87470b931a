"""From an event to its deliveries: one for every receiver that wants it, each owed by the outbox. Worker's side."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from cms.hubs.models import Hub
from cms.jobs import outbox
from cms.jobs.registry import Park
from cms.webhooks.events import TYPES, EventType
from cms.webhooks.models import Delivery, Endpoint, Event

KIND = "webhook"


@transaction.atomic
def fan_out(payload: dict[str, Any]) -> None:
    """The event stands with a delivery for every receiver that wants it; the same again changes nothing."""
    kind = TYPES.get(payload["event"])
    if kind is None:
        raise Park(f"no event is called {payload['event']}")
    hub, everywhere = payload["hub"], kind.concerns_all
    endpoints = [one for one in Endpoint.objects.all() if one.wants(kind.name, hub, concerns_all=everywhere)]
    if not endpoints:
        return
    event = stored(kind, uuid.UUID(payload["id"]), hub=payload["hub"], at=payload["at"], facts=payload["facts"])
    made = [Delivery(event=event, endpoint=one) for one in endpoints]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    for delivery in Delivery.objects.filter(event=event, state=Delivery.State.WAITING, turn=1, tries=0).order_by("pk"):
        owe(delivery)


def stored(kind: EventType, number: uuid.UUID, *, hub: int | None, at: str, facts: dict[str, Any]) -> Event:
    """The event in the bytes that will be sent, made once."""
    code = Hub.objects.filter(pk=hub).values_list("code", flat=True).first() if hub else None
    event = Event(pk=number, type=kind.name, hub_id=hub, at=datetime.fromisoformat(at))
    event.body = json.dumps(
        kind.body(message=event.message, at=at, hub=code, facts=facts), ensure_ascii=False, separators=(",", ":")
    )
    return Event.objects.get_or_create(
        pk=number, defaults={"type": event.type, "hub_id": hub, "at": event.at, "body": event.body}
    )[0]


def owe(delivery: Delivery) -> None:
    """The delivery's present turn is owed, at ``next_at``; after everything urgent."""
    payload = {"delivery": delivery.pk, "turn": delivery.turn}
    key = f"{KIND}:{delivery.pk}:{delivery.turn}"
    outbox.put(kind=KIND, key=key, payload=payload, due_at=delivery.next_at, urgent=False)
