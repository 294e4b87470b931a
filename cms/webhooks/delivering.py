"""One delivery carried on by a worker: signed, sent once, written down, and owed again if it did not arrive.

At least once: a worker that is killed between the receiver's answer and our note sends again, under the same id. Our
own retries stand in the rows here and are no failures of the outbox, whose parked work is for operators.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cms.core import outward
from cms.core.clock import database_now
from cms.core.text import shown
from cms.jobs.registry import Later, Park
from cms.webhooks import fanning, guarding, signing, switching
from cms.webhooks.models import SHOWN_OF_ANSWER, Attempt, Delivery, Endpoint

State = Delivery.State
# Beyond the time of the call itself: looking up the name, writing down.
MARGIN = timedelta(seconds=60)
GROWTH = 4


@dataclass(frozen=True)
class Outcome:
    """``status`` None: no answer came. ``answer`` is its first words, without our secrets."""

    at: datetime
    duration_ms: int
    status: int | None = None
    error: str = ""
    answer: str = ""

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver(payload: dict[str, Any]) -> None:
    """One turn of a delivery: Later while another worker has it in hand, Park when its secret cannot be read."""
    now = database_now()
    if not _take(payload, now):
        return
    delivery = Delivery.objects.select_related("event", "endpoint").get(pk=payload["delivery"])
    if not delivery.endpoint.active:
        switching.stop_waiting(delivery.endpoint)
        return
    if not signing.is_over(delivery.endpoint.waits_until, now):
        _wait(delivery, delivery.endpoint.waits_until)
        return
    _note(delivery, _send(delivery, now))


def put_aside(payload: dict[str, Any]) -> None:
    """The outbox has parked the item: the log of the receiver says so too."""
    waiting = Delivery.objects.filter(pk=payload["delivery"], turn=payload["turn"], state=State.WAITING)
    waiting.update(state=State.FAILED, error="stopped", ended_at=database_now(), sending_until=None, next_at=None)


def _take(payload: dict[str, Any], now: datetime) -> bool:
    """This worker alone has the delivery in hand; False when this turn of it is over."""
    rows = Delivery.objects.filter(pk=payload["delivery"], turn=payload["turn"], state=State.WAITING)
    lease = now + timedelta(seconds=settings.WEBHOOK_TIMEOUT_SECONDS) + MARGIN
    free = Q(sending_until=None) | Q(sending_until__lte=now)
    if rows.filter(free).update(sending_until=lease):
        return True
    if rows.exists():
        raise Later(_("another worker is sending this event"))
    return False


def _wait(delivery: Delivery, until: datetime | None) -> None:
    """The receiver did not answer at all a moment ago: this one waits too, and loses no try."""
    with transaction.atomic():
        delivery.turn, delivery.next_at, delivery.sending_until = delivery.turn + 1, until, None
        delivery.save(update_fields=["turn", "next_at", "sending_until"])
        fanning.owe(delivery)


def _send(delivery: Delivery, now: datetime) -> Outcome:
    body = delivery.event.body.encode()
    timestamp, message = int(now.timestamp()), delivery.event.message
    try:
        known = signing.secrets_of(delivery.endpoint, now)
    except signing.Unreadable as error:
        raise Park(_("The secret of the receiver “%(name)s” cannot be read. Renew it.")
                   % {"name": delivery.endpoint.name}) from error  # fmt: skip
    signatures = [signing.signature(one, message=message, timestamp=timestamp, body=body) for one in known]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Kizuna-webhook/1 (+{settings.BASE_URL})",
        "Webhook-Id": message,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": " ".join(signatures),
    }
    began = time.monotonic()
    limit, most = settings.WEBHOOK_TIMEOUT_SECONDS, settings.WEBHOOK_ANSWER_BYTES
    try:
        place = outward.place_of(delivery.endpoint.url, guarding.manners(), seconds=limit)
        left = limit - (time.monotonic() - began)
        answer = outward.ask(place, "POST", headers=headers, body=body, seconds=left, most=most)
    except (outward.NotCalled, OSError, http.client.HTTPException) as error:
        return Outcome(now, _milliseconds(began), error=outward.failure(error))
    return Outcome(now, _milliseconds(began), answer.status, answer=_quoted(answer.body, [*known, *signatures]))


def _milliseconds(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _quoted(body: bytes, hidden: Iterable[str]) -> str:
    """The beginning of an answer; what a receiver quotes of our secrets is not written down."""
    text = body.decode("utf-8", "replace")
    for one in hidden:
        for form in (one, one.removeprefix(signing.PREFIX), one.removeprefix("v1,")):
            text = text.replace(form, "…")
    return shown(text, SHOWN_OF_ANSWER)


@transaction.atomic
def _note(delivery: Delivery, outcome: Outcome) -> None:
    """The try is on record; the delivery has arrived, is owed again or is given up; the receiver's state follows."""
    endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
    held = Delivery.objects.select_for_update().filter(pk=delivery.pk, turn=delivery.turn).first()
    if endpoint is None or held is None:
        return
    Attempt.objects.create(
        delivery=held, at=outcome.at, status=outcome.status, error=outcome.error,
        duration_ms=outcome.duration_ms, answer=outcome.answer,
    )  # fmt: skip
    held.status, held.error, held.duration_ms = outcome.status, outcome.error, outcome.duration_ms
    held.tries, held.sending_until, held.next_at = held.tries + 1, None, None
    now = database_now()
    if outcome.arrived:
        held.state, held.ended_at = State.DELIVERED, now
    elif held.state == State.WAITING and held.tries < settings.WEBHOOK_TRIES:
        held.turn, held.next_at = held.turn + 1, now + pause(held.tries)
        fanning.owe(held)
    elif held.state == State.WAITING:
        held.state, held.ended_at = State.FAILED, now
    held.save()
    switching.follow(endpoint, arrived=outcome.arrived, status=outcome.status, now=now)


def pause(failures: int) -> timedelta:
    """After so many failures in a row: short at first, each four times as long as the one before."""
    seconds = settings.WEBHOOK_PAUSE_SECONDS * GROWTH ** min(failures - 1, 20)
    return timedelta(seconds=min(seconds, settings.WEBHOOK_LONGEST_PAUSE_SECONDS))
