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
from django.utils.translation import gettext_lazy
from wagtail.models import Page, PageLogEntry

from cms.core.errors import Busy
from cms.core.waiting import or_busy, patiently
from cms.theme import views as theme
from pages.editing.choosing import explorable

SECONDS = 5
# Wagtail's addresses that change a page which exists; previews and windows that only collect answers change nothing.
CHANGING = frozenset(
    f"wagtailadmin_pages:{name}"
    for name in (
        "add",
        "copy",
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
CHANGED = ("page_id", "page_to_move_id", "parent_page_id", "destination_id")
# Below which page something is put: it must still be there, and where it was, when that is done.
PLACES = ("new_parent_page", "chooser")
# What changes the tree writes to the pages below and to the one above as well; an order, to all pages of a place.
UPROOTING = frozenset({"delete", "move", "move_confirm"})
ORDERING = "set_page_position"
LOST = {
    "wagtail.delete": gettext_lazy("%(name)s has just deleted the page “%(title)s”. Nothing else was changed."),
    "wagtail.move": gettext_lazy(
        "%(name)s has just moved the page “%(title)s” to a place where you do not write. Nothing else was changed."
    ),
}

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
                return _told_lost(request, kwargs) or view(request, *args, **kwargs)
        except Busy:
            said = _("Somebody else is changing this page at this moment. Please try again shortly.")
            page = next(iter(_named(request, kwargs)), None)
            back = reverse("wagtailadmin_pages:edit", args=[page]) if page else ""
            return _told(request, said, back, is_busy=True)


def _told(request: HttpRequest, said: str, back: str = "", *, is_busy: bool = False) -> HttpResponse:
    """A page for people; for the editor's script an answer in the form that Wagtail's own refusals have."""
    if not request.accepts("text/html"):
        code = "busy" if is_busy else "lost"
        return JsonResponse({"success": False, "error_code": code, "error_message": said}, status=400)
    return theme.conflict(request, message=said, back_url=back or reverse("wagtailadmin_explore_root"), is_busy=is_busy)


def _told_lost(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Who was allowed to a page when they pressed, and is no longer: it was deleted, or moved away, meanwhile."""
    named = _named(request, kwargs)
    lost = set(named) - set(explorable(request.user).filter(pk__in=named).values_list("pk", flat=True))
    done = PageLogEntry.objects.filter(page_id__in=lost, action__in=LOST).order_by("-pk").first() if lost else None
    if done is None:
        return None
    by = str(done.user) if done.user else _("another person")
    return _told(request, LOST[done.action] % {"name": by, "title": done.label})


def _named(request: HttpRequest, kwargs: dict[str, Any]) -> list[int]:
    """The pages in the address, and below which something is put."""
    places = [request.POST.get(name, "") for name in PLACES]
    return [
        *(int(kwargs[name]) for name in CHANGED if name in kwargs),
        *(int(one) for one in places if one.isdecimal()),
    ]


def _wanted(request: HttpRequest, kwargs: dict[str, Any]) -> Any:
    """The pages that this request will change, or None if it is none of ours."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not request.path_info.startswith(settings.DESK_PREFIX):
        return None
    if not request.user.is_authenticated:
        return None
    if match.view_name in CHANGING:
        named, act = Page.objects.filter(pk__in=_named(request, kwargs)), match.url_name
    elif match.url_name == BULK and f"{kwargs['app_label']}.{kwargs['model_name']}".lower() == Page._meta.label_lower:
        named, act = _ticked(request) | Page.objects.filter(pk__in=_named(request, kwargs)), kwargs["action"]
    else:
        return None
    if act in UPROOTING or act == ORDERING:
        return _with_what_is_around(named, is_order=act == ORDERING)
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


def _with_what_is_around(pages: Any, *, is_order: bool) -> Any:
    around = Q(pk__in=[])
    for path in pages.values_list("path", flat=True):
        above = path[: -Page.steplen]
        around |= Q(path=above) | Q(path__startswith=above if is_order else path)
    return Page.objects.filter(around)
