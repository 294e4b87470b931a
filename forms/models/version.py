"""A form as it stood on a day: immutable, found by the hash of its definition."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class FormVersion(models.Model):
    kind = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    definition = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"
