"""The account itself: its sessions."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from cms.people.models import User


@transaction.atomic
def end_sessions(user: User) -> User:
    """No session of ``user`` opened before now is accepted any more; returns the fresh account."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    fresh = User.objects.get(pk=user.pk)
    log(fresh, "people.sessions_ended", user=fresh)
    return fresh
