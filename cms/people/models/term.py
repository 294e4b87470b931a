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
    return in_force_or_to_come(on) & models.Q(from_on__lte=on)


def in_force_or_to_come(on: datetime.date | None = None) -> models.Q:
    """What is not over on ``on``, neither by its date nor by hand."""
    not_over = models.Q(until_on__isnull=True) | models.Q(until_on__gte=on or timezone.localdate())
    return not_over & models.Q(ended_at__isnull=True)


def overlapping(one: Term) -> models.Q:
    """Rows of a ``Term`` that share a day with ``one``, whether or not they are over."""
    found = models.Q(until_on__isnull=True) | models.Q(until_on__gte=one.from_on)
    found &= models.Q(ended_at__isnull=True) | models.Q(ended_at__date__gte=one.from_on)
    return found & models.Q(from_on__lte=one.last_day) if one.last_day else found


class Ended(models.Model):
    """Ended at once by ``ended_at``, never deleted."""

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


class Term(Ended):
    """Both days included, unless it is ended before."""

    from_on = models.DateField(_("from"), default=timezone.localdate)
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> datetime.date | None:
        """As far as is known today."""
        ends = [self.until_on, timezone.localdate(self.ended_at) if self.ended_at else None]
        return min((day for day in ends if day is not None), default=None)

    @property
    def is_to_come(self) -> bool:
        return self.from_on > timezone.localdate()


class GrantedTerm(Term):
    """With who granted it, and when."""

    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)

    class Meta:
        abstract = True
