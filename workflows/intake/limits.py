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
    minutes = max(1, -(-seconds // 60))
    response = render(request, "intake/too_many.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def limited(group: str, *, key: str = "user") -> Callable[[View], View]:
    """At most as many POSTs of one person in ``group`` as ``INTAKE_LIMITS`` says; reading is never limited."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                amount, _slash, period = settings.INTAKE_LIMITS[group].partition("/")
                whose = visitor_address(request) if key == "ip" else str(request.user.pk)
                seconds = wait(f"intake.{group}", whose, [(int(amount), PERIODS[period])])
                if seconds:
                    return too_many(request, seconds=seconds)
            return view(request, *args, **kwargs)

        return counted

    return wrap
