"""What is never deleted in the admin, and whose drafts an editor may delete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from pages.editing.grants import leads
from pages.models import HubPage, LanguageHomePage, WardHomePage


def may_delete(user: Any, page: Page) -> bool:
    """Beyond Wagtail's own rule: the tops of the branches stay, and an editor deletes only what they began."""
    if issubclass(page.specific_class or Page, HubPage | WardHomePage | LanguageHomePage):
        return False
    return bool(user.is_superuser or leads(user, page) or page.owner_id == user.pk)


@hooks.register("before_delete_page")
def refuse_delete(request: HttpRequest, page: Page) -> None:
    """PermissionDenied, which the admin tells in words."""
    if not may_delete(request.user, page):
        raise PermissionDenied


@hooks.register("before_bulk_action")
def refuse_bulk_delete(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    for one in objects:
        if action_type == "delete" and isinstance(one, Page):
            refuse_delete(request, one)
