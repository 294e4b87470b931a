"""Places: the 丁目 of an area, and a map of the areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.hubs.area_map import cells
from cms.hubs.models import Area, Chome
from cms.hubs.ranges import in_words
from pages import placement
from pages.paths import path_of

# Units of the drawing; one cell holds five characters.
WIDTH, HEIGHT, GAP = 100, 64, 6


class ChomeListBlock(StructBlock):
    area = SnippetChooserBlock("hubs.Area", label=_("area"))

    class Meta:
        icon = "list-ul"
        label = _("丁目 of an area")
        description = _("Lists the 丁目 of an area, as they are registered today.")
        template = "pages/blocks/chome_list.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        area = value["area"]
        return context | {"places": in_words(Chome.objects.filter(areas=area)) if area else []}

    def get_preview_value(self) -> StructValue:
        """The first area whose 丁目 are known."""
        area = Area.objects.filter(chome__isnull=False, layer=Area.Layer.NETWORK).first()
        return self.normalize({"area": area})


@dataclass(frozen=True)
class Shape:
    """One area in the drawing: ``name`` is what its link says, ``x`` and ``y`` its corner."""

    label: str
    name: str
    url: str
    x: int
    y: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + (WIDTH - GAP) // 2, self.y + (HEIGHT - GAP) // 2 + 6


class AreaMapBlock(StructBlock):
    """A schematic of the hubs' areas as text and shapes; every shape is a link with a name."""

    caption = CharBlock(max_length=120, label=_("what the map shows"))

    class Meta:
        icon = "site"
        label = _("Map of the areas")
        description = _("A drawing of the ward's areas; each leads to its hub.")
        template = "pages/blocks/area_map.html"
        preview_value = {"caption": "区域と拠点"}

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Two queries: the areas, and the hubs' pages."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        shapes = _shapes(context.get("request"))
        size = max((one.x for one in shapes), default=0) + WIDTH, max((one.y for one in shapes), default=0) + HEIGHT
        return context | {"shapes": shapes, "size": size, "cell": (WIDTH - GAP, HEIGHT - GAP)}


def _shapes(request: Any) -> list[Shape]:
    """Areas of the drawing that the ward has; each leads to its hub, or to its own page while there is none."""
    areas = {area.code: area for area in Area.objects.filter(code__in=[cell.area for cell in cells()])}
    pages = placement.listed(apps.get_model("pages", "HubPage").objects.exclude(hub__status="closed"))
    hubs = {page.hub.area_id: page for page in pages.select_related("hub").order_by("-hub__order")}
    shapes = []
    for cell in cells():
        area = areas.get(cell.area)
        if area is None:
            continue
        page = hubs.get(area.pk)
        url = path_of(page, request) if page and request else reverse("pages:area", args=[area.code])
        shapes.append(Shape(cell.label, page.title if page else area.name, url, cell.column * WIDTH, cell.row * HEIGHT))
    return shapes
