"""Where this room hangs in the Wagtail admin: addresses, menu, buttons, dashboard, the register of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import WorkflowMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.hubs.models import Hub
from cms.hubs.records import KeptViewSet, YesNoColumn, field_column
from pages.editing import choosing, deleting, exploring, previewing, sharing, translating, urls
from pages.editing.copies import guarding
from pages.editing.copies.services import may_copy, source_of
from pages.editing.models import ModerationRule
from pages.editing.own_pages import OwnPagesPanel
from pages.editing.panels import OWN_BRANCH, ApprovalsPanel
from pages.editing.sharing import sees_hub
from pages.editing.views.approval import ApprovedPages
from pages.editing.views.hub_site import sets_up
from pages.editing.views.reports import cares

__all__ = ["choosing", "deleting", "exploring", "guarding"]

ACTIONS = {
    "editing.hub_set_up": _("site of the hub set up"),
    "editing.preview_shared": _("link to the draft given out"),
    "editing.preview_revoked": _("link to the draft withdrawn"),
    "editing.translation_begun": _("translation begun"),
    "editing.copy_begun": _("working copy made"),
    "editing.copy_merged": _("working copy merged"),
    "editing.copy_discarded": _("working copy thrown away"),
    "editing.inheritance_stopped": _("rights from above ended"),
    "editing.inheritance_resumed": _("rights from above hold again"),
}


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("editing/", include(urls, namespace="editing"))]


@hooks.register("register_admin_viewset")
def approved_pages() -> ApprovedPages:
    return ApprovedPages()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)


class CareItem(MenuItem):
    """Shown to those whose roles open the page."""

    def __init__(self, label: Any, name: str, *, shown: Callable[[Any], bool], icon: str, order: int) -> None:
        super().__init__(label, reverse(f"editing:{name}"), name=f"editing-{name}", icon_name=icon, order=order)
        self.shown = shown

    def is_shown(self, request: HttpRequest) -> bool:
        return self.shown(request.user)


@hooks.register("register_admin_menu_item")
def reviews_item() -> MenuItem:
    return CareItem(_("Pages to check again"), "reviews", shown=cares, icon="calendar-check", order=400)


@hooks.register("register_admin_menu_item")
def links_item() -> MenuItem:
    return CareItem(_("Links that lead nowhere"), "links", shown=cares, icon="link", order=401)


@hooks.register("register_admin_menu_item")
def translations_item() -> MenuItem:
    return CareItem(_("Translations out of date"), "outdated_translations", shown=cares, icon="globe", order=402)


@hooks.register("register_page_header_buttons")
def translations_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.depth > 1 and translating.may_translate(user, page):
        address = reverse("editing:translations", args=[page.pk])
        yield Button(_("Translate the page"), address, icon_name="globe", priority=41)


@hooks.register("register_page_header_buttons")
def preview_links_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.depth > 1 and previewing.may_share(user, page):
        address = reverse("editing:preview_links", args=[page.pk])
        yield Button(_("Links to the draft"), address, icon_name="link", priority=40)


@hooks.register("register_page_header_buttons")
def working_copy_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.depth > 1 and may_copy(user, page):
        yield Button(_("Working copy"), reverse("editing:working_copy", args=[page.pk]), icon_name="copy", priority=42)
    elif page.depth > 1 and view_name == "edit" and (made := source_of(page)) is not None:
        address = reverse("editing:merge_copy", args=[made.page_id])
        yield Button(_("Merge into the page"), address, icon_name="check", priority=5)


@hooks.register("register_page_header_buttons")
def sharing_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if sharing.administers(user, page):
        address = reverse("editing:sharing", args=[page.pk])
        yield Button(_("Who may do what here"), address, icon_name="group", priority=42)


@hooks.register("register_hub_buttons")
def hub_sharing_button(hub: Hub, user: Any) -> Iterator[Button]:
    if sees_hub(user, hub):
        address = reverse("editing:hub_sharing", args=[hub.pk])
        yield Button(_("Who may do what here"), address, icon_name="group", priority=16)


@hooks.register("register_hub_buttons")
def set_up_button(hub: Hub, user: Any) -> Iterator[Button]:
    if sets_up(user):
        address = reverse("editing:set_up_hub", args=[hub.pk])
        yield Button(_("Set up the site of the hub"), address, icon_name="home", priority=15)


@hooks.register("construct_homepage_panels")
def own_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Ours tells until when; Wagtail's list of the same is left out, and its others show the own branch alone."""
    kept = [OWN_BRANCH.get(getattr(panel, "name", ""), lambda panel=panel: panel)() for panel in panels]
    panels[:] = [panel for panel in kept if getattr(panel, "name", "") != "workflow_objects_to_moderate"]
    panels += [OwnPagesPanel(request.user), ApprovalsPanel(request.user)]  # type: ignore[arg-type,list-item]  # known


@hooks.register("construct_page_action_menu")
def approving_comes_first(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Who is asked to approve finds that as the button itself, not behind “save the draft”; it tells which step."""
    menu_items.sort(key=lambda item: getattr(item, "name", "") != "approve")
    if menu_items and isinstance(menu_items[0], WorkflowMenuItem):
        menu_items[0].template_name = "editing/step_button.html"


class RuleViewSet(KeptViewSet):
    model = ModerationRule
    icon = "check"
    menu_label = _("rules of approval")
    add_to_settings_menu = True
    list_display = [
        "__str__",
        field_column(ModerationRule, "editor_in_chief_approves", YesNoColumn),
        field_column(ModerationRule, "chief_publishes", YesNoColumn),
        "chief_days",
    ]
    panels = [
        FieldPanel("hub"),
        MultiFieldPanel(
            [FieldPanel("editor_in_chief_approves"), FieldPanel("chief_publishes")], heading=_("who approves")
        ),
        MultiFieldPanel(
            [
                FieldPanel("chief_days"),
                FieldPanel("editor_in_chief_days"),
                FieldPanel("remind_days_before"),
                FieldPanel("review_days_before"),
            ],
            heading=_("until when"),
        ),
    ]


register_snippet(RuleViewSet)
