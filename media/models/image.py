"""A picture that editors publish. Our own class from the first day: it cannot be swapped later."""

from __future__ import annotations

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class WardImage(AbstractImage):
    admin_form_fields = Image.admin_form_fields


class WardRendition(AbstractRendition):
    image = models.ForeignKey(WardImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]
