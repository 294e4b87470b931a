"""The form in which editors add and change a picture."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.checks import content_kind
from media.pictures import DECODERS, clean_picture
from media.refused import Refused


class PictureFileField(WagtailImageField):
    """Looks at the whole picture before Wagtail opens it, which takes every picture for a sound one."""

    def to_python(self, data: Any) -> Any:
        if data:
            data.seek(0)
            kind = content_kind(data.read())
            try:
                if kind in DECODERS:
                    clean_picture(data, kind)
            except Refused as refused:
                raise ValidationError(str(refused)) from refused
            finally:
                data.seek(0)
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """A replaced file, the end of its old editions and the debt of new ones are one transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PictureFileField(
                label=file.label, required=file.required, widget=file.widget, help_text=file.help_text
            )

    @transaction.atomic
    def save(self, commit: bool = True) -> object:
        return super().save(commit=commit)
