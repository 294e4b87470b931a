"""Addresses and texts are not kept for ever: sent and erased mail goes after ``MAIL_KEEP_DAYS``."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from cms.core.clock import database_now
from cms.mailings.models import OutgoingMail


def prune() -> int:
    """Mails sent longer ago than that are gone; returns how many. Unsent mail stays."""
    old = database_now() - timedelta(days=settings.MAIL_KEEP_DAYS)
    sent = Q(state=OutgoingMail.State.SENT, sent_at__lt=old)
    erased = Q(state=OutgoingMail.State.CANCELLED, created_at__lt=old)
    count, _each = OutgoingMail.objects.filter(sent | erased).delete()
    return count
