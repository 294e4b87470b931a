"""What holds for every signed-in request: session age, the second factor of staff, sign-in limits.

A member of staff whose session has not shown a second factor holds no role anywhere (see
access.roles_of), so that every door is closed by the same rule; at the desk's address they are
sent to set it up. The user is read lazily: a page that does not ask who is there costs nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from cms.people import limits
from cms.people.access import _CACHE, PENDING, REPORT_READERS, live_roles, roles_of
from cms.people.models import User

BEGAN = "began_at"
SEEN = "seen_at"
SEEN_STEP_SECONDS = 300

Answer = Callable[[HttpRequest], HttpResponse]


def has_shown_second_factor(request: HttpRequest, user: Any) -> bool:
    """True when this very session was opened or confirmed with an authenticator, a passkey or a recovery code."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def _is_over(request: HttpRequest, kind: str) -> bool:
    """True when the session is too old or has been idle too long; else its clock is kept."""
    idle, age = settings.SESSION_LIMITS[kind]
    now = int(time.time())
    began = request.session.setdefault(BEGAN, now)
    seen = request.session.get(SEEN, now)
    if now - began > age or now - seen > idle:
        return True
    if SEEN not in request.session or now - seen > SEEN_STEP_SECONDS:
        request.session[SEEN] = now
    return False


def guarded_user(request: HttpRequest) -> Any:
    """Who is there, with the roles that this session entitles to; anonymous when the session is over."""
    user: Any = get_user(request)
    if not user.is_authenticated:
        return user
    roles = live_roles(user)
    if _is_over(request, "staff" if roles.is_staff_member else "resident"):
        request.session.flush()
        return AnonymousUser()
    if roles.is_staff_member and not has_shown_second_factor(request, user):
        setattr(user, PENDING, True)
    else:
        setattr(user, _CACHE, roles)
    return user


def _is_report(request: HttpRequest) -> bool:
    """Wagtail's own reports, and their files: they tell of the records of every hub alike."""
    return bool(request.resolver_match and "wagtailadmin_reports" in request.resolver_match.namespaces)


class SessionGuard:
    """``request.user`` is the guarded user; the desk opens to staff with a second factor only."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = cast(User, SimpleLazyObject(lambda: guarded_user(request)))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path_info.startswith(settings.DESK_PREFIX) or not request.user.is_authenticated:
            return None
        if getattr(request.user, PENDING, False):
            target = reverse("people:second_factor")
            return HttpResponseRedirect(f"{target}?{urlencode({'next': request.get_full_path()})}")
        roles = roles_of(request.user)
        if not roles.is_staff_member or (_is_report(request) and not roles.has(*REPORT_READERS)):
            raise Http404
        return None


class SignInLimits:
    """The forms that send a code by e-mail take a slot of the login named in them, else the answer is 429."""

    ACTIONS = {
        "account_login": ("code", "login"),
        "account_signup": ("signup", "email"),
        "account_reset_password": ("reset", "email"),
    }

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.method != "POST" or name not in self.ACTIONS:
            return None
        action, field = self.ACTIONS[name]
        login = request.POST.get(field, "")
        # Signing in with a password: the adapter counts the failures. No other form has such a field.
        with_password = name == "account_login" and request.POST.get("password")
        if not login or with_password:
            return None
        if limits.take(action, limits.bucket(request, login)):
            return None
        return respond_429(request)
