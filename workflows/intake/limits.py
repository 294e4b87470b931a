"""How often one person may do what costs the ward work; beyond it a friendly page says when to go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from cms.core.visitors import visitor_address
from cms.people.limits import wait

View = Callable[..., HttpResponseBase]
PERIODS = {"m": 60, "h": 3600, "d": 86400}


def too_many(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """429: nothing was lost, and when to try again."""
    minutes = in_minutes(seconds)
    response = render(request, "intake/too_many.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def in_minutes(seconds: int) -> int:
    """As a person is told to wait: whole minutes, at least one."""
    return max(1, -(-seconds // 60))


def to_wait(request: HttpRequest, group: str, *, key: str = "user") -> int:
    """Takes one of the slots in ``group``; the seconds until there is one, 0 when it was taken."""
    amount, _slash, period = settings.INTAKE_LIMITS[group].partition("/")
    whose = visitor_address(request) if key == "ip" else str(request.user.pk)
    return wait(f"intake.{group}", whose, [(int(amount), PERIODS[period])])


def limited(group: str, *, key: str = "user") -> Callable[[View], View]:
    """At most as many POSTs of one person in ``group`` as ``INTAKE_LIMITS`` says; reading is never limited."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and (seconds := to_wait(request, group, key=key)):
                return too_many(request, seconds=seconds)
            return view(request, *args, **kwargs)

        return counted

    return wrap
