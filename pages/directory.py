"""The directory of groups (団体紹介) of the whole ward, by field of activity, area and hub."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.cache.keeping import cached_page
from cms.hubs.models import Area, Hub, Topic
from pages import entries, minisite, paging, placement, thumbnails
from pages.list_views import unless_written
from pages.placement import Pages

KIND = "groups"
NARROW = {"topic": placement.about, "area": placement.in_area, "hub": placement.at_hub}


def has_profile(group: int) -> bool:
    """The group's profile is live, everybody may read it, and the group is in use. One query."""
    return entries.of_ward(KIND, at=timezone.now()).filter(group=group).exists()


@require_safe
@unless_written
@cached_page(query=("page", *NARROW))
def groups(request: HttpRequest, kind: str = KIND) -> HttpResponse:
    """A choice that names nothing known narrows nothing. The same number of queries for any number of groups."""
    options: dict[str, list[Any]] = {
        "topic": list(Topic.objects.filter(is_active=True)),
        "area": list(Area.objects.all()),
        "hub": list(Hub.objects.exclude(status=Hub.Status.CLOSED).select_related("area")),
    }
    chosen = {name: _chosen(options[name], request.GET.get(name, "")) for name in options}
    cut, at = paging.asked(request), timezone.now()
    pages: Pages = entries.of_ward(kind, at=at)
    for name, record in chosen.items():
        pages = NARROW[name](pages, record) if record else pages  # type: ignore[operator]
    found = entries.read_rows([entries.rows(kind, cut.of(pages), at=at)], request).get(kind, [])
    if not found and cut.number > 1:
        raise Http404
    shown = found[: paging.PER_PAGE]
    more = len(found) > paging.PER_PAGE and cut.number < paging.LAST_PAGE
    labels = {"topic": _("Field of activity"), "area": _("Area"), "hub": _("Hub")}
    kept = {name: record.code for name, record in chosen.items() if record}
    context = {
        "kind": kind,
        "title": minisite.name_of(kind),
        "breadcrumbs": [(minisite.name_of(kind), "")],
        "filters": [(name, labels[name], options[name], kept.get(name, "")) for name in options],
        "entries": shown,
        "pictures": thumbnails.pictures(shown),
        "number": cut.number,
        "before": cut.number - 1,
        "after": cut.number + 1 if more else None,
        "query": urlencode(kept),
    }
    return render(request, "pages/groups.html", context)


def _chosen(records: list[Any], code: str) -> Any:
    return next((one for one in records if one.code == code), None)
