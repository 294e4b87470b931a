"""The shape of a hash-chained event, and the log of refused attempts.

``ChainedEvent`` is abstract: the owner of a record (a case) keeps its own chain, so that two
cases never wait for each other. Personal values never enter the chain; they lie in an erasable
row beside it, and the chain holds only a salted digest of them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class ChainedEvent(models.Model):
    """One append-only entry; ``digest`` seals all other columns and the digest before it."""

    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    payload = models.JSONField(default=dict)
    details_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True


class EventDetails(models.Model):
    """The personal values of one event; may be erased lawfully without breaking the chain."""

    salt = models.CharField(max_length=32)
    values = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Refusal(models.Model):
    """An attempt that was refused: who, at which door, on what, why. Survives the rollback."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    door = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.door} {self.subject}: {self.reason}"
