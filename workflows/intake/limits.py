"""How often one person may do what costs the ward work; beyond it a friendly page says when to go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_ratelimit.core import get_usage

View = Callable[..., HttpResponseBase]


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
            rate = settings.INTAKE_LIMITS[group]
            usage = get_usage(request, group=f"intake.{group}", key=key, rate=rate, method="POST", increment=True)
            if usage and usage["should_limit"]:
                return too_many(request, seconds=usage["time_left"])
            return view(request, *args, **kwargs)

        return counted

    return wrap
