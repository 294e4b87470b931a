"""Where this room hangs in the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from pages.rules import access, urls
from pages.rules.actions.history import APPLIED

ACTIONS = {
    "rules.made": gettext_lazy("content rule made"),
    "rules.changed": gettext_lazy("content rule changed"),
    "rules.switched_on": gettext_lazy("content rule put in use"),
    "rules.switched_off": gettext_lazy("content rule taken out of use"),
    "rules.deleted": gettext_lazy("content rule deleted"),
}


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("rules/", include(urls, namespace="rules"))]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)
    actions.register_action(APPLIED)(Applied)


class Applied(LogFormatter):
    label = gettext_lazy("changed by a content rule")

    def format_message(self, log_entry: Any) -> str:
        return _("Changed by the content rule “%(name)s”") % {"name": log_entry.data.get("rule", "")}


class RulesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.keeps_rules(request.user)


@hooks.register("register_admin_menu_item")
def rules_item() -> MenuItem:
    return RulesItem(gettext_lazy("Content rules"), reverse("rules:rules"), name="rules", icon_name="cogs", order=403)


@hooks.register("register_page_header_buttons")
def log_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.depth > 1 and access.reads_log_of(user, page):
        address = reverse("rules:page_log", args=[page.pk])
        yield Button(_("What rules did to this page"), address, icon_name="cogs", priority=42)
