"""Lists that fill themselves: calls, events, news, by hub, area, layer and topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, StructBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.hubs.models import Area

KINDS = (("news", _("news")), ("event", _("events")), ("call", _("calls")), ("article", _("articles")))
MOST = 20


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
    count = IntegerBlock(min_value=1, max_value=MOST, default=5, label=_("how many"))

    class Meta:
        icon = "list-ul"
        label = _("List of news, events or calls")
        description = _("Always shows the newest entries that fit.")
        template = "pages/blocks/listing.html"
        preview_value = {"title": "これからの催し", "kind": "event", "count": 3}
