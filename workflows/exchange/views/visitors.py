"""Pages of visitors without an account: asking a group, confirming the address, seeing how the request stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.core.errors import CaseError
from cms.core.visitors import visitor_address
from cms.people.models import CommunityGroup
from workflows.exchange import directory, links
from workflows.exchange.contacts import Visitor, contact_for
from workflows.exchange.models import GroupRequest
from workflows.exchange.request_forms import RequestForm
from workflows.exchange.services import requesting

View = Callable[..., HttpResponse]


def signed_page(view: View) -> View:
    """Never kept, never named to another site; a link that is not ours, or too old, is told in words."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except links.Expired:
            response = _closed(request, _("This link has expired, or was used already."), status=410)
        except links.Invalid:
            response = _closed(request, _("This link is not complete. Please open it once more from the e-mail."))
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return require_http_methods(["GET", "HEAD", "POST"])(answered)


def _closed(request: HttpRequest, told: str, status: int = 404) -> HttpResponse:
    return render(request, "exchange/request_closed.html", {"told": told}, status=status)


@signed_page
def ask(request: HttpRequest, group: int) -> HttpResponse:
    """``?kind=join`` comes with that ticked. A group without a public profile does not exist here."""
    found = CommunityGroup.objects.select_related("hub").filter(pk=group, is_active=True).first()
    if found is None or not directory.has_profile(found.pk):
        raise Http404
    form = RequestForm(request.POST) if request.method == "POST" else RequestForm(initial={"kind": _wanted(request)})
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_trapped:
        return redirect("exchange:asked")
    if form.is_bound and status == 200:
        data = form.cleaned_data
        try:
            requesting.ask(
                found, kind=data["kind"], name=data["name"], address=data["address"], message=data["message"],
                visitor=visitor_address(request),
            )  # fmt: skip
        except CaseError as error:
            form.add_error(None, str(error))
            status = 429 if isinstance(error, requesting.TooMany) else 422
        else:
            return redirect("exchange:asked")
    context = {"form": form, "group": found, "days": settings.EXCHANGE_KEEP_DAYS}
    return render(request, "exchange/ask.html", context, status=status)


def _wanted(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in GroupRequest.Kind.values else GroupRequest.Kind.JOIN


@require_http_methods(["GET", "HEAD"])
def asked(request: HttpRequest) -> HttpResponse:
    """The same page for everybody who asks."""
    return render(request, "exchange/asked.html", {"hours": settings.EXCHANGE_CONFIRM_HOURS})


@signed_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    row = links.unconfirmed(token)
    if request.method == "POST":
        try:
            requesting.confirm(row)
        except CaseError as error:
            return _closed(request, str(error), status=409)
        return redirect(links.page_url(row).removeprefix(settings.BASE_URL))
    return render(request, "exchange/confirm.html", {"row": row})


@signed_page
def request_page(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands; a button takes it back."""
    row = links.request_of(token)
    problem = ""
    if request.method == "POST":
        try:
            row = requesting.withdraw(row)
        except CaseError as error:
            problem = str(error)
    context = {"row": row, "contact": contact_for(row, reader=Visitor(row)), "problem": problem}
    return render(request, "exchange/request.html", context, status=409 if problem else 200)
