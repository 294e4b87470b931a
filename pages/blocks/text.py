"""Headings and paragraphs."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StructBlock
from wagtail.rich_text import RichText, expand_db_html

LEVELS = (("2", _("large heading")), ("3", _("middle heading")), ("4", _("small heading")))
FEATURES = ["bold", "link", "document-link", "ul", "ol"]


class HeadingBlock(StructBlock):
    """``level`` is the level in the page: the title of the page is level 1."""

    level = ChoiceBlock(choices=LEVELS, default="2", label=_("size"))
    text = CharBlock(max_length=120, label=_("heading"))

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Divides the text; read out by screen readers to move around.")
        template = "pages/blocks/heading.html"
        label_format = "{text}"
        preview_value = {"level": "2", "text": "申込みの方法"}


class ParagraphBlock(RichTextBlock):
    """Text with bold, links and lists; headings are blocks of their own, so that their order can be checked."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    def render_basic(self, value: RichText, context: Any = None) -> SafeString:
        """Without a template: a page has a dozen of these, and this is all there is to them."""
        return format_html('<div class="kz-prose">{}</div>', mark_safe(expand_db_html(value.source)))  # noqa: S308  as |richtext

    class Meta:
        icon = "pilcrow"
        label = pgettext_lazy("block", "Text")
        description = _("Paragraphs with bold words, links and lists.")
        preview_value = "<p>どなたでも参加できます。<b>申込みは不要</b>です。直接会場へお越しください。</p>"
