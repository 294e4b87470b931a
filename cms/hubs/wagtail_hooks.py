"""Hubs, areas, 丁目 and the ward in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.hubs.admin_forms import HubForm
from cms.hubs.models import Area, Chome, Hub, Ward
from cms.hubs.verification import VerificationPanel, verification_column, verification_fields


class HubViewSet(SnippetViewSet):
    model = Hub
    icon = "home"
    list_display = ["name", "code", "area", "status", verification_column()]
    list_filter = ["status", "verified"]
    search_fields = ["name", "name_kana", "code", "office_title"]
    ordering = ["order", "code"]
    inspect_view_enabled = True
    copy_view_enabled = False
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
            verification_fields(),
        ],
        base_form_class=HubForm,
    )


class AreaViewSet(SnippetViewSet):
    model = Area
    icon = "site"
    list_display = ["name", "code", "layer", "parent", verification_column()]
    list_filter = ["layer", "verified"]
    search_fields = ["name", "code"]
    ordering = ["layer", "code"]
    copy_view_enabled = False
    panels = [
        VerificationPanel(),
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("layer"),
        FieldPanel("parent"),
        verification_fields(),
    ]


class ChomeViewSet(SnippetViewSet):
    model = Chome
    icon = "list-ul"
    list_display = ["__str__", "town_kana"]
    list_filter = ["areas"]
    search_fields = ["town", "town_kana"]
    ordering = ["town_kana", "number"]
    copy_view_enabled = False
    list_per_page = 50
    panels = [FieldPanel("town"), FieldPanel("town_kana"), FieldPanel("number"), FieldPanel("areas")]


class WardViewSet(SnippetViewSet):
    model = Ward
    icon = "globe"
    list_display = ["name", "desk_name", "desk_phone", verification_column()]
    copy_view_enabled = False
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


class HubGroup(SnippetViewSetGroup):
    items = (HubViewSet, AreaViewSet, ChomeViewSet, WardViewSet)
    menu_label = _("Hubs and areas")
    menu_icon = "home"
    menu_order = 300


register_snippet(HubGroup)
