"""A picture with its text alternative."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from pages.thumbnails import ready


class ReadyImageChooser(ImageChooserBlock):
    """Brings the editions of all images of a field along: one query, however many they are."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        wanted = list(values)
        found = ready({value for value in wanted if value})
        if any(value and value not in found for value in wanted):
            return list(super().bulk_to_python(wanted))
        # Each place has an object of its own: the text alternative is kept on it.
        return [copy(found[value]) if value else None for value in wanted]


class AltImageBlock(ImageBlock):
    """Wagtail's, with its editions at hand."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = ReadyImageChooser(required=required, label=_("picture"))
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    class Meta:
        label_format = "{alt_text}"


class PictureBlock(StructBlock):
    """The editor writes what the picture tells, or says that it is decoration."""

    picture = AltImageBlock(label=_("picture with its text"))
    caption = CharBlock(max_length=200, required=False, label=_("caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with a text for those who cannot see it.")
        template = "pages/blocks/picture.html"
        preview_template = "pages/previews/picture.html"
        label_format = "{caption}"
        preview_value = {"picture": None, "caption": "昨年の防災訓練のようす"}
