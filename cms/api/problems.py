"""What goes wrong, as RFC 9457 problem details: a code that never changes, words in the reader's language.

``PROBLEMS`` is the whole list; each stands at ``/api/v1/problems/<code>`` in both languages. ``errors`` names
the places in the request by JSON pointers (RFC 6901); a query parameter is ``?name``, a header ``Name:``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.text import shown

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/v1/"


@dataclass(frozen=True)
class Known:
    status: int
    title: str | Promise
    advice: str | Promise


PROBLEMS: dict[str, Known] = {
    "invalid-request": Known(
        400, _("The request is not understood"), _("Look at “errors”: each names the place and what is wrong there.")
    ),
    "unknown-field": Known(
        400, _("The request names something that does not exist"), _("Leave out what “errors” points to.")
    ),
    "not-signed-in": Known(
        401, _("Nobody is signed in"), _("Send a valid key as “Authorization: Bearer …”, or sign in first.")
    ),
    "not-allowed": Known(403, _("This is not allowed"), _("The reason stands in “detail”.")),
    "scope-missing": Known(
        403, _("The key does not include this"), _("Have a key issued that has the scope named in “scope”.")
    ),
    "not-from-here": Known(
        403, _("The request does not come from this site"), _("Send the token of “GET /session” as X-CSRFToken.")
    ),
    "not-found": Known(404, _("Nothing was found here"), _("It does not exist, or it is not yours to see.")),
    "wrong-method": Known(405, _("This cannot be done at this address"), _("“Allow” lists what can.")),
    "refused": Known(409, _("The procedure does not allow this now"), _("The reason stands in “detail”.")),
    "changed": Known(
        409,
        _("It has changed meanwhile"),
        _("Nothing was done. Read it anew and send the request with the version that you see then."),
    ),
    "busy": Known(
        409, _("Somebody else is working on it"), _("Nothing was done. Send the same request again shortly.")
    ),
    "confirmation-needed": Known(
        409,
        _("This has to be confirmed"),
        _("Show “summary” to the person and send the request with confirmed = true."),
    ),
    "too-large": Known(413, _("The request is too large"), _("Send less at once.")),
    "wrong-type": Known(415, _("The body has the wrong format"), _("Send what the description of the API names.")),
    "incomplete": Known(
        422, _("Something is missing or wrong in the answers"), _("“errors” names each question and what to do.")
    ),
    "key-reused": Known(
        422, _("This key was used for another request"), _("Use a new Idempotency-Key for each new request.")
    ),
    "too-many": Known(429, _("Too many requests"), _("Wait as long as “Retry-After” says.")),
    "broken": Known(500, _("An error happened on our side"), _("Nothing was done. Try again later.")),
    "unavailable": Known(503, _("The service is not available at present"), _("Try again in a few minutes.")),
}


@dataclass(frozen=True)
class Fault:
    """One place in the request, and what is wrong there."""

    pointer: str
    detail: str


@dataclass
class Problem(Exception):
    """Raised anywhere below an operation; answered as it is."""

    code: str
    detail: str = ""
    errors: Iterable[Fault] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


def pointer(*parts: str | int) -> str:
    """``("body", "answers", "a/b")`` → ``/answers/a~1b``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def address_of(code: str) -> str:
    return f"{settings.BASE_URL}{PREFIX}problems/{code}"


def answer(problem: Problem) -> JsonResponse:
    """The problem as an answer, in the language that is active."""
    known = PROBLEMS[problem.code]
    body: dict[str, Any] = {
        "type": address_of(problem.code),
        "code": problem.code,
        "title": str(known.title),
        "status": known.status,
        "detail": shown(problem.detail or str(known.advice), 2000),
    }
    if errors := [{"pointer": shown(one.pointer, 500), "detail": shown(one.detail, 1000)} for one in problem.errors]:
        body["errors"] = errors
    body.update(problem.more)
    response = JsonResponse(
        body, status=known.status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)
