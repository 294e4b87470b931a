"""What everybody reads: public needs and offers, by side, kind, area and hub. Kept by the page cache."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.cache.keeping import cached_page
from cms.hubs.models import Area, Hub
from workflows.exchange.access import public
from workflows.exchange.models import Listing

PER_PAGE = 20
FILTERS = ("side", "kind", "area", "hub")
COLUMNS = {"side": "side", "kind": "kind", "area": "area__code", "hub": "group__hub__code"}


@require_safe
@cached_page(query=(*FILTERS, "page"))
def listing_list(request: HttpRequest) -> HttpResponse:
    """Five queries, however many there are. A filter that names nothing known is left out."""
    options: dict[str, list[tuple[str, Any]]] = {
        "side": list(Listing.Side.choices),
        "kind": list(Listing.Kind.choices),
        "area": list(Area.objects.values_list("code", "name")),
        "hub": list(Hub.objects.exclude(status=Hub.Status.CLOSED).values_list("code", "name")),
    }
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    chosen = {name: value for name, value in asked.items() if value in dict(options[name])}
    found = public().filter(**{COLUMNS[name]: value for name, value in chosen.items()})
    shown = Paginator(found.select_related("group__hub", "area").order_by("-changed_at", "-pk"), PER_PAGE)
    page = shown.get_page(request.GET.get("page"))
    context = {
        "breadcrumbs": [(_("Needs and offers of groups"), "")],
        "filters": [(name, LABELS[name](), options[name], chosen.get(name, "")) for name in FILTERS],
        "page": page,
        "query": urlencode(chosen),
        "is_narrowed": bool(chosen),
    }
    return render(request, "exchange/list.html", context)


LABELS = {
    "side": lambda: _("Need or offer"),
    "kind": lambda: _("What it is about"),
    "area": lambda: _("Area"),
    "hub": lambda: _("Hub"),
}


@require_safe
@cached_page()
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(public().select_related("group__hub", "area"), pk=pk)
    crumbs = [(_("Needs and offers of groups"), reverse("exchange:listings")), (found.title, "")]
    return render(request, "exchange/listing.html", {"listing": found, "breadcrumbs": crumbs})
