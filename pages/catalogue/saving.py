"""Saved queries in the admin: those who write for a hub keep its own, the editor-in-chief keeps all and the ward's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    SnippetViewSet,
    UsageView,
)

from cms.hubs.models import Hub
from cms.hubs.records import KeptChooser, KeptIndex
from cms.people.access import roles_of
from cms.people.models import Role
from cms.search.catalogue.query import PUBLIC_STATES, SORTS, STATES, WINDOWS, from_values
from pages.catalogue import choices
from pages.catalogue.form import ANY, typed
from pages.editing.policies import WRITERS, HubRecordPolicy
from pages.models import SavedQuery
from pages.search.form import DateInput

POLICY = HubRecordPolicy(SavedQuery)
ASKED = ("kinds", "hubs", "areas", "topics", "states", "window", "since", "until", "words", "sort")
Boxes = forms.CheckboxSelectMultiple


def _several(label: Any, offered: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=offered, widget=Boxes)


def _states() -> list[tuple[str, Any]]:
    return [(one.value, STATES[one]) for one in PUBLIC_STATES]


class SavedQueryForm(WagtailAdminModelForm):
    """What is ticked is kept as one value."""

    instance: SavedQuery

    kinds = _several(pgettext_lazy("catalogue", "Kind"), choices.kinds)
    hubs = _several(pgettext_lazy("catalogue", "Hub"), choices.hubs)
    areas = _several(pgettext_lazy("catalogue", "Area"), choices.areas)
    topics = _several(pgettext_lazy("catalogue", "Topic"), choices.topics)
    states = _several(pgettext_lazy("catalogue", "State"), _states)
    window = forms.ChoiceField(
        label=pgettext_lazy("catalogue", "Time"),
        required=False,
        choices=[ANY, *((code, label) for code, (label, *_days) in WINDOWS.items())],
    )
    since = forms.DateField(label=pgettext_lazy("catalogue", "From"), required=False, widget=DateInput())
    until = forms.DateField(label=pgettext_lazy("catalogue", "Until"), required=False, widget=DateInput())
    words = forms.CharField(label=pgettext_lazy("catalogue", "Words"), required=False, max_length=100)
    sort = forms.ChoiceField(label=pgettext_lazy("catalogue", "Order"), choices=list(SORTS.items()), initial="newest")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.query:
            self.initial.update(self.instance.query)
        roles = roles_of(self.for_user)
        hub: Any = self.fields["hub"]
        hub.empty_label = _("The whole ward")
        if not roles.has(Role.EDITOR_IN_CHIEF):
            hub.queryset = Hub.objects.filter(pk__in=roles.hubs_as(*WRITERS))
            hub.required, hub.empty_label = True, None if hub.queryset.count() == 1 else _("Please choose")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self.instance.query = from_values({name: cleaned.get(name) for name in ASKED}).stored()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        return cleaned


class Own:
    """Another hub's query is not there."""

    request: HttpRequest

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not POLICY.user_has_permission_for_instance(self.request.user, "change", found):
            raise Http404
        return found


class OwnCreate(CreateView):
    """Begins with the filters of the catalogue, if they are in the address."""

    def get_initial_form_instance(self) -> SavedQuery:
        return SavedQuery(query=from_values(typed(self.request.GET)).stored())


class OwnEdit(Own, EditView):
    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        get_object_or_404(own(self.request.user), pk=self.kwargs[self.pk_url_kwarg])
        return super().get_object(*args, **kwargs)


class OwnDelete(Own, DeleteView):
    pass


class OwnHistory(Own, HistoryView):
    pass


class OwnUsage(Own, UsageView):
    pass


def own(user: Any) -> QuerySet[SavedQuery]:
    found: QuerySet[SavedQuery] = POLICY.instances_user_has_any_permission_for(user, ["change"])
    return found


def choosable(user: Any) -> QuerySet[SavedQuery]:
    """One's own, and those of the ward, for who writes pages at all."""
    if not POLICY.user_has_permission(user, "choose"):
        return SavedQuery.objects.none()
    return SavedQuery.objects.filter(Q(pk__in=own(user).values("pk")) | Q(hub=None))


class _Choosable:
    request: Any

    def get_object_list(self) -> QuerySet[SavedQuery]:
        return choosable(self.request.user)


class Choose(_Choosable, chooser.ChooseView):
    pass


class Results(_Choosable, chooser.ChooseResultsView):
    pass


class Chosen(chooser.SnippetChosenView):
    def get_object(self, pk: Any) -> SavedQuery:
        return choosable(self.request.user).get(pk=pk)


class ChosenMultiple(chooser.SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[SavedQuery]:
        return choosable(self.request.user).filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class SavedQueryChooser(KeptChooser):
    choose_view_class = Choose
    choose_results_view_class = Results
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenMultiple


def place_of(query: SavedQuery) -> str:
    return str(query.hub or gettext_lazy("The whole ward"))


class SavedQueryViewSet(SnippetViewSet):
    model = SavedQuery
    icon = "search"
    menu_label = gettext_lazy("Saved queries")
    menu_order = 311
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = KeptIndex
    index_template_name = "wagtailadmin/generic/index.html"
    create_template_name = "hubs/admin/create.html"
    add_view_class = OwnCreate
    edit_view_class = OwnEdit
    delete_view_class = OwnDelete
    history_view_class = OwnHistory
    usage_view_class = OwnUsage
    chooser_viewset_class = SavedQueryChooser
    list_display = ["name", Column("hub", label=gettext_lazy("hub"), accessor=place_of, sort_key="hub")]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("hub", widget=forms.Select),
            MultiFieldPanel([FieldPanel(name) for name in ASKED], heading=gettext_lazy("What is listed")),
        ],
        base_form_class=SavedQueryForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedQuery]:
        return own(request.user).select_related("hub")


register_permission_policy(SavedQuery, POLICY)
