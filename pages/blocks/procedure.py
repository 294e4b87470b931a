"""How to apply: the steps of one kind of request, its picture, and the calls that are open."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, StructBlock, StructValue
from wagtail.snippets.blocks import SnippetChooserBlock

from pages import listings
from workflows.engine.kind import kinds
from workflows.engine.procedure import main_way
from workflows.programmes.models import Call
from workflows.programmes.standing import Phase

MOST = 20
# What the words of a kind exist in; readers of other languages are shown the Japanese ones, marked as such.
WRITTEN_IN = ("ja", "en")


def choices() -> list[tuple[str, Any]]:
    """Every kind that is installed, whoever brings it."""
    return sorted(((slug, kind.title) for slug, kind in kinds().items()), key=lambda one: str(one[1]))


class ProcedureBlock(StructBlock):
    """Names no kind: what is installed can be chosen, and a kind that has gone shows its heading and no more."""

    title = CharBlock(max_length=80, label=_("heading"))
    procedure = ChoiceBlock(choices=choices, label=_("kind of procedure"))
    hub = SnippetChooserBlock(
        "hubs.Hub", required=False, label=_("hub"), help_text=_("Lists the calls for this hub only.")
    )
    with_steps = BooleanBlock(required=False, default=True, label=_("tell the steps"))
    with_chart = BooleanBlock(required=False, default=False, label=_("show the flow chart"))

    class Meta:
        icon = "clipboard-list"
        label = _("How to apply")
        description = _("The steps of a kind of procedure and its open calls.")
        template = "pages/blocks/procedure.html"
        preview_template = "pages/previews/procedure.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """One query."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        kind = kinds().get(value["procedure"])
        if kind is None:
            return context
        language = "" if get_language() in WRITTEN_IN else "ja"
        with override(language or get_language()):
            steps = [(str(step.public_label), str(step.next_text)) for step in main_way(kind)]
            told = {"kind": kind, "kind_title": str(kind.title), "words_language": language}
        return context | told | {"steps": steps if value["with_steps"] else [], "calls": _calls(value)}

    def get_preview_value(self) -> StructValue:
        """The first kind there is."""
        first = next(iter(choices()), ("", ""))[0]
        return self.normalize({"title": "申込みの方法", "procedure": first, "hub": None, "with_steps": True})

    def get_preview_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Without calls, so that the picker shows the same on every site."""
        return {**self.get_context(value, parent_context), "calls": []}


def _calls(value: StructValue) -> list[listings.CallEntry]:
    """Open ones and those to come; a call that names no hub is for every hub."""
    at = timezone.now()
    calls = Call.objects.filter(is_published=True, programme__is_active=True, programme__kind=value["procedure"])
    if value["hub"]:
        calls = calls.filter(Q(hubs=value["hub"]) | Q(hubs__isnull=True)).distinct()
    found = listings.calls([(call, f"/calls/{call.slug}/") for call in calls.select_related("programme")], at=at)
    return [entry for entry in found if entry.standing.phase != Phase.CLOSED][:MOST]
