"""Words of Wagtail's own pages for which it has neither a setting nor a hook: set once, when the desk is ready."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.sidebar import MainMenuModule
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page
from wagtail.sites.views import IndexView as SiteIndex

SITE_LABELS = {"port": _("Port"), "site_name": _("Site name"), "root_page": _("Root page")}
_plain_js_args = MainMenuModule.js_args
_plain_search = SearchView.get_context_data


def _js_args(self: MainMenuModule) -> list[Any]:
    """The side bar greets with the whole name: a given name alone names nobody in an office."""
    items, account_items, person = _plain_js_args(self)
    return [items, account_items, {**person, "name": self.user.get_full_name() or self.user.get_username()}]


def _search_context(self: SearchView, **kwargs: Any) -> dict[str, Any]:
    """Above the results of a search for pages Wagtail names what it counts, but nothing says what that is."""
    words = {"verbose_name": Page._meta.verbose_name, "verbose_name_plural": Page._meta.verbose_name_plural}
    return {**_plain_search(self, **kwargs), **words}


def settle() -> None:
    for column in SiteIndex.columns:
        column.label = SITE_LABELS.get(column.name, column.label)
    MainMenuModule.js_args = _js_args
    SearchView.get_context_data = _search_context
