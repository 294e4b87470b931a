"""Whom to ask: a hub, or somebody else."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, EmailBlock, StructBlock, StructValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock


class ContactCardBlock(StructBlock):
    """With a hub, its address, hours and telephone come from the hub's own row and stay up to date."""

    hub = SnippetChooserBlock("hubs.Hub", required=False, label=_("hub"))
    name = CharBlock(max_length=80, required=False, label=_("name of the contact"))
    phone = CharBlock(max_length=40, required=False, label=_("telephone"))
    email = EmailBlock(required=False, label=_("e-mail"))
    note = CharBlock(max_length=160, required=False, label=_("when to ask, or what about"))

    class Meta:
        icon = "mail"
        label = _("Contact")
        description = _("Whom to ask. With a hub, its details stay up to date by themselves.")
        template = "pages/blocks/contact.html"
        preview_value = {
            "hub": None,
            "name": "見本実行委員会",
            "phone": "03-0000-0000",
            "email": "",
            "note": "平日9時～17時",
        }

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if not cleaned["hub"] and not cleaned["name"]:
            text = gettext("Please choose a hub or enter the name of the contact.")
            raise StructBlockValidationError({"name": ValidationError(text)})
        return cleaned
