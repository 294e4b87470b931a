"""Where the receivers hang in the Wagtail admin, and how its log calls what happens to them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.webhooks import access, urls

ACTIONS = {
    "webhooks.created": _("receiver added"),
    "webhooks.changed": _("receiver changed"),
    "webhooks.secret_renewed": _("secret of a receiver renewed"),
    "webhooks.switched_on": _("receiver switched on"),
    "webhooks.switched_off": _("receiver switched off"),
    "webhooks.given_up": _("receiver switched off by the system"),
    "webhooks.deleted": _("receiver deleted"),
    "webhooks.tested": _("test sent to a receiver"),
    "webhooks.again": _("events delivered again to a receiver"),
}


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    return [path("webhooks/", include(urls, namespace="webhooks"))]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)


class WebhooksMenuItem(MenuItem):
    """Shown to those who may read."""

    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_read(request.user)


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return WebhooksMenuItem(
        _("Webhooks"), reverse_lazy("webhooks:index"), name="webhooks", icon_name="globe", order=900
    )
