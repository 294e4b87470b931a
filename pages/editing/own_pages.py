"""On the dashboard: the pages of one's own hub, and the ways to write what is written most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms.core import languages
from cms.people.models import User
from pages.editing.grants import page_grants

SHOWN = 5


@dataclass(frozen=True)
class Way:
    label: str
    address: str


@dataclass(frozen=True)
class Branch:
    page: Page
    ways: list[Way]


def branches_of(user: User) -> list[Branch]:
    """The branches in which ``user`` writes. No query beyond those of the rights themselves."""
    pages = {grant.page_id: grant.page for grant in page_grants(user) if grant.permission.codename == "add_page"}
    pages = {pk: page for pk, page in pages.items() if languages.of_path(page.url_path) == languages.default()}
    return [Branch(page, _ways(page)) for page in list(pages.values())[:SHOWN]]


def _ways(page: Page) -> list[Way]:
    often = (
        (_("Write news"), "newspage"),
        (_("Announce an event"), "eventpage"),
        (_("Write an article"), "articlepage"),
    )
    below = {model._meta.model_name for model in page.specific_class.creatable_subpage_models()}
    ways = [
        Way(label, reverse("wagtailadmin_pages:add", args=["pages", name, page.pk]))
        for label, name in often
        if name in below
    ]
    return [*ways, Way(_("Other kinds of pages"), reverse("wagtailadmin_pages:add_subpage", args=[page.pk]))]


class OwnPagesPanel(Component):
    name = "kizuna_own_pages"
    template_name = "editing/own_pages_panel.html"
    order = 90

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"branches": branches_of(self.user)}
