"""A list that a question to the catalogue fills: a saved one, or one that is put together here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    MultipleChoiceBlock,
    StructBlock,
    StructValue,
)
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.core import languages
from cms.search.catalogue.found import Found
from cms.search.catalogue.query import PUBLIC_STATES, SORTS, STATES, WINDOWS, Query, from_values
from pages.blocks.count import CountBlock
from pages.catalogue import choices
from pages.catalogue.asking import listed
from pages.catalogue.lines import address_of, lines

MOST = 50
SHAPES = (
    ("list", pgettext_lazy("catalogue", "list")),
    ("cards", pgettext_lazy("catalogue", "cards")),
    ("table", pgettext_lazy("catalogue", "table")),
)
OWN = ("words", "kinds", "hubs", "areas", "topics", "states", "window")


TIMES = [("", pgettext_lazy("catalogue", "any")), *((code, label) for code, (label, *_days) in WINDOWS.items())]
PUBLIC = [(one.value, STATES[one]) for one in PUBLIC_STATES]


class QueryBlock(StructBlock):
    """The saved query holds when one is chosen; else what is chosen below it. One statement."""

    title = CharBlock(max_length=80, label=_("heading of the list"))
    saved = SnippetChooserBlock(
        "pages.SavedQuery",
        required=False,
        label=_("saved query"),
        help_text=_("If you choose one, what is chosen below about the contents is not used."),
    )
    kinds = MultipleChoiceBlock(choices=choices.kinds, required=False, label=pgettext_lazy("catalogue", "Kind"))
    hubs = MultipleChoiceBlock(choices=choices.hubs, required=False, label=pgettext_lazy("catalogue", "Hub"))
    areas = MultipleChoiceBlock(choices=choices.areas, required=False, label=pgettext_lazy("catalogue", "Area"))
    topics = MultipleChoiceBlock(choices=choices.topics, required=False, label=pgettext_lazy("catalogue", "Topic"))
    states = MultipleChoiceBlock(choices=PUBLIC, required=False, label=pgettext_lazy("catalogue", "State"))
    window = ChoiceBlock(choices=TIMES, required=False, label=pgettext_lazy("catalogue", "Time"))
    words = CharBlock(max_length=100, required=False, label=pgettext_lazy("catalogue", "Words"))
    sort = ChoiceBlock(choices=list(SORTS.items()), default="newest", label=pgettext_lazy("catalogue", "Order"))
    shape = ChoiceBlock(choices=SHAPES, default="list", label=_("shown as"))
    count = CountBlock(min_value=1, max_value=MOST, default=5, label=_("how many"))
    with_count = BooleanBlock(required=False, default=False, label=_("tell how many there are"))
    with_all = BooleanBlock(required=False, default=True, label=_("link to all of them"))
    empty = CharBlock(
        max_length=120,
        required=False,
        label=_("text when there is nothing"),
        help_text=_("Empty: “There is nothing to show here at the moment.”"),
    )

    class Meta:
        icon = "search"
        label = _("List from the catalogue")
        description = _("Everything of a kind, hub, topic, state or time, from a saved query or chosen here.")
        template = "pages/blocks/query.html"
        preview_template = "pages/previews/query.html"
        preview_value = {"title": "これからの催し", "shape": "list", "count": 3, "kinds": ["eventpage"]}

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if not cleaned["saved"] and not own(cleaned).is_narrowed:
            text = gettext("Please choose a saved query, or at least one kind, hub, area, topic, state or time.")
            raise StructBlockValidationError({"saved": ValidationError(text)})
        return cleaned

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """One statement; none where a saved query was chosen that is gone, for then nothing is shown."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        query = asked(value)
        if not query.is_narrowed:
            return context | {"lines": [], "total": 0}
        found = listed(query, value["count"] or MOST)
        hub = context.get("hub")
        return context | {
            "lines": lines(found.lines, context.get("request"), here=getattr(hub, "name", "")),
            "total": found.count,
            "more": value["with_all"] and languages.is_default() and found.count > len(found.lines),
            "all_url": address_of(query),
            "shape": value["shape"],
        }

    def get_preview_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Invented events, so that the picker shows the same on every site."""
        at = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
        names = ("防災訓練", "ラジオ体操の会", "手作り市")
        made = [
            Found("page", str(n), "eventpage", name, "#", at, "coming", starts_at=at + timedelta(days=7 * n + 1))
            for n, name in enumerate(names)
        ]
        return {**(parent_context or {}), "value": value, "lines": lines(made, None), "shape": "list", "total": 3}


def own(value: Any) -> Query:
    """What is chosen in the block itself."""
    chosen = {name: value.get(name) for name in (*OWN, "sort")}
    return from_values(chosen, language=languages.current())


def asked(value: Any) -> Query:
    saved = value.get("saved")
    return saved.asked(languages.current()) if saved else own(value)
