"""A message to one address: written with the change that causes it, sent by the outbox."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """One e-mail. ``message_id`` is fixed when written, so that a second try is the same mail.

    After a lawful erasure (see ``erasing``) address and texts are empty.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        PARKED = "parked", _("put aside")
        CANCELLED = "cancelled", _("erased before it was sent")

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    subject_ref = models.CharField(max_length=80, blank=True, help_text="what it is about, e.g. case:12")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_ref"], name="mail_subject_ref")]

    def __str__(self) -> str:
        return f"{self.message_id} ({self.state})"
