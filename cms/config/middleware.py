"""What holds for every request whatever view answers it: the policies sent, the size accepted."""

from __future__ import annotations

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cms.config.errors import too_large

# What is read and thrown away of a refused body, so that a browser gets to see the answer.
DRAINED_BYTES = 40_000_000
PIECE = 1 << 16


class PolicyMiddleware(CSPMiddleware):
    """Sends the strict content policy, and its relaxed variant below the staff desk's address."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(settings.DESK_PREFIX):
            parts.update = {**settings.CONTENT_SECURITY_POLICY_DESK, **(parts.update or {})}
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return super().process_response(request, response)


class BodyLimitMiddleware:
    """A request whose body is too large gets 413 and is never parsed.

    Files may be as large as ``REQUEST_MAX_BYTES`` together. Text may be as long as Django reads where
    people write (``TEXT_FORM_PREFIXES``), so that a line of a megabyte is answered beside its field and
    costs no other answer; elsewhere ``TEXT_MAX_BYTES`` is enough.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        size = int(announced) if announced.isascii() and announced.isdigit() else 0
        if size <= self._limit(request):
            return self.get_response(request)
        left = min(size, settings.REQUEST_MAX_BYTES + DRAINED_BYTES)
        while left > 0 and (piece := request.read(min(PIECE, left))):
            left -= len(piece)
        return too_large(request)

    def _limit(self, request: HttpRequest) -> int:
        if request.content_type == "multipart/form-data":
            return int(settings.REQUEST_MAX_BYTES)
        is_form = request.path_info.startswith(tuple(settings.TEXT_FORM_PREFIXES))
        text = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if is_form else settings.TEXT_MAX_BYTES
        return min(int(text), int(settings.REQUEST_MAX_BYTES))
