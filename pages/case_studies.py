"""What hubs and groups learned by working together: the published entries of the ledger, for everybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.cache.keeping import cached_page
from pages import paging
from pages.models import HubPage
from workflows.ledger import access
from workflows.ledger.models import Collaboration, Partner

# The records that the list is narrowed by.
KINDS = ("topic", "area", "hub")


@require_safe
@cached_page(query=("page", *KINDS))
def case_studies(request: HttpRequest) -> HttpResponse:
    """The newest first, narrowed by topic, area and hub; only what some case study has can be chosen."""
    cut = paging.asked(request)
    entries = access.published().select_related(*KINDS)
    choices = [(kind, _choices(kind)) for kind in KINDS]
    asked = {kind: request.GET.get(kind, "") for kind in KINDS}
    for kind, rows in choices:
        if asked[kind] and asked[kind] not in dict(rows):
            raise Http404
        if asked[kind]:
            entries = entries.filter(**{f"{kind}__code": asked[kind]})
    found = list(cut.of(entries.order_by("-began_on", "-pk")))
    if not found and cut.number > 1:
        raise Http404
    kept = urlencode({kind: value for kind, value in asked.items() if value})
    context = {
        "entries": found[: paging.PER_PAGE],
        "choices": [(kind, rows, asked[kind]) for kind, rows in choices if rows],
        "is_narrowed": bool(kept),
        "kept": f"{kept}&" if kept else "",
        "before": cut.number - 1,
        "after": cut.number + 1 if len(found) > paging.PER_PAGE and cut.number < paging.LAST_PAGE else None,
        "breadcrumbs": [(_("Case studies of collaboration"), "")],
    }
    return render(request, "pages/case_studies.html", context)


def _choices(kind: str) -> list[tuple[str, str]]:
    """Code and name of every record of this kind that a published entry names. One statement."""
    named = access.published().filter(**{f"{kind}__isnull": False}).order_by()
    rows = named.values_list(f"{kind}__code", f"{kind}__name").distinct()
    return sorted(rows, key=lambda row: row[0])


@require_safe
@cached_page()
def case_study(request: HttpRequest, pk: int) -> HttpResponse:
    """One case study, with the hub to ask."""
    partners = Prefetch("partners", queryset=Partner.objects.order_by("pk"))
    entry = access.published().select_related(*KINDS).prefetch_related(partners).filter(pk=pk).first()
    if entry is None:
        raise Http404
    crumbs = [(_("Case studies of collaboration"), reverse("pages:case_studies")), (entry.title, "")]
    context = {
        "entry": entry,
        "total": sum(one.cost_yen for one in entry.partners.all()),
        "hub_url": _address(entry, request),
        "breadcrumbs": crumbs,
    }
    return render(request, "pages/case_study.html", context)


def _address(entry: Collaboration, request: HttpRequest) -> str:
    found: dict[Any, str] = {one.hub.pk: one.url for one in HubPage.entries(request)}
    return found.get(entry.hub_id, "")
