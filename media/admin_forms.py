"""The form in which editors add and change a picture."""

from __future__ import annotations

from django.db import transaction
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """A replaced file, the end of its old editions and the debt of new ones are one transaction."""

    @transaction.atomic
    def save(self, commit: bool = True) -> object:
        return super().save(commit=commit)
