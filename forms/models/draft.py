"""What a person has written and attached before sending; forms know no case, only a ``subject``."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Draft(models.Model):
    """Pinned to one form version. ``subject`` says what it is for, e.g. ``call:12`` or ``correction:34``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    subject = models.CharField(max_length=80, db_index=True)
    version = models.ForeignKey("kizuna_forms.FormVersion", on_delete=models.PROTECT, related_name="+")
    context = models.JSONField(default=dict, help_text="what the subject needs to remember, e.g. group id")
    send_key = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"draft {self.id} of {self.subject}"


class DraftSection(models.Model):
    """Answers of one section; ``revision`` grows with each change, so that a stale tab is noticed.

    ``raw`` is what was typed, input by input, also where it is not valid yet; ``answers`` holds the
    valid part of it in stored form.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    raw = models.JSONField(default=dict, help_text="input name → text as typed")
    answers = models.JSONField(default=dict, help_text="question key → answer")
    revision = models.PositiveIntegerField(default=1)
    tab = models.CharField(max_length=32, blank=True, default="", help_text="which rendering of the page saved last")
    is_complete = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="draft_section_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.key}"


class DraftFile(models.Model):
    """One attached file, answering one question."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=40)
    file = models.ForeignKey("kizuna_media.PrivateFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.question}"


class HeldText(models.Model):
    """The text of a request that met an ended session; given back after signing in, then removed.

    It belongs to the address that was posted to, to the draft that was written in if there is one,
    and to the person if the browser said whose it was.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=300, default="")
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    fields = models.JSONField(default=dict)
    left_out = models.JSONField(default=list, help_text="inputs whose text was too long or cannot be stored")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"held text {self.pk} for {self.path}"
