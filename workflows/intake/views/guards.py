"""Who comes in: signed in, and never kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
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


def action(view: View) -> View:
    """Something that happens by POST only."""
    return require_POST(private(view))


def user_of(request: HttpRequest) -> User:
    """The signed-in account of a private page."""
    return cast(User, request.user)
