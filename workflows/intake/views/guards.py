"""Who comes in: signed in, and never kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.people.models import User

View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """Signed in; the answer is for this person alone and is kept nowhere."""
    return never_cache(login_required(view))


def page(view: View) -> View:
    """A private page that is only read."""
    return require_safe(private(view))


def form_page(view: View) -> View:
    """A private page with a form that posts to itself."""
    return require_http_methods(["GET", "HEAD", "POST"])(private(view))


def action(back: str, *names: str, query: str = "") -> Callable[[View], View]:
    """Something that happens by POST only. With an ended session the way leads, after signing in, to the
    page ``back`` (named with the arguments ``names`` of the address), since a POST cannot be repeated there.

    ``query`` lets that page say why; without it a message does.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                target = reverse(back, args=[kwargs[name] for name in names])
                if query:
                    return redirect_to_login(f"{target}?{query}")
                messages.warning(
                    request, _("You had been signed out, so nothing was done yet. Sign in and press the button again.")
                )
                return redirect_to_login(target)
            return view(request, *args, **kwargs)

        return require_POST(never_cache(asked))

    return wrap


def user_of(request: HttpRequest) -> User:
    """The signed-in account of a private page."""
    return cast(User, request.user)
