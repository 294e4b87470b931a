"""Signing up for the e-mail magazine, and leaving it. Opening a link changes nothing; a button does.

No page says whether an address is known. Nothing here may be kept by a cache or told to another site: the
address of a page is the key to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.core.errors import CaseError
from cms.core.visitors import visitor_address
from cms.hubs.models import Hub
from cms.mailings.forms import ChoiceForm, SignUpForm
from cms.mailings.magazine import choices, links, subscribing

View = Callable[..., HttpResponse]


def _page(view: View) -> View:
    """GET and POST only, never kept, never named to another site, not found by search engines."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except links.Expired:
            response = _closed(request, _("This link has expired, or was used already."), status=410)
        except links.Invalid:
            response = _closed(request, _("This link is not complete. Please open it once more from the e-mail."))
        add_never_cache_headers(response)
        # Not “no-referrer”: with that, browsers send “Origin: null” with a form, and forged posts are refused by it.
        response["Referrer-Policy"] = "same-origin"
        if kwargs:
            response["X-Robots-Tag"] = "noindex"
        return response

    return require_http_methods(["GET", "HEAD", "POST"])(answered)


def _closed(request: HttpRequest, told: str, status: int = 404) -> HttpResponse:
    return render(request, "mailings/closed.html", {"told": told}, status=status)


@_page
def sign_up(request: HttpRequest) -> HttpResponse:
    """``?hub=code`` comes with that hub ticked."""
    hub = Hub.objects.filter(code=request.GET.get("hub", "")[:50]).first()
    initial = {"senders": [str(hub.pk)] if hub else ["ward"]}
    form = SignUpForm(request.POST, initial=initial) if request.method == "POST" else SignUpForm(initial=initial)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            subscribing.sign_up(
                address=form.cleaned_data["address"], choice=form.choice, visitor=visitor_address(request)
            )
        except subscribing.TooMany as error:
            form.add_error(None, str(error))
            status = 429
        else:
            return redirect("magazine:asked")
    elif form.is_bound:
        status = 422
    context = {
        "form": form,
        "erase_days": settings.MAGAZINE_ERASE_DAYS,
        "breadcrumbs": [(_("E-mail magazine"), "")],
    }
    return render(request, "mailings/sign_up.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
def asked(request: HttpRequest) -> HttpResponse:
    """The same page for everybody who signs up."""
    crumbs = [(_("E-mail magazine"), reverse("magazine:sign_up")), (_("Please look into your mailbox"), "")]
    return render(request, "mailings/asked.html", {"hours": settings.MAGAZINE_CONFIRM_HOURS, "breadcrumbs": crumbs})


@_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    row = links.sign_up_of(token)
    if row.confirmed_at is not None:
        raise links.Expired
    if request.method == "POST":
        subscriber = subscribing.confirm(row)
        link = links.preferences_url(subscriber.pk)
        return render(request, "mailings/confirmed.html", {"link": link})
    names = subscribing.names(choices.Choice.from_json(row.choice))
    return render(request, "mailings/confirm.html", {"address": row.address, "names": names})


@_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    subscriber = links.subscriber_of_preferences(token)
    initial = ChoiceForm.ticked(choices.of_subscriber(subscriber))
    form = ChoiceForm(request.POST, initial=initial) if request.method == "POST" else ChoiceForm(initial=initial)
    saved = False
    if form.is_bound and form.is_valid():
        try:
            subscribing.change(subscriber, choice=form.choice)
            saved = True
        except CaseError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "saved": saved,
        "address": subscriber.address,
        "leave": links.unsubscribe_url(subscriber.pk),
    }
    return render(request, "mailings/preferences.html", context, status=422 if form.errors else 200)


@csrf_exempt
@_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program posts here too (RFC 8058), without a session: the signed link is the proof."""
    subscriber = links.subscriber_of_unsubscribing(token)
    if request.method == "POST":
        subscribing.leave(subscriber)
        return render(request, "mailings/left.html", {"days": settings.MAGAZINE_ERASE_DAYS})
    return render(request, "mailings/unsubscribe.html", {"subscriber": subscriber, "link": request.path})
