"""What holds for some days and is kept on record: from when until when, by whom it was granted and ended."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def in_force(on: datetime.date | None = None) -> models.Q:
    """Rows of a ``Term`` in force on ``on`` (a day in Japan; today if empty)."""
    on = on or timezone.localdate()
    not_over = models.Q(until_on__isnull=True) | models.Q(until_on__gte=on)
    return not_over & models.Q(ended_at__isnull=True, from_on__lte=on)


class Term(models.Model):
    """Both days included; ended at once by ``ended_at``, never deleted."""

    from_on = models.DateField(_("from"), default=timezone.localdate)
    until_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )

    class Meta:
        abstract = True


class GrantedTerm(Term):
    """With who granted it, and when."""

    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)

    class Meta:
        abstract = True
