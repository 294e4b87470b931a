"""One after the other: who changes a page waits until whoever is at it has finished, and reads it only then.

Wagtail's views read the whole row of a page, and write the whole row back much later. Of two at once the later one
would write what the earlier one has just changed back as it was: a page that has just been published would be a
draft again. So the rows are locked before Wagtail's view reads anything, and until all that it does is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.core.errors import Busy
from cms.core.waiting import or_busy, patiently
from cms.theme import views as theme

SECONDS = 5
# Wagtail's addresses that change a page which exists; previews and windows that only collect answers change nothing.
CHANGING = frozenset(
    f"wagtailadmin_pages:{name}"
    for name in (
        "edit",
        "revisions_revert",
        "revisions_unschedule",
        "workflow_action",
        "unpublish",
        "lock",
        "unlock",
        "delete",
        "convert_alias",
        "move_confirm",
        "set_page_position",
    )
)
BULK = "wagtail_bulk_action"
CHANGED = ("page_id", "page_to_move_id")

Answer = Callable[[HttpRequest], HttpResponse]


def take(pages: Iterable[int]) -> None:
    """Inside a transaction: nobody else changes these pages before its end.

    In one order, so that two never wait for each other. Rows that merely point to a page are still made meanwhile:
    who opens the editor to read does not wait.
    """
    rows = Page.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(pages)).order_by("pk")
    list(rows.values_list("pk", flat=True))


class OneAtATime:
    """Stands last, after whoever is asked about rights: a foreign page is neither locked nor waited for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Wagtail's view runs here with its pages locked. Who waits in vain is told so, and nothing was changed."""
        wanted = _wanted(request, kwargs)
        if wanted is None:
            return None
        try:
            with or_busy(), transaction.atomic():
                patiently(SECONDS)
                take(wanted.values_list("pk", flat=True))
                return view(request, *args, **kwargs)
        except Busy:
            return _told_busy(request, kwargs)


def _told_busy(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    """A page for people; for the editor's script an answer in the form that Wagtail's own refusals have."""
    said = _("Somebody else is changing this page at this moment. Please try again shortly.")
    if not request.accepts("text/html"):
        return JsonResponse({"success": False, "error_code": "busy", "error_message": said}, status=400)
    page = next((kwargs[name] for name in CHANGED if name in kwargs), None)
    back = reverse("wagtailadmin_pages:edit", args=[page]) if page else reverse("wagtailadmin_explore_root")
    return theme.conflict(request, message=said, back_url=back, is_busy=True)


def _wanted(request: HttpRequest, kwargs: dict[str, Any]) -> Any:
    """The pages that this request will change, or None if it is none of ours."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not request.path_info.startswith(settings.DESK_PREFIX):
        return None
    if not request.user.is_authenticated:
        return None
    if match.view_name in CHANGING:
        named = Page.objects.filter(pk__in=[kwargs[name] for name in CHANGED if name in kwargs])
    elif match.url_name == BULK and f"{kwargs['app_label']}.{kwargs['model_name']}".lower() == Page._meta.label_lower:
        named = _ticked(request)
    else:
        return None
    return _with_what_is_below(named) if request.POST.get("include_descendants") else named


def _ticked(request: HttpRequest) -> Any:
    """The boxes of a list, or «all of this list»: what lies below a page, as far down as its search looks."""
    ids = request.GET.getlist("id")
    if "all" not in ids:
        return Page.objects.filter(pk__in=[one for one in ids if one.isdecimal()])
    place = request.GET.get("childOf", "")
    above = Page.objects.filter(pk=place).first() if place.isdecimal() else None
    if above is None:
        return Page.objects.none()
    return above.get_descendants() if request.GET.get("q") else above.get_children()


def _with_what_is_below(pages: Any) -> Any:
    below = Q(pk__in=[])
    for path in pages.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return Page.objects.filter(below)
