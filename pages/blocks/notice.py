"""A box that stands out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StructBlock

LEVELS = (("info", _("for information")), ("success", _("good news")), ("warning", _("take care")))


class NoticeBlock(StructBlock):
    level = ChoiceBlock(choices=LEVELS, default="info", label=_("kind"))
    title = CharBlock(max_length=80, label=_("heading of the box"))
    text = RichTextBlock(required=False, features=["bold", "link", "ul"], label=_("text"))

    class Meta:
        icon = "info-circle"
        label = _("Notice")
        description = _("A framed note: what readers must not miss.")
        template = "pages/blocks/notice.html"
        preview_value = {
            "level": "warning",
            "title": "雨天の場合は中止します",
            "text": "<p>当日の朝7時に決めます。</p>",
        }
