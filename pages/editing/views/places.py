"""Wagtail's page “where is the new page to be put?”, with the places alone at which its reader may add one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.models import Page

from pages.editing.choosing import places


class PlacesView(GenericChooseParentView):
    def get_valid_parent_pages(self, user: Any) -> QuerySet[Page]:
        pages: QuerySet[Page] = super().get_valid_parent_pages(user)
        return pages.filter(pk__in=places(user).values("pk"))
