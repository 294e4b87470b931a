"""The run log is kept for ``RULES_KEEP_DAYS``."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from pages.rules.models import RuleRun


def prune() -> int:
    """Older runs are gone with their actions; how many runs."""
    old = RuleRun.objects.filter(at__lt=timezone.now() - timedelta(days=settings.RULES_KEEP_DAYS))
    _count, each = old.delete()
    return each.get(RuleRun._meta.label, 0)
