"""A picture that editors publish. Our own class from the first day: it cannot be swapped later.

Published files are copied as they are, so a picture loses its place and camera before it is stored.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from media.checks import content_kind
from media.names import served_name
from media.pictures import DECODERS, clean_picture


class WardImage(AbstractImage):
    """Stored upright and without metadata; HEIC becomes JPEG, which every browser shows."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def save(self, *args: Any, **kwargs: Any) -> None:
        file: Any = self.file  # type: ignore[has-type]  # declared by Wagtail, which has no types
        if file and not file._committed:
            self._clean_file(file)
        super().save(*args, **kwargs)

    def _clean_file(self, file: Any) -> None:
        """Raises media.refused.Refused for a damaged picture; the form has refused it before."""
        file.seek(0)
        kind = content_kind(file.read())
        if kind not in DECODERS:
            return
        picture = clean_picture(file.file, kind)
        name = served_name(PurePath(file.name).name, picture.content_type)
        self.file = ContentFile(picture.data, name=name)
        self._set_image_file_metadata()


class WardRendition(AbstractRendition):
    image = models.ForeignKey(WardImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]
