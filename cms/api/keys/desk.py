"""Keys in the staff's admin: one's own, and for administrators those of everybody, never the key itself."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.api.keys.asking import issued, kept_nowhere, keys_of, one_of
from cms.api.keys.forms import KeyForm
from cms.api.keys.issuing import revoke
from cms.api.models import ApiKey
from cms.people.access import roles_of
from cms.people.models import Role, User
from workflows.engine.staff_pages import Crumb, StaffPage

PER_PAGE = 50


def keeps_all(user: Any) -> bool:
    return roles_of(user).has(Role.ADMINISTRATOR)


class KeyPage(StaffPage):
    """Of every member of staff; the frame of the desk."""

    header_icon = "key"
    door = "API keys"
    page_title = gettext_lazy("API keys")

    def may_enter(self, user: User) -> bool:
        return roles_of(user).is_staff_member

    def get_breadcrumbs_items(self) -> list[Crumb]:
        first = [{"url": reverse("wagtailadmin_home"), "label": _("Dashboard")}]
        return [*first, *self.crumbs(), {"url": "", "label": self.get_page_title()}]

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("api_keys:mine"), "label": _("API keys")}]


class MineView(KeyPage):
    template_name = "keys/desk.html"

    def crumbs(self) -> list[Crumb]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(keys=keys_of(self.user), keeps_all=keeps_all(self.user), **kwargs)


class AllView(KeyPage):
    page_title = gettext_lazy("API keys of everybody")
    template_name = "keys/desk_all.html"

    def may_enter(self, user: User) -> bool:
        return keeps_all(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = ApiKey.objects.select_related("user", "hub", "revoked_by")
        page = Paginator(every, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(keys=page.object_list, page=page, **kwargs)


@method_decorator(reauthentication_required(app="allauth.account"), name="dispatch")
class NewView(KeyPage):
    """The answer to the POST shows the key, once."""

    page_title = gettext_lazy("Issue a key")
    template_name = "keys/desk_new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": KeyForm(user=self.user, for_staff=True), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = KeyForm(request.POST, user=self.user, for_staff=True)
        if made := issued(request, self.user, form):
            self.template_name = "keys/desk_issued.html"
            self.page_title = gettext_lazy("The key was issued")
            shown = self.get_context_data(key=made[0], token=made[1])
            return kept_nowhere(self.render_to_response(shown))
        return self.render_to_response(self.get_context_data(form=form))


class RevokeView(KeyPage):
    """Asks first; administrators revoke the keys of others too."""

    page_title = gettext_lazy("Revoke the key")
    template_name = "keys/desk_revoke.html"

    @cached_property
    def key(self) -> ApiKey:
        keys = ApiKey.objects.all() if keeps_all(self.user) else ApiKey.objects.filter(user=self.user)
        return one_of(self.request, keys, self.kwargs["pk"], door=self.door)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(key=self.key, back=self._back(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        revoke(self.key, actor=self.user)
        messages.success(request, _("The key has been revoked."))
        return redirect(self._back())

    def _back(self) -> str:
        return reverse("api_keys:mine" if self.key.user_id == self.user.pk else "api_keys:all")


urlpatterns = [
    path("", MineView.as_view(), name="mine"),
    path("all/", AllView.as_view(), name="all"),
    path("new/", NewView.as_view(), name="new"),
    path("<int:pk>/revoke/", RevokeView.as_view(), name="revoke"),
]
