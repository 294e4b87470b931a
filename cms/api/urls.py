"""Addresses for machines."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, include, path
from django.views.decorators.csrf import csrf_exempt

from cms.api import health
from cms.api.example_front_end import example
from cms.api.keys import pages as own_keys
from cms.api.languages import spoken
from cms.api.problems import Problem, answer
from cms.api.v1 import api
from cms.api.wagtail_v2 import router as wagtail_v2

View = Callable[..., HttpResponseBase]


def speaking(view: View) -> View:
    """The view answers in the language asked for, also where it has no such method."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with spoken(request) as language:
            response = view(request, *args, **kwargs)
            if response.status_code == 405:
                response = answer(Problem("wrong-method", headers={"Allow": response.headers.get("Allow", "")}))
            response.headers.setdefault("Content-Language", language)
        return response

    return csrf_exempt(answered)


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    return answer(Problem("not-found"))


def _spoken(patterns: list[Any]) -> list[URLPattern]:
    return [URLPattern(one.pattern, speaking(one.callback), one.default_args, one.name) for one in patterns]


_patterns, _app, _space = api.urls
_all = [*_spoken(_patterns), path("<path:rest>", speaking(nothing_here), name="nothing")]

_own_keys = [
    path("", own_keys.mine, name="mine"),
    path("new/", own_keys.new, name="new"),
    path("<int:pk>/revoke/", own_keys.end, name="revoke"),
]

urlpatterns = [
    path("healthz", health.ready, name="healthz"),
    path("healthz/jobs", health.jobs, name="healthz-jobs"),
    path("accounts/api-keys/", include((_own_keys, "own_keys"), namespace="own_keys")),
    path("api/v1/", include((_all, "api"), namespace="api")),
    path("api/v2/", wagtail_v2.urls),
    path("api/example/", example, name="example"),
    path("api/example/<str:name>", example),
]
