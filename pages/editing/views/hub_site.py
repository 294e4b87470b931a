"""The button that sets up a hub's site: what is there, what is missing, and making it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import WorkflowPage

from cms.core.errors import CaseError
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import HubRole, Role, User
from pages.editing.models import HubCollection
from pages.editing.views.base import EditingView
from pages.models import HubPage
from pages.setting_up import set_up_hub


def sets_up(user: User) -> bool:
    return bool(roles_of(user).has(Role.ADMINISTRATOR))


class SetUpHubView(EditingView):
    door = "set up a hub"
    header_icon = "home"
    page_title = gettext_lazy("Set up the site of the hub")
    template_name = "editing/set_up_hub.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.hub = Hub.objects.filter(pk=kwargs["hub"]).first()

    def may_enter(self, user: User) -> bool:
        return self.hub is not None and sets_up(user)

    def get_page_subtitle(self) -> str:
        return str(self.hub or "")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.hub is not None  # may_enter has seen it
        try:
            made = set_up_hub(self.hub, actor=self.user)
        except CaseError as error:
            messages.error(request, str(error))
        else:
            names = "、".join([*made.titles, *made.files, *made.approval])
            told = _("Made: %(names)s") % {"names": names} if made.anything else _("Nothing was missing.")
            messages.success(request, told)
        return redirect("editing:set_up_hub", hub=self.hub.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = HubPage.objects.filter(hub=self.hub).first()
        live = HubRole.objects.live().filter(hub=self.hub)
        there = [
            (_("page of the hub"), bool(page)),
            (_("collection of pictures and documents"), HubCollection.objects.filter(hub=self.hub).exists()),
            (_("way of approval"), WorkflowPage.objects.filter(page=page.get_parent()).exists() if page else False),
        ]
        people = [
            (_("editors"), live.filter(role=Role.EDITOR).holders().count()),
            (_("chiefs"), live.filter(role=Role.CHIEF).holders().count()),
        ]
        shown = {"hub": self.hub, "hub_page": page, "there": there, "people": people}
        return super().get_context_data(**{**kwargs, **shown})
