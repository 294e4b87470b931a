"""Takes the key of waiting notes off the phone when somebody has signed in or out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from workflows.fieldwork.phone_keys import COOKIE, FORGET, PATH


class PhoneKeyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, FORGET, False):
            response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
        return response
