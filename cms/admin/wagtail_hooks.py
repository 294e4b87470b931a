"""Where the desk hangs in the Wagtail admin: addresses, menu, dashboard, style sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.log_actions import LogActionRegistry

from cms.admin import badge, rights, urls
from cms.admin.panels import DeskPanel
from cms.mailings import access
from cms.people.disclosing import discloses
from workflows.engine.adding import desk_urls, menu_entries
from workflows.fieldwork import access as field_access
from workflows.ledger import access as ledger_access


@hooks.register("register_admin_urls")
def register_desk_urls() -> list[URLPattern | URLResolver]:
    return [path("desk/", include(urls, namespace="desk")), *desk_urls()]


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("desk/desk.css"))


class DeskMenuItem(MenuItem):
    """Shown to those whose roles open the page."""

    def __init__(self, label: Any, name: str, *, shown: Callable[[Any], bool], icon: str, order: int) -> None:
        address = name if ":" in name else f"desk:{name}"
        key = address.replace(":", "-").replace("_", "-")
        super().__init__(label, reverse(address), name=key, icon_name=icon, order=order)
        self.shown = shown

    def is_shown(self, request: HttpRequest) -> bool:
        return self.shown(request.user)


class InboxMenuItem(DeskMenuItem):
    """With the number of steps that wait for this person."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        count = request.desk_badge if hasattr(request, "desk_badge") else badge.waiting(request.user)
        if count:
            component.label = f"{self.label} ({badge.shown(count)})"
        return component


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return InboxMenuItem(_("Inbox"), "inbox", shown=rights.reads_cases, icon="tasks", order=10)


@hooks.register("register_admin_menu_item")
def catalogue_item() -> MenuItem:
    return DeskMenuItem(_("Catalogue"), "catalogue", shown=rights.sees_catalogue, icon="search", order=10)


@hooks.register("register_admin_menu_item")
def consultations_item() -> MenuItem:
    return DeskMenuItem(_("Prior consultations"), "consultations", shown=rights.reads_cases, icon="group", order=11)


@hooks.register("register_admin_menu_item")
def exchange_item() -> MenuItem:
    return DeskMenuItem(_("Needs and offers"), "exchange", shown=rights.reads_cases, icon="group", order=11)


@hooks.register("register_admin_menu_item")
def letters_item() -> MenuItem:
    return DeskMenuItem(_("Letters"), "letters", shown=rights.reads_cases, icon="mail", order=11)


@hooks.register("register_admin_menu_item")
def paper_item() -> MenuItem:
    return DeskMenuItem(_("Paper application"), "paper", shown=rights.enters_paper, icon="form", order=12)


@hooks.register("register_admin_menu_item")
def exports_item() -> MenuItem:
    return DeskMenuItem(_("Exports"), "exports", shown=rights.reads_cases, icon="download", order=13)


@hooks.register("register_admin_menu_item")
def persons_item() -> MenuItem:
    return DeskMenuItem(_("Disclosure of personal data"), "persons", shown=discloses, icon="user", order=13)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in {
        "desk.personal_data_ordered": _("file with a person's data ordered"),
        "desk.personal_data_fetched": _("file with a person's data fetched"),
        "desk.groups_exported": _("register of groups taken out"),
    }.items():
        actions.register_action(action, label, label)


@hooks.register("register_admin_menu_item")
def magazine_item() -> MenuItem:
    return DeskMenuItem(_("E-mail magazine"), "mailings", shown=access.writes_any, icon="mail", order=13)


@hooks.register("register_admin_menu_item")
def budgets_item() -> MenuItem:
    return DeskMenuItem(_("Budgets"), "budgets", shown=rights.reads_budgets, icon="table", order=14)


@hooks.register("register_admin_menu_item")
def work_item() -> MenuItem:
    return DeskMenuItem(_("Background work"), "work", shown=rights.reads_operations, icon="cogs", order=15)


@hooks.register("register_admin_menu_item")
def mails_item() -> MenuItem:
    return DeskMenuItem(_("Mails"), "mails", shown=rights.reads_operations, icon="mail", order=16)


@hooks.register("register_admin_menu_item")
def refusals_item() -> MenuItem:
    return DeskMenuItem(_("Refused attempts"), "refusals", shown=rights.reads_refusals, icon="lock", order=17)


@hooks.register("construct_main_menu")
def pages_of_kinds(request: HttpRequest, items: list[Any]) -> None:
    """What the kinds of request add to the menu."""
    for entry in menu_entries():
        item = DeskMenuItem(entry.label, entry.name, shown=entry.shown, icon=entry.icon, order=18)
        if item.is_shown(request):
            items.append(item)


@hooks.register("register_admin_menu_item")
def notes_item() -> MenuItem:
    return DeskMenuItem(_("Field notes"), "notes", shown=field_access.writes_notes, icon="edit", order=18)


@hooks.register("register_admin_menu_item")
def issues_item() -> MenuItem:
    return DeskMenuItem(_("Issues of the area"), "issues", shown=field_access.reads_issues, icon="warning", order=18)


@hooks.register("register_admin_menu_item")
def ledger_item() -> MenuItem:
    shown = ledger_access.reads_any
    return DeskMenuItem(_("Record of collaboration"), "ledger", shown=shown, icon="group", order=18)


@hooks.register("construct_help_menu")
def no_foreign_help(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's help leads to pages of another host in another language."""
    items.clear()


@hooks.register("construct_homepage_panels")
def desk_first(request: HttpRequest, panels: list[Any]) -> None:
    """The desk's summary leads; Wagtail's panels about pages stay for those who edit pages."""
    panels.insert(0, DeskPanel(request.user))  # type: ignore[arg-type]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_totals(request: HttpRequest, items: list[Any]) -> None:
    """Totals of pages and pictures tell staff nothing. After all who add some."""
    items.clear()


@hooks.register("insert_editor_js")
def waits_for_the_editors_own_saving() -> SafeString:
    return format_html('<script src="{}" defer></script>', versioned_static("desk/autosave.js"))
