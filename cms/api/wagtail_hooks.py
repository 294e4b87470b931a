"""Where the pages for keys hang in the Wagtail admin, and the words of the log for what happens to keys."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.api.keys import desk
from cms.people.access import roles_of


@hooks.register("register_admin_urls")
def key_urls() -> list[URLPattern | URLResolver]:
    return [path("api-keys/", include((desk.urlpatterns, "api_keys"), namespace="api_keys"))]


class KeysMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return roles_of(request.user).is_staff_member


@hooks.register("register_settings_menu_item")
def keys_item() -> MenuItem:
    return KeysMenuItem(_("API keys"), reverse("api_keys:mine"), name="api-keys", icon_name="key", order=900)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in {"api.key_issued": _("API key issued"), "api.key_revoked": _("API key revoked")}.items():
        actions.register_action(action, label, label)
