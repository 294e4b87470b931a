"""What a published PDF says, for the search alone."""

from __future__ import annotations

from django.db import models


class DocumentText(models.Model):
    """The words that the worker read in ``file``; empty for a scan or a locked file. Another file makes it void."""

    document = models.OneToOneField(
        "kizuna_media.WardDocument", on_delete=models.CASCADE, primary_key=True, related_name="read_text"
    )
    file = models.CharField(max_length=255, help_text="the stored file that was read")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.file
