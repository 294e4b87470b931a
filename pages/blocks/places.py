"""Places: the 丁目 of an area, and a map of the areas."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class ChomeListBlock(StructBlock):
    area = SnippetChooserBlock("hubs.Area", label=_("area"))

    class Meta:
        icon = "list-ul"
        label = _("丁目 of an area")
        description = _("Lists the 丁目 of an area, as they are registered today.")
        template = "pages/blocks/chome_list.html"
        preview_value = {"area": None}


class AreaMapBlock(StructBlock):
    """A schematic of the hubs' areas as text and shapes; every shape is a link with a name."""

    caption = CharBlock(max_length=120, label=_("what the map shows"))

    class Meta:
        icon = "site"
        label = _("Map of the areas")
        description = _("A drawing of the ward's areas; each leads to its hub.")
        template = "pages/blocks/area_map.html"
        preview_value = {"caption": "区域と拠点"}
