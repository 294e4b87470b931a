"""Public pages that no editor makes: the finder of hubs, the ward's list of calls, and the quick way to a page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.views import serve as wagtail_serve

from cms.cache.keeping import cached_page, may_be_kept
from cms.hubs import finder
from cms.hubs.models import Chome, Hub
from cms.hubs.ranges import in_words
from pages import call_facts, listings, routing
from pages.finder_form import FinderForm
from pages.models import HubPage
from workflows.engine.kind import kinds
from workflows.engine.procedure import procedure_svg
from workflows.programmes.models import Call

# Rows of the kana table, as telephone books and forms list towns.
KANA_ROWS = {
    "あ行": "アイウエオ",
    "か行": "カキクケコガギグゲゴ",
    "さ行": "サシスセソザジズゼゾ",
    "た行": "タチツテトダヂヅデド",
    "な行": "ナニヌネノ",
    "は行": "ハヒフヘホバビブベボパピプペポ",
    "ま行": "マミムメモ",
    "や行": "ヤユヨ",
    "ら行": "ラリルレロ",
    "わ行": "ワヲン",
}


@dataclass(frozen=True)
class Found:
    """One line of the answer; ``url`` is the hub's page, if it has one."""

    places: str
    hub: Hub | None
    verified: bool
    url: str | None


@cached_page()
@require_safe
def find_hub(request: HttpRequest) -> HttpResponse:
    """Which hub is mine? Without a question: every 丁目 of the ward."""
    form = FinderForm(request.GET if "q" in request.GET else None)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    answer = finder.answer(asked)
    addresses = {entry.hub.pk: entry.url for entry in HubPage.entries(request)} if answer.matches else {}
    context = {
        "form": form,
        "asked": asked,
        "answer": answer,
        "found": _by_hub(answer.matches, addresses),
        "any_unverified": any(not match.verified for match in answer.matches),
        "rows": _towns_by_row(),
        "breadcrumbs": [(_("Which hub is mine?"), "")],
    }
    return render(request, "pages/find_hub.html", context)


def _by_hub(matches: list[finder.Match], addresses: dict[int, str]) -> list[Found]:
    """Matches of one town with one hub are one entry; the order stays."""
    keyed = groupby(matches, key=lambda match: (match.chome.town, match.hub, match.verified))
    return [
        Found(
            "、".join(in_words(match.chome for match in group)), hub, verified, addresses.get(hub.pk) if hub else None
        )
        for (_town, hub, verified), group in keyed
    ]


def _towns_by_row() -> list[tuple[str, list[tuple[str, list[Chome]]]]]:
    """(row of the kana table, (town, its 丁目)): every 丁目, one query."""
    towns = [(town, list(group)) for town, group in groupby(Chome.objects.all(), key=lambda chome: chome.town)]
    rows = [
        (row, [(town, chome) for town, chome in towns if chome[0].town_kana[:1] in initials])
        for row, initials in KANA_ROWS.items()
    ]
    return [(row, found) for row, found in rows if found]


@cached_page()
@require_safe
def open_calls(request: HttpRequest) -> HttpResponse:
    """Every published call of the ward."""
    context = {"calls": listings.calls_of_ward(at=timezone.now()), "breadcrumbs": [(_("Open calls"), "")]}
    return render(request, "pages/open_calls.html", context)


@cached_page()
@require_safe
def call_of_ward(request: HttpRequest, slug: str) -> HttpResponse:
    """The call without a hub's page around it; 404 while it is not published."""
    call = get_object_or_404(Call.objects.select_related("programme"), slug=slug, is_published=True)
    context = call_facts.context(call, hub=None, at=timezone.now())
    crumbs = [(_("Open calls"), "/calls/"), (call.title, "")]
    return render(request, "pages/call_page.html", context | {"breadcrumbs": crumbs})


def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """A page of the tree by the quick way; Wagtail's hooks and restrictions apply as ever.

    Its answer may be kept unless its class says ``is_kept = False``; ``kept_query`` names what it takes by the query.
    """
    found = routing.prepare(request, path)
    response = wagtail_serve(request, path)
    if found is None or not getattr(found, "is_kept", True):
        return response
    return may_be_kept(response, query=getattr(found, "kept_query", ()))


@require_safe
def procedure_chart(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole procedure of a kind as a picture. No query."""
    if kind not in kinds():
        raise Http404
    response = HttpResponse(procedure_svg(kind), content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Content-Disposition"] = "inline"
    return response
