"""A picture with its text alternative."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageBlock


class PictureBlock(StructBlock):
    """The editor writes what the picture tells, or says that it is decoration."""

    picture = ImageBlock(label=_("picture"))
    caption = CharBlock(max_length=200, required=False, label=_("caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with a text for those who cannot see it.")
        template = "pages/blocks/picture.html"
        preview_value = {"picture": None, "caption": "昨年の防災訓練のようす"}
