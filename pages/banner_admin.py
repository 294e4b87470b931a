"""Emergency banners in the admin: list, form, and the all-clear with one button and a confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import EditView, HistoryView, InspectView, SnippetViewSet, UsageView

from cms.core.errors import CaseError
from cms.hubs.records import KeptIndex, PlainInspect
from pages.banner_chooser import BannerChooserViewSet
from pages.banner_forms import AllClearForm, BannerForm
from pages.banner_rights import BannerPolicy
from pages.banners import give_all_clear
from pages.models import EmergencyBanner

POLICY = BannerPolicy(EmergencyBanner)
register_permission_policy(EmergencyBanner, POLICY)


def state_of(banner: EmergencyBanner) -> str:
    """In words, for the list."""
    now = timezone.now()
    if banner.cleared_at is not None:
        return _("all-clear shown") if banner.is_clear_shown(now) else _("all-clear given")
    if banner.is_shown(now):
        return _("shown now")
    return _("to come") if now < banner.starts_at else _("over")


class Own:
    """Another hub's banner is not there."""

    object: Any

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not POLICY.user_has_any_permission_for_instance(self.request.user, ["change", "view"], found):  # type: ignore[attr-defined]
            raise Http404
        return found


class OwnEdit(Own, EditView):
    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        pk = self.kwargs[self.pk_url_kwarg]
        get_object_or_404(POLICY.instances_user_has_any_permission_for(self.request.user, ["change"]), pk=pk)
        return super().get_object(*args, **kwargs)


class OwnInspect(Own, PlainInspect, InspectView):
    pass


class OwnHistory(Own, HistoryView):
    pass


class OwnUsage(Own, UsageView):
    pass


def place_of(banner: EmergencyBanner) -> str:
    return str(banner.hub or gettext_lazy("The whole ward"))


class AllClearPanel(Panel):
    """The way to the all-clear, while the warning is shown."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/admin/all_clear_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.is_shown(timezone.now()))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            url = BannerViewSet().get_url_name("clear")
            return {**super().get_context_data(parent_context), "clear_url_name": url, "banner": self.instance}


class BannerViewSet(SnippetViewSet):
    model = EmergencyBanner
    icon = "warning"
    menu_label = gettext_lazy("Emergency banners")
    menu_order = 310
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = KeptIndex
    index_template_name = "wagtailadmin/generic/index.html"
    create_template_name = "hubs/admin/create.html"
    edit_view_class = OwnEdit
    inspect_view_class = OwnInspect
    history_view_class = OwnHistory
    usage_view_class = OwnUsage
    chooser_viewset_class = BannerChooserViewSet
    list_display = [
        "title",
        Column("hub", label=gettext_lazy("hub"), accessor=place_of, sort_key="hub"),
        Column("state", label=gettext_lazy("state"), accessor=state_of),
        "starts_at",
        "ends_at",
    ]
    list_filter = ["level"]
    search_fields = ["title", "text"]
    edit_handler = ObjectList(
        [
            AllClearPanel(),
            FieldPanel(
                "hub", help_text=gettext_lazy("The banner stands on every page of this hub, or of the whole ward.")
            ),
            FieldPanel("level"),
            FieldPanel(
                "title", help_text=gettext_lazy("What is happening, in a few words. e.g. 大雨のため本日は閉館します")
            ),
            FieldPanel("text", help_text=gettext_lazy("What people should do.")),
            FieldPanel("page"),
            MultiFieldPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=gettext_lazy("Time")),
            MultiFieldPanel(
                [FieldPanel("all_clear"), FieldPanel("clear_until")],
                heading=gettext_lazy("All-clear"),
                help_text=gettext_lazy("Filled in with the button “Give the all-clear” while the banner is shown."),
            ),
        ],
        base_form_class=BannerForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmergencyBanner]:
        return POLICY.instances_user_has_any_permission_for(request.user, ["change", "view"]).select_related("hub")

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("clear/<int:pk>/", AllClearView.as_view(), name="clear")]


class AllClearView(WagtailAdminTemplateMixin, FormView):
    """What is about to be told, and one button."""

    form_class = AllClearForm
    template_name = "pages/admin/all_clear.html"
    page_title = gettext_lazy("Give the all-clear")
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        mine = POLICY.instances_user_has_any_permission_for(request.user, ["change"])
        self.banner = get_object_or_404(mine, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"banner": self.banner}

    def form_valid(self, form: AllClearForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            give_all_clear(self.banner, text=given["text"], until=given["until"], actor=self.request.user)
        except CaseError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The all-clear was given. Readers see it in place of the warning."))
        return redirect(BannerViewSet().get_url_name("list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        viewset = BannerViewSet()
        names = {"edit_url_name": viewset.get_url_name("edit")}
        return super().get_context_data(**kwargs) | {"banner": self.banner} | names
