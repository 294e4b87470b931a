"""When a receiver is in use: what a success or a failure means for it, and what follows when it is switched off."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.timezone import localtime
from wagtail.log_actions import log

from cms.people import post
from cms.people.models import HubRole, Role, User
from cms.webhooks.models import Delivery, Endpoint

GONE = 410


def follow(endpoint: Endpoint, *, arrived: bool, status: int | None, now: datetime) -> None:
    """The locked ``endpoint`` after a try that ended now; one that has failed for days is switched off."""
    from cms.webhooks.delivering import pause  # late: that module calls this one

    endpoint.silent = endpoint.silent + 1 if status is None else 0
    endpoint.waits_until = now + pause(endpoint.silent) if endpoint.silent else None
    if arrived:
        endpoint.success_at, endpoint.failing_since = now, None
    else:
        endpoint.failing_since = endpoint.failing_since or now
    endpoint.save(update_fields=["silent", "waits_until", "success_at", "failing_since"])
    if arrived or not endpoint.active or endpoint.failing_since is None:
        return
    if status == GONE:
        _give_up(endpoint, Endpoint.Off.GONE, now)
    elif now - endpoint.failing_since >= timedelta(hours=settings.WEBHOOK_OFF_HOURS):
        _give_up(endpoint, Endpoint.Off.FAILING, now)


def _give_up(endpoint: Endpoint, off: str, now: datetime) -> None:
    """Switched off by the worker; every administrator is told once."""
    since = endpoint.failing_since
    switch_off(endpoint, off=off, now=now)
    log(endpoint, "webhooks.given_up", data={"why": off})
    context = {
        "name": endpoint.name,
        "gone": off == Endpoint.Off.GONE,
        "since": since and localtime(since),
        "url": f"{settings.BASE_URL}{reverse('webhooks:endpoint', args=[endpoint.pk])}",
    }
    for user in administrators():
        post.send(
            to=user.email, template="webhooks/switched_off", context=context, about=f"webhook:{endpoint.pk}",
            key=f"webhook:{endpoint.pk}:off:{now.isoformat()}:{user.pk}",
        )  # fmt: skip


def administrators() -> list[User]:
    return list(HubRole.objects.live().filter(role=Role.ADMINISTRATOR).holders().order_by("pk"))


def switch_off(endpoint: Endpoint, *, off: str, now: datetime) -> None:
    """What still waits for ``endpoint`` is not sent any more; it can be delivered again later."""
    endpoint.off, endpoint.off_at = off, now
    endpoint.save(update_fields=["off", "off_at"])
    stop_waiting(endpoint)


def switch_on(endpoint: Endpoint) -> None:
    """In use, as if nothing had ever failed."""
    endpoint.off, endpoint.off_at, endpoint.failing_since = Endpoint.Off.NO, None, None
    endpoint.silent, endpoint.waits_until = 0, None
    endpoint.save(update_fields=["off", "off_at", "failing_since", "silent", "waits_until"])


@transaction.atomic
def stop_waiting(endpoint: Endpoint) -> int:
    waiting = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.WAITING)
    return waiting.update(state=Delivery.State.STOPPED, ended_at=Now(), next_at=None, sending_until=None)
