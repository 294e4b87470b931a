"""The outbox: work that a committed change owes, claimed by exactly one worker at a time.

django-q2 is only the doorbell. What has to be done stands here, written in the same transaction
as the change that asks for it, and carries ids only, never personal data.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxItem(models.Model):
    """One effect that is owed. ``key`` makes it unique: asking twice gives one row."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        CLAIMED = "claimed", _("under way")
        DONE = "done", _("done")
        PARKED = "parked", _("put aside")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    due_at = models.DateTimeField(default=timezone.now)
    urgent = models.BooleanField(default=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=40, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    outage_since = models.DateTimeField(null=True, blank=True, help_text="no way out since then; costs no attempt")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["urgent", "due_at", "id"], name="outbox_due", condition=Q(state="due")),
            models.Index(fields=["claimed_until"], name="outbox_claimed", condition=Q(state="claimed")),
            models.Index(fields=["state", "-id"], name="outbox_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"


class Heartbeat(models.Model):
    """When this sign of life was last given (see ``pulse``); the watchdog and /healthz/jobs read it."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"


class Hold(models.Model):
    """While a row stands here, nothing is sent (after a restore, until an operator releases it)."""

    reason = models.CharField(max_length=200)
    since = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason
