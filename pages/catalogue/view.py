"""The catalogue for readers: everything that is published, with filters and how many there are of each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.core import languages
from cms.search.catalogue.public import MOST, PublicCatalogue
from cms.search.catalogue.query import Query
from pages.catalogue.asking import PER_PAGE, coded
from pages.catalogue.form import CatalogueForm, typed
from pages.catalogue.lines import lines
from pages.catalogue.places import known


def page_number(given: str) -> int:
    """What is no page is the first one; nobody reads beyond the last."""
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 1
    return min(max(1, number), MOST // PER_PAGE)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Three statements besides the frame's."""
    there = known()
    form = CatalogueForm(typed(request.GET), known=there)
    query = form.query(languages.current())
    number, at = page_number(request.GET.get("page", "")), timezone.now()
    public = PublicCatalogue(query or Query(), there.places, at=at)
    found = public.listed(PER_PAGE, (number - 1) * PER_PAGE)
    if query is not None:
        form.tell(coded(public.facets(), there))
    context: dict[str, Any] = {
        "form": form,
        "lines": lines(found.lines, request) if query else [],
        "count": found.count if query else 0,
        "narrowed": bool(query is None or query.is_narrowed),
        "shape": "cards",
        "level": 3,
        "breadcrumbs": [(_("Everything on the site"), "")],
        **neighbours(query or Query(), number, found.count),
    }
    return render(request, "pages/catalogue/catalogue.html", context)


def neighbours(query: Query, number: int, count: int) -> dict[str, Any]:
    """The addresses of the pages before and after, empty where there is none."""
    last = min(-(-count // PER_PAGE), MOST // PER_PAGE)

    def address(page: int) -> str:
        return f"?{urlencode([*query.pairs(), ('page', page)])}"

    return {
        "number": number,
        "last": max(1, last),
        "previous": address(min(number - 1, max(1, last))) if number > 1 else "",
        "next": address(number + 1) if number < last else "",
    }
