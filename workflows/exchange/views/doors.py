"""Who comes in to the pages of a group's people: signed in, never kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

View = Callable[..., HttpResponseBase]
Crumbs = list[tuple[Any, str]]


def page(view: View) -> View:
    """A private page that is only read."""
    return require_safe(never_cache(login_required(view)))


def form_page(view: View) -> View:
    """A private page with a form that posts to itself."""
    return require_http_methods(["GET", "HEAD", "POST"])(never_cache(login_required(view)))


def action(view: View) -> View:
    """Something that happens by POST only; after an ended session the way leads back to the list."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("exchange:own"))
        return view(request, *args, **kwargs)

    return require_POST(never_cache(asked))


def crumbs(*more: tuple[Any, str]) -> Crumbs:
    """My page, the exchange, then ``more``; the last one is the page itself."""
    start: Crumbs = [(_("My page"), reverse("intake:mypage")), (_("Needs and offers"), reverse("exchange:own"))]
    return [*start, *more] if more else [start[0], (start[1][0], "")]
