"""What the intake does around its views: reads the clock first, and lets no written text be lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from cms.core.clock import database_now
from cms.people.held import ATTRIBUTE, GivenBack
from forms.held import give_back, look
from workflows.intake.views.guards import user_of
from workflows.intake.views.held import SECTION, holds, keep, name_of
from workflows.intake.writers import note_writer

SENDING = re.compile(r"/mypage/drafts/[0-9a-f-]{36}/send/|/api/v1/drafts/[0-9a-f-]{36}/submit")


class ArrivalMiddleware:
    """Before it stands the page cache alone, which takes no form.

    A request that sends a form carries ``arrived_at``: the database clock of its first statement.

    Whatever takes time afterwards (session, sign-in, waiting for a lock) cannot make a form late.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and SENDING.fullmatch(request.path_info):
            request.arrived_at = database_now()  # type: ignore[attr-defined]
        return self.get_response(request)


class HeldTextMiddleware:
    """Forms that residents write lose no text to an ended session; after signing in it stands in them again.

    A section brings its text back by itself, since another window may have saved it meanwhile.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if holds(name_of(request)) and request.user.is_authenticated:
            if request.method == "GET":
                note_writer(request, response)
            elif request.method == "POST" and response.status_code == 302 and (token := request.GET.get("held")):
                give_back(token, path=request.path_info, user=user_of(request))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        name = name_of(request)
        if not holds(name):
            return None
        if not request.user.is_authenticated:
            return keep(request) if request.method == "POST" else None
        token = request.GET.get("held")
        if token and request.method == "GET" and name != SECTION:
            self._bring_back(request, token)
        return None

    def _bring_back(self, request: HttpRequest, token: str) -> None:
        held = look(token, path=request.path_info, user=user_of(request))
        if held is None:
            text = _("The text that was kept is no longer there: it was sent, is older than a day, or is not yours.")
            messages.warning(request, text)
            return
        setattr(request, ATTRIBUTE, GivenBack(held.texts, held.left_out))
        text = _("What you wrote before signing in again is back. It is not sent yet: please look it over and send it.")
        messages.info(request, text)
