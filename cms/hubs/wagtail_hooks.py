"""Hubs, areas, 丁目 and the ward in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.hubs.admin_forms import AreaForm, HubForm
from cms.hubs.models import Area, Chome, Hub, Topic, Ward
from cms.hubs.ranges import in_words
from cms.hubs.records import KeptViewSet, PlainInspect
from cms.hubs.status_history import HubEdit, HubInspect, StatusHistoryPanel
from cms.hubs.verification import VerificationPanel, verification_column, verification_fields


class HubViewSet(KeptViewSet):
    model = Hub
    icon = "home"
    list_display = ["name", "code", "area", "status", verification_column()]
    list_filter = ["status", "verified"]
    search_fields = ["name", "name_kana", "code", "office_title"]
    ordering = ["order", "code"]
    inspect_view_enabled = True
    inspect_view_class = HubInspect
    edit_view_class = HubEdit
    edit_handler = ObjectList(
        [
            VerificationPanel(),
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("name_kana"), FieldPanel("code"), FieldPanel("order")],
                heading=pgettext_lazy("place", "name"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("office_title"),
                    FieldPanel("address"),
                    FieldPanel("hours"),
                    FieldPanel("phone"),
                    FieldPanel("email"),
                ],
                heading=pgettext_lazy("hub", "contact"),
            ),
            FieldPanel("area"),
            MultiFieldPanel([FieldPanel("status"), FieldPanel("status_reason")], heading=_("status")),
            StatusHistoryPanel(heading=_("History of the status")),
            verification_fields(),
        ],
        base_form_class=HubForm,
    )


class AreaInspect(PlainInspect):
    """An area is a set of 丁目, told in words."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        places = "、".join(in_words(self.object.chome.all())) or _("none")
        return [*super().get_fields_context(), {"label": _("丁目 of the area"), "value": places, "component": None}]


def _places(area: Area) -> str:
    return "、".join(in_words(area.chome.all()))


class AreaViewSet(KeptViewSet):
    model = Area
    icon = "site"
    list_display = [
        "name",
        "code",
        "layer",
        "parent",
        Column("places", label=_("丁目 of the area"), accessor=_places),
        verification_column(),
    ]
    list_filter = ["layer", "verified"]
    search_fields = ["name", "code"]
    ordering = ["layer", "code"]
    inspect_view_enabled = True
    inspect_view_class = AreaInspect
    edit_handler = ObjectList(
        [
            VerificationPanel(),
            FieldPanel("name"),
            FieldPanel("code"),
            FieldPanel("layer"),
            FieldPanel("parent"),
            FieldPanel("places"),
            verification_fields(),
        ],
        base_form_class=AreaForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Area]:
        return Area.objects.select_related("parent").prefetch_related("chome")


class ChomeViewSet(KeptViewSet):
    model = Chome
    icon = "list-ul"
    list_display = ["__str__", "town_kana"]
    list_filter = ["areas"]
    search_fields = ["town", "town_kana"]
    ordering = ["town_kana", "number"]
    list_per_page = 50
    panels = [FieldPanel("town"), FieldPanel("town_kana"), FieldPanel("number"), FieldPanel("areas")]


class WardViewSet(KeptViewSet):
    model = Ward
    icon = "globe"
    list_display = ["name", "desk_name", "desk_phone", verification_column()]
    panels = [
        VerificationPanel(),
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("mayor_title"), FieldPanel("mayor_name")],
            heading=pgettext_lazy("place", "name"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("desk_name"),
                FieldPanel("desk_phone"),
                FieldPanel("desk_address"),
                FieldPanel("desk_email"),
                FieldPanel("desk_hours"),
            ],
            heading=_("general desk"),
        ),
        verification_fields(),
    ]


class TopicViewSet(KeptViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "code", "order", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "name_kana", "code"]
    ordering = ["order", "code"]
    panels = [
        FieldPanel("name"),
        FieldPanel("name_kana"),
        FieldPanel("code"),
        FieldPanel("order"),
        FieldPanel("is_active"),
    ]


class HubGroup(SnippetViewSetGroup):
    items = (HubViewSet, AreaViewSet, ChomeViewSet, TopicViewSet, WardViewSet)
    menu_label = _("Hubs and areas")
    menu_icon = "home"
    menu_order = 300


register_snippet(HubGroup)
