"""The mark (ETag) of what was read: asked for again with it, what is as it was is not sent again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

from media.models import PrivateFile
from media.services import is_stored
from media.views import send_private


def mark_of(digest: str) -> str:
    return f'"{digest[:32]}"'


def is_known(request: HttpRequest, mark: str) -> bool:
    """The caller has what bears this mark."""
    asked = request.headers.get("If-None-Match", "")
    return bool(asked) and (asked.strip() == "*" or mark in [tag.removeprefix("W/") for tag in parse_etags(asked)])


def hand_out(request: HttpRequest, file: PrivateFile) -> HttpResponseBase:
    """A stored file as the pages send it. Its mark is the digest kept when it came, so no byte is read for it.

    Raises Http404 when the bytes were erased or are lost, whatever mark the caller has.
    """
    mark = mark_of(file.sha256_stored)
    if is_known(request, mark) and is_stored(file):
        return HttpResponseNotModified(headers={"ETag": mark, "Cache-Control": "private, no-store"})
    response = send_private(file)
    response["ETag"] = mark
    return response
