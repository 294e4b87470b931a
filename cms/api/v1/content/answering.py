"""Answers of the public half: made as they go out, without being validated again; tests hold them to the schema."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.api.interface import api


def told(request: HttpRequest, data: Any) -> HttpResponse:
    """``data`` must fit the operation's ``response``; it is plain dicts, lists, texts, numbers, days and moments."""
    body = api.renderer.render(request, data, response_status=200)
    return HttpResponse(body, content_type=api.get_content_type())
