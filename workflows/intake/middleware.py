"""In time means in time: the moment of sending is read before anything else is done for the request."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.core.clock import database_now

SENDING = re.compile(r"/mypage/drafts/[0-9a-f-]{36}/send/")


class ArrivalMiddleware:
    """Stands first. A request that sends a form carries ``arrived_at``: the database clock of its first statement.

    Whatever takes time afterwards (session, sign-in, waiting for a lock) cannot make a form late.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and SENDING.fullmatch(request.path_info):
            request.arrived_at = database_now()  # type: ignore[attr-defined]
        return self.get_response(request)
