"""The API as a whole: which routers it has, how it reads, refuses and answers. ``/api/v1/``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.params.models import BodyModel, FileModel, FormModel, QueryModel

from cms.api.describing import described
from cms.api.marking import is_known, mark_of
from cms.api.problems import Fault, Problem, answer, pointer
from cms.api.reading import StrictParser
from cms.api.refusing import refused
from cms.api.writing import ReadableRenderer
from cms.core.errors import CaseError
from cms.core.text import unstorable

DESCRIPTION = """\
What everybody reads on the sites, forms and applications, and the cases of staff, by the rules of the pages.

Lists go by cursor. Errors are RFC 9457 problem details; `code` never changes, the words follow `Accept-Language`
(`ja` or `en`). Readings carry an `ETag`. What changes something takes the version that was read, and where it must not
happen twice an `Idempotency-Key`. Unknown names are refused.
"""


class WardAPI(NinjaAPI):
    """Ninja's, whose description tells of problems too."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        return described(super().get_openapi_schema(**more))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function; a test holds that they are unique."""
        return operation.view_func.__name__


api = WardAPI(
    title="Kizuna",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    # Left to itself the page would have the description judged by another host.
    docs=Swagger(settings={"validatorUrl": None, "displayOperationId": True, "docExpansion": "list"}),
    parser=StrictParser(),
    renderer=ReadableRenderer(),
)


def _query_names(operation: Operation) -> frozenset[str]:
    maps = [model.__ninja_flatten_map__ for model in operation.models if issubclass(model, QueryModel)]  # type: ignore[attr-defined]
    return frozenset(name for one in maps for name in one)


def strictly(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Unknown parameters are refused; what was read carries a mark by which it is asked for again."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known: list[frozenset[str]] = []

    @wraps(run)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not known:
            known.append(_query_names(operation))
        if problem := _unasked(request, operation, known[0]):
            return answer(problem)
        if any(isinstance(one, str) and unstorable(one) for one in kwargs.values()):
            return answer(Problem("not-found"))
        response = run(request, **kwargs)
        return _marked(request, response, is_private=bool(operation.auth_callbacks))

    return answered


def _unasked(request: HttpRequest, operation: Operation, known: frozenset[str]) -> Problem | None:
    """What the request names and the operation does not: a parameter, or a field where no body is described."""
    if faults := _strange(request, known):
        return Problem("unknown-field", errors=faults)
    takes_body = any(issubclass(model, BodyModel | FormModel | FileModel) for model in operation.models)
    if takes_body or request.method in ("GET", "HEAD"):
        return None
    try:
        names = _names_sent(request)
    except Problem as problem:
        return problem
    faults = [Fault(pointer(name), _("There is no such field.")) for name in names]
    return Problem("unknown-field", errors=faults) if faults else None


def _names_sent(request: HttpRequest) -> list[str]:
    """The fields of a body that no operation asks for. Raises Problem for one that is no set of fields."""
    if request.content_type == "multipart/form-data":  # its bytes may have been read already
        return [*request.POST, *request.FILES]
    if not request.body:
        return []
    given = api.parser.parse_body(request)
    if not isinstance(given, dict):
        raise Problem("invalid-request")
    return list(given)


def _strange(request: HttpRequest, known: frozenset[str]) -> list[Fault]:
    faults = [Fault(f"?{name}", _("There is no such parameter.")) for name in request.GET if name not in known]
    for name in known & set(request.GET):
        if len(request.GET.getlist(name)) > 1:
            faults.append(Fault(f"?{name}", _("The parameter is given more than once.")))
        elif unstorable(request.GET[name]):
            faults.append(Fault(f"?{name}", _("This text has a character that cannot be stored.")))
    return faults


def _marked(request: HttpRequest, response: HttpResponseBase, *, is_private: bool) -> HttpResponseBase:
    patch_vary_headers(response, ["Accept-Language", *(["Authorization", "Cookie"] if is_private else [])])
    if response.status_code != 200 or request.method not in ("GET", "HEAD") or not isinstance(response, HttpResponse):
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    response.headers.setdefault("Cache-Control", "private, no-cache" if is_private else "max-age=0, must-revalidate")
    if "ETag" not in response.headers:
        response["ETag"] = mark_of(hashlib.sha256(response.content).hexdigest())
    if _is_unchanged(request, response):
        unchanged = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary", "Last-Modified"):
            if name in response.headers:
                unchanged[name] = response[name]
        return unchanged
    return response


def _is_unchanged(request: HttpRequest, response: HttpResponse) -> bool:
    """By the mark; by the date only where no mark is given, and never for what also changes by the clock."""
    if request.headers.get("If-None-Match"):
        return is_known(request, response["ETag"])
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    changed = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    by_clock = getattr(response, "is_by_clock", False)
    return since is not None and changed is not None and changed <= since and not by_clock


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return answer(error)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(Problem("not-found"))


@api.exception_handler(CaseError)
def _case_error(request: HttpRequest, error: CaseError) -> HttpResponse:
    return answer(refused(request, error))


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answer(Problem("not-signed-in", headers={"WWW-Authenticate": 'Bearer realm="kizuna"'}))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja wraps what the parser raises."""
    cause = error.__cause__
    return answer(cause if isinstance(cause, Problem) else Problem("invalid-request"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [_fault(one) for one in error.errors]
    unknown = all(one["type"] == "extra_forbidden" for one in error.errors)
    return answer(Problem("unknown-field" if unknown else "invalid-request", errors=faults))


def _fault(one: dict[str, Any]) -> Fault:
    """Pydantic's place and words as ours. Its words are English; ours tell the same in both languages."""
    source, *place = one["loc"]
    words = _words(one)
    if source in ("query", "header"):
        name = str(place[-1]) if place else ""
        return Fault(f"?{name}" if source == "query" else f"{name}:", words)
    # The first part is the name of the argument, not of a field.
    return Fault(pointer(*place[1:]) if source == "body" else pointer(*place), words)


def _words(one: dict[str, Any]) -> str:
    kind, limits = one["type"], one.get("ctx", {})
    if kind == "missing":
        return _("This is needed.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    if kind in ("literal_error", "enum"):
        return _("Give one of: %(values)s.") % {"values": limits.get("expected", "")}
    if kind == "string_too_long":
        return _("At most %(most)s characters.") % {"most": limits.get("max_length")}
    if kind == "string_too_short":
        return _("At least %(least)s characters.") % {"least": limits.get("min_length")}
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = limits.get("ge", limits.get("le"))
        return (_("At least %(limit)s.") if kind == "greater_than_equal" else _("At most %(limit)s.")) % {
            "limit": limit
        }
    return _("This does not have the right form.")


api.add_decorator(strictly, mode="view")
