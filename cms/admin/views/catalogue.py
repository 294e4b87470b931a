"""The catalogue at the desk: everything that this person may see, with filters and how many there are of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry

from cms.admin import rights
from cms.admin.views.base import Crumb, DeskView
from cms.people.access import Roles, roles_of
from cms.people.models import Role, User
from cms.search import registry
from cms.search.catalogue import beside
from cms.search.catalogue.found import Found
from cms.search.catalogue.query import STATES, Query
from pages.catalogue.asking import PER_PAGE, Catalogue, catalogue
from pages.catalogue.form import CatalogueForm, typed
from pages.catalogue.lines import Line, lines
from pages.catalogue.places import known
from pages.catalogue.view import neighbours, page_number
from pages.editing.policies import WRITERS
from pages.models import SavedQuery
from workflows.cases.access import as_staff


@dataclass(frozen=True)
class Row:
    """``edit``: where this person changes it, empty where they may not or it has no such page."""

    line: Line
    edit: str


class CatalogueView(DeskView):
    template_name = "desk/catalogue.html"
    page_title = _("Catalogue")
    header_icon = "search"
    door = "catalogue"

    def may_enter(self, user: User) -> bool:
        return rights.sees_catalogue(user)

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("desk:catalogue"), "label": _("Catalogue")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = registry.kinds() | (beside.kinds() if as_staff(self.user) is not None else {})
        form = CatalogueForm(
            typed(self.request.GET), known=known(), kinds=kinds, states=list(STATES), auto_id="filter-%s"
        )
        query, number = form.query(), page_number(self.request.GET.get("page", ""))
        found = Catalogue([], 0)
        if query is not None:
            found = catalogue(self.user, query, limit=PER_PAGE, start=(number - 1) * PER_PAGE)
            form.tell(found.facets)
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "rows": self._rows(found),
            "count": found.count,
            "more_than_counted": found.more,
            "narrowed": query is None or query.is_narrowed,
            "save_url": self._save_url(query),
            **neighbours(query or Query(), number, found.count),
        }

    def _rows(self, found: Catalogue) -> list[Row]:
        roles = roles_of(self.user)
        return [Row(line, edit_address(line.found, roles)) for line in lines(found.lines, None)]

    def _save_url(self, query: Query | None) -> str:
        """Where the filters are kept under a name; for who writes pages."""
        if query is None or not query.is_narrowed:
            return ""
        if not policy_registry.get_by_type(SavedQuery).user_has_permission(self.user, "add"):
            return ""
        return f"{reverse(SavedQuery.snippet_viewset.get_url_name('add'))}?{urlencode(query.pairs())}"  # type: ignore[attr-defined]


def edit_address(found: Found, roles: Roles) -> str:
    """Of pages; everything else is changed where it is read, if at all."""
    if found.source != "page" or found.state in ("draft", "restricted"):
        return ""
    home = found.facts.get("home")
    if not roles.has(Role.EDITOR_IN_CHIEF) and home not in roles.hubs_as(*WRITERS):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[found.key])
