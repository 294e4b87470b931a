"""A video: its poster and a link, so that no page loads anything from another host."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock, URLBlock

from pages.blocks.picture import AltImageBlock


class VideoBlock(StructBlock):
    title = CharBlock(max_length=120, label=_("title of the video"))
    url = URLBlock(label=_("address of the video"))
    poster = AltImageBlock(required=False, label=_("still picture"))
    transcript = RichTextBlock(required=False, features=["bold", "ul"], label=_("what is said and shown, as text"))

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A still picture with a link; the text below it serves those who cannot hear or see the video.")
        template = "pages/blocks/video.html"
        preview_value = {
            "title": "避難所の開き方",
            "url": "https://video.example.jp/1",
            "poster": None,
            "transcript": "",
        }
