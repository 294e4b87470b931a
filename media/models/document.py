"""A document that editors publish. Our own class from the first day: it cannot be swapped later."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument

from media import document_words
from media.page_count import count_pages
from media.published_documents import check_document
from media.refused import Refused


class WardDocument(AbstractDocument):
    """Checked by its content when it comes; its pages are counted then, so that readers know what they open.

    The words of a PDF are read by the worker.
    """

    class Language(models.TextChoices):
        JAPANESE = "ja", _("Japanese")
        ENGLISH = "en", _("English")
        CHINESE = "zh-hans", _("Chinese")
        KOREAN = "ko", _("Korean")
        OTHER = "other", _("another language")

    language = models.CharField(
        _("language of the document"), max_length=10, choices=Language.choices, default=Language.JAPANESE
    )
    description = models.CharField(
        _("what the document is about"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("One sentence. Residents find the document by it, and read it among the results of a search."),
    )
    page_count = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="of a PDF; empty when it could not be counted"
    )

    admin_form_fields = ("title", "file", "description", "language", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        super().clean()
        file = self._new_file()
        if file is not None:
            try:
                check_document(file, name=self.file.name)
            except Refused as refused:
                raise ValidationError({"file": str(refused)}) from refused

    def save(self, *args: Any, **kwargs: Any) -> None:
        file = self._new_file()
        if file is not None:
            self.page_count = count_pages(file) if self.is_pdf else None
        with transaction.atomic():
            super().save(*args, **kwargs)
            if file is not None and self.is_pdf:
                document_words.owe(self)

    @property
    def is_pdf(self) -> bool:
        return bool(self.file_extension.lower() == "pdf")

    def _new_file(self) -> File | None:
        """The file that came with this request and is not stored yet."""
        file: Any = self.file  # type: ignore[has-type]  # declared by Wagtail, which has no types
        return file.file if file and not file._committed else None
