"""A document to take away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock


class DownloadBlock(StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    label = CharBlock(max_length=120, required=False, label=_("name shown, if another than the document's"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A file with its kind, size and number of pages.")
        template = "pages/blocks/download.html"
        preview_template = "pages/previews/download.html"
        preview_value = {"document": None, "label": "参加申込書"}
