"""What the API need not remember: answers that are not given again, and keys that ended a year ago."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from cms.api.models import ApiKey, GivenAnswer

KEY_DAYS = 365


def prune() -> None:
    now = timezone.now()
    GivenAnswer.objects.filter(created_at__lt=now - timedelta(hours=settings.API_ANSWER_HOURS)).delete()
    old = now - timedelta(days=KEY_DAYS)
    ApiKey.objects.filter(Q(expires_at__lt=old) | Q(revoked_at__lt=old)).delete()
