"""A working copy is never published by itself: what it says reaches readers through the page that it is a copy of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from pages.editing.copies.services import source_of
from pages.editing.models import WorkingCopy

# What the editor's form does beyond saving a draft, and the buttons that do it.
PUBLISHING = frozenset(
    {"action-publish", "action-submit", "action-workflow-action", "action-restart-workflow", "action-cancel-workflow"}
)


def _told(request: HttpRequest, made: WorkingCopy) -> HttpResponse:
    text = _("This is a working copy of “%(title)s”. Merge it into the page; the page is published as usual.")
    messages.warning(request, text % {"title": made.page.title})
    return redirect("editing:merge_copy", page_id=made.page_id)


@hooks.register("before_edit_page")
def no_publishing_from_the_editor(request: HttpRequest, page: Page) -> HttpResponse | None:
    if request.method != "POST" or PUBLISHING.isdisjoint(request.POST):
        return None
    made = source_of(page)
    return _told(request, made) if made else None


@hooks.register("before_publish_page")
def no_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    made = source_of(page)
    return _told(request, made) if made else None


@hooks.register("before_bulk_action")
def no_publishing_of_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    if action_type != "publish":
        return None
    wanted = Q(pk__in=[])
    for one in objects:
        if isinstance(one, Page):
            wanted |= Q(path__startswith=one.path) if request.POST.get("include_descendants") else Q(pk=one.pk)
    copies = WorkingCopy.objects.select_related("page").filter(outcome="")
    made = copies.filter(copy__in=Page.objects.filter(wanted)).first()
    return _told(request, made) if made else None


@hooks.register("construct_page_action_menu")
def offers_no_publishing(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    page = context.get("page")
    if page is not None and page.pk and source_of(page) is not None:
        menu_items[:] = [item for item in menu_items if getattr(item, "name", "") not in PUBLISHING]
