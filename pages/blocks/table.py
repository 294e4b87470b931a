"""A table whose header cells are header cells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, RichTextBlock, StructBlock, StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock


class TableBlock(StructBlock):
    """Column headings are always there; the first column may be headings, too."""

    caption = CharBlock(max_length=120, label=_("what the table shows"))
    table = TypedTableBlock(
        [
            ("text", CharBlock(required=False, label=_("text"))),
            ("rich_text", RichTextBlock(required=False, features=["bold", "link", "ul"], label=_("text with links"))),
        ],
        label=_("table"),
    )
    row_headers = BooleanBlock(required=False, default=True, label=_("The first column names the rows"))

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns with headings that screen readers read out.")
        template = "pages/blocks/table.html"

    def get_preview_value(self) -> StructValue:
        """A small table: two columns, two rows."""
        columns = [{"type": "text", "heading": "会場"}, {"type": "text", "heading": "時間"}]
        rows = [{"values": ["第一集会所", "10時から12時まで"]}, {"values": ["第二集会所", "13時から15時まで"]}]
        raw = {"caption": "会場と時間", "table": {"columns": columns, "rows": rows}, "row_headers": True}
        return self.to_python(raw)
