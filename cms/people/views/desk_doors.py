"""Wagtail's own sign-in pages lead to the one sign-in, so that no door goes round the second factor."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def sign_in(request: HttpRequest) -> HttpResponse:
    target = request.GET.get("next", "")
    target = target if target.startswith(settings.DESK_PREFIX) else settings.DESK_PREFIX
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


def reset_password(request: HttpRequest, rest: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("account_reset_password"))


def request_code(request: HttpRequest) -> HttpResponse:
    """The sign-in page asks for the address itself; allauth's second page for it would only confuse."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))


def no_bulk(request: HttpRequest, action: str) -> HttpResponse:
    """Accounts are switched off one by one, by the service that also ends their roles."""
    raise Http404


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Http404
