"""Where the explorer begins: for who writes for hubs at the hub's Japanese page, however many languages it is in.

Wagtail begins above everything that a person may look at. With translations that is the root, which lists the front
pages of all languages before anything of the person's own.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import PageExplorerMenuItem
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.core import languages
from pages.editing.branches import homes
from pages.editing.grants import page_grants


def start_of(user: Any) -> Page | None:
    """The page that holds what ``user`` writes in Japanese; the root for who writes in the whole ward."""
    root: Page | None = policy_registry.get_by_type(Page).explorable_root_instance(user)
    if root is None or not root.is_root():
        return root
    tops = {grant.page.path: grant.page for grant in page_grants(user)}
    own = [page for page in tops.values() if languages.of_path(page.url_path) == languages.default()]
    if not own or not {page.path for page in homes()}.isdisjoint(tops):
        return root
    return own[0] if len(own) == 1 else Page.objects.first_common_ancestor_of(own, include_self=True, strict=True)


class OwnExplorer(MenuItem):
    """In place of Wagtail's “pages”."""

    def __init__(self, given: MenuItem, start: Page) -> None:
        super().__init__(given.label, given.url, name=given.name, icon_name=given.icon_name, order=given.order)
        self.start = start

    def render_component(self, request: HttpRequest) -> PageExplorerMenuItem:
        own = (self.name, self.label, self.url, self.start.pk)
        return PageExplorerMenuItem(*own, icon_name=self.icon_name, classname=self.classname)


@hooks.register("construct_main_menu")
def begin_at_the_own_hub(request: HttpRequest, menu_items: list[Any]) -> None:
    for place, item in enumerate(menu_items):
        if item.name == "explorer" and (start := start_of(request.user)) is not None:
            menu_items[place] = OwnExplorer(item, start)


class OwnIndexView(ExplorableIndexView):
    """The list of pages: asked for without a place it is the one of the own hub; a search still looks everywhere."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        start = start_of(request.user) if parent_page_id is None and not request.GET else None
        if start is not None and not start.is_root():
            return redirect(self.index_url_name, start.pk)
        return super().get(request, parent_page_id)
