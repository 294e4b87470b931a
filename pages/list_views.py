"""Lists that no editor makes: those of a hub, those of the whole ward, and the pages of topics and areas."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.cache.keeping import cached_page
from cms.hubs.models import Area, Topic
from cms.hubs.ranges import in_words
from pages import entries, minisite, paging, placement, routing, thumbnails
from pages.entries import KINDS, Entry
from pages.minisite import Minisite
from pages.models import HubPage
from pages.paging import Cut
from pages.views import page

PER_TOPIC = 10
OF_TOPIC = ("news", "events", "articles", "opportunities", "groups", "faqs")


@require_safe
@cached_page(query=("page",))
def hub_list(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One list of a hub's site; 404 when the hub has switched it off."""
    homes = placement.listed(HubPage.objects.filter(hub__code=code)).select_related("hub__area")
    home = homes.first()
    if home is None:
        raise Http404
    site = Minisite(home, request)
    if not site.has(kind):
        raise Http404
    around = {"hub": home.hub, "minisite": site}
    crumbs = [(home.title, site.url), (minisite.name_of(kind), "")]
    if kind == "calls":
        context = {"calls": home.calls(request, timezone.now()), "breadcrumbs": crumbs}
        return render(request, "pages/open_calls.html", around | context)
    cut, at = paging.asked(request), timezone.now()
    found = _cut(request, kind, cut.of(entries.of_hub(kind, home.hub, at=at)), at)
    return _list(request, kind, cut, found, around | {"breadcrumbs": crumbs})


def unless_written(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """An editor's live page at this very address takes the place of the list."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        path = request.path_info.lstrip("/")
        routing.prepare(request, path)
        return page(request, path) if hasattr(request, "_wagtail_route_for_request") else view(request, **kwargs)

    return answer


@require_safe
@unless_written
@cached_page(query=("page",))
def ward_list(request: HttpRequest, kind: str) -> HttpResponse:
    """One list of the whole ward."""
    cut, at = paging.asked(request), timezone.now()
    found = _cut(request, kind, cut.of(entries.of_ward(kind, at=at)), at)
    return _list(request, kind, cut, found, {"breadcrumbs": [(minisite.name_of(kind), "")]})


def _cut(request: HttpRequest, kind: str, pages: Any, at: Any) -> list[Entry]:
    return entries.read_rows([entries.rows(kind, pages, at=at)], request).get(kind, [])


def _list(request: HttpRequest, kind: str, cut: Cut, found: list[Entry], context: dict[str, Any]) -> HttpResponse:
    """A page behind the last one is 404, but for the first, which says that there is nothing."""
    if not found and cut.number > 1:
        raise Http404
    shown = found[: paging.PER_PAGE]
    more = len(found) > paging.PER_PAGE and cut.number < paging.LAST_PAGE
    return render(
        request,
        "pages/list_page.html",
        context
        | {
            "kind": kind,
            "title": minisite.name_of(kind),
            "entries": shown,
            "pictures": thumbnails.pictures(shown),
            "number": cut.number,
            "before": cut.number - 1,
            "after": cut.number + 1 if more else None,
        },
    )


@require_safe
@unless_written
@cached_page()
def topics(request: HttpRequest) -> HttpResponse:
    """The topics in use."""
    found = Topic.objects.filter(is_active=True)
    return render(request, "pages/topics.html", {"topics": found, "breadcrumbs": [(_("Topics"), "")]})


@require_safe
@cached_page()
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one topic, from every hub."""
    found = get_object_or_404(Topic, code=code, is_active=True)
    at = timezone.now()
    pages = {kind: entries.of_topic(kind, found, at=at)[:PER_TOPIC] for kind in OF_TOPIC}
    crumbs = [(_("Topics"), reverse("pages:topics")), (found.name, "")]
    context = {"title": found.name, "breadcrumbs": crumbs, "topic": found}
    return _several(request, pages, context | {"at": at}, "pages/topic.html")


@require_safe
@cached_page()
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one area, and the hubs that serve it."""
    found = get_object_or_404(Area, code=code)
    at = timezone.now()
    pages = {kind: placement.in_area(entries.of_ward(kind, at=at), found)[:PER_TOPIC] for kind in OF_TOPIC}
    hubs = [entry for entry in HubPage.entries(request) if entry.hub.area_id == found.pk]
    context = {"title": found.name, "area": found, "hubs": hubs, "breadcrumbs": [(found.name, "")]}
    return _several(request, pages, context | {"at": at, "places": in_words(found.chome.all())}, "pages/area.html")


def _several(request: HttpRequest, pages: dict[str, Any], context: dict[str, Any], template: str) -> HttpResponse:
    at = context.pop("at")
    lists = entries.read_rows([entries.rows(kind, cut, at=at) for kind, cut in pages.items()], request)
    shown = [(kind, KINDS[kind].label, lists[kind]) for kind in pages if lists.get(kind)]
    pictures = thumbnails.pictures(entry for found in lists.values() for entry in found)
    return render(request, template, context | {"shown": shown, "pictures": pictures})
