"""From a filled form to a key, for the page of staff and that of residents alike."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from cms.api.keys.forms import KeyForm
from cms.api.keys.issuing import issue
from cms.api.models import ApiKey
from cms.audit.refusals import refuse
from cms.core.errors import CaseError
from cms.people.middleware import has_shown_second_factor
from cms.people.models import User
from cms.people.views import refusals


def issued(request: HttpRequest, user: User, form: KeyForm) -> tuple[ApiKey, str] | None:
    """The key and its text; None when the form says why not."""
    if not form.is_valid():
        return None
    try:
        return issue(user, second_factor=has_shown_second_factor(request, user), **form.cleaned_data)
    except CaseError as error:
        refusals.show(form, error)
        return None


def keys_of(user: User) -> list[ApiKey]:
    """The newest first; those that ended too, for a year."""
    found = list(ApiKey.objects.select_related("hub").filter(user=user))
    for key in found:
        key.user = user
    return found


def one_of(request: HttpRequest, keys: QuerySet[ApiKey], pk: int, *, door: str) -> ApiKey:
    """Http404 for any other one, with the attempt on record."""
    found = keys.select_related("user", "hub").filter(pk=pk).first()
    if found is None:
        refuse(actor=request.user, door=door, subject=f"api-key:{pk}", reason="not theirs")
        raise Http404
    return found


def kept_nowhere(answer: HttpResponseBase) -> HttpResponseBase:
    """The key stands on this page and nowhere else: no cache, no history, no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
