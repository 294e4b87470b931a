"""Steps in their order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock


class StepBlock(StructBlock):
    title = CharBlock(max_length=80, label=_("what to do"))
    text = RichTextBlock(required=False, features=["bold", "link", "ul"], label=_("explanation"))

    class Meta:
        label = _("Step")


class StepsBlock(StructBlock):
    steps = ListBlock(StepBlock(), min_num=2, label=_("steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("A procedure, numbered.")
        template = "pages/blocks/steps.html"
        preview_value = {
            "steps": [
                {"title": "電話で予約する", "text": ""},
                {"title": "窓口で書類を受け取る", "text": ""},
                {"title": "書類を出す", "text": ""},
            ]
        }
