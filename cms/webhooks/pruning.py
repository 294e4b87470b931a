"""The log of receivers is not kept for ever: what ended more than ``WEBHOOK_KEEP_DAYS`` ago goes, with its event."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from cms.core.clock import database_now
from cms.webhooks.models import Delivery, Event


def prune() -> int:
    """How many deliveries went. What still waits stays, however old."""
    old = database_now() - timedelta(days=settings.WEBHOOK_KEEP_DAYS)
    ended = Delivery.objects.filter(ended_at__lt=old)
    count = ended.count()
    ended.delete()
    Event.objects.filter(at__lt=old, deliveries=None).delete()
    return count
