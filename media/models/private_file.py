"""A file that only some may read: uploads of applicants, scans, letters. Never under a public address."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class PrivateFile(models.Model):
    """Bytes under ``PRIVATE_ROOT`` with both hashes: as sent, and as stored (EXIF removed)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=255, help_text="as sent by the browser, shown to people")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes as stored")
    sha256_sent = models.CharField(max_length=64)
    sha256_stored = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True, help_text="below PRIVATE_ROOT")
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.id} ({self.size} bytes)"
