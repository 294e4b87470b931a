"""Lists that fill themselves: calls, events, news, by hub, area, layer and topic."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock, StructValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.hubs.models import Area
from pages import entries, listings, placement, thumbnails
from pages.blocks.count import CountBlock
from pages.entries import Entry
from workflows.programmes.models import Call

KINDS = (("news", _("news")), ("event", _("events")), ("call", _("calls")), ("article", _("articles")))
MOST = 20
# What the stored kinds are called among the lists.
LISTS = {"news": "news", "event": "events", "article": "articles"}


class ListingBlock(StructBlock):
    """What is chosen narrows the list; nothing chosen lists the whole ward."""

    title = CharBlock(max_length=80, label=_("heading of the list"))
    kind = ChoiceBlock(choices=KINDS, default="news", label=_("what is listed"))
    hub = SnippetChooserBlock("hubs.Hub", required=False, label=_("hub"))
    area = SnippetChooserBlock("hubs.Area", required=False, label=_("area"))
    layer = ChoiceBlock(
        choices=[(str(value), label) for value, label in Area.Layer.choices], required=False, label=_("layer")
    )
    topic = SnippetChooserBlock("hubs.Topic", required=False, label=_("topic"))
    count = CountBlock(min_value=1, max_value=MOST, default=5, label=_("how many"))

    class Meta:
        icon = "list-ul"
        label = _("List of news, events or calls")
        description = _("Always shows the newest entries that fit.")
        template = "pages/blocks/listing.html"
        preview_template = "pages/previews/listing.html"
        preview_value = {"title": "これからの催し", "kind": "event", "count": 3}

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if cleaned["kind"] == "call" and cleaned["topic"]:
            text = gettext("Calls have no topic. Please empty this field, or list something else.")
            raise StructBlockValidationError({"topic": ValidationError(text)})
        return cleaned

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """One query, and one for pictures of articles that have any."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        at = timezone.now()
        if value["kind"] == "call":
            return context | {"calls": _calls(value, at), "is_of_calls": True}
        kind = LISTS[value["kind"]]
        found = _entries(kind, value, at, context.get("request"))
        return context | {"kind": kind, "entries": found, "pictures": thumbnails.pictures(found)}

    def get_preview_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Invented events, so that the picker shows the same on every site."""
        start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
        names = ("防災訓練", "ラジオ体操の会", "手作り市")
        shown = [Entry("events", 0, name, "#", starts_at=start + timedelta(days=7 * n)) for n, name in enumerate(names)]
        return {**(parent_context or {}), "value": value, "kind": "events", "entries": shown}


def _entries(kind: str, value: StructValue, at: datetime, request: Any) -> list[Entry]:
    pages = entries.of_ward(kind, at=at)
    if value["hub"]:
        pages = placement.at_hub(pages, value["hub"])
    if value["area"]:
        pages = placement.in_area(pages, value["area"])
    if value["layer"]:
        pages = placement.on_layer(pages, int(value["layer"]))
    if value["topic"]:
        pages = placement.about(pages, value["topic"])
    return entries.read_rows([entries.rows(kind, pages[: value["count"] or MOST], at=at)], request).get(kind, [])


def _calls(value: StructValue, at: datetime) -> list[listings.CallEntry]:
    """A call that names no hub is for every hub."""
    calls = Call.objects.filter(is_published=True, programme__is_active=True).select_related("programme")
    here = Q()
    if value["hub"]:
        here &= Q(hubs=value["hub"])
    if value["area"]:
        here &= Q(hubs__area=value["area"])
    if value["layer"]:
        here &= Q(hubs__area__layer=int(value["layer"]))
    chosen = calls.filter(here | Q(hubs__isnull=True)).distinct() if here else calls
    return listings.calls([(call, f"/calls/{call.slug}/") for call in chosen], at=at)[: value["count"] or MOST]
