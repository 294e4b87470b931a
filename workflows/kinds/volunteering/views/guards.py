"""Who comes in: signed in for My page, nobody for a link of a mail; the answers are kept by no cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.audit.refusals import refuse
from cms.people.models import User
from workflows.cases.models import Case
from workflows.kinds.volunteering.services import slots

View = Callable[..., HttpResponseBase]
METHODS = ["GET", "HEAD", "POST"]


def private(view: View) -> View:
    """For the signed-in person alone."""
    return require_http_methods(METHODS)(never_cache(login_required(view)))


def by_link(view: View) -> View:
    """For whoever has the secret of a mail; the address is told to no other site (see the policy of the service)."""
    return require_http_methods(METHODS)(never_cache(view))


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def own_case(request: HttpRequest, pk: int) -> Case:
    """A case of this kind in which the person applies; 404 for others', with the attempt on record."""
    found = slots.of_applicant(request.user).filter(pk=pk).first()
    if found is None:
        refuse(actor=request.user, door="volunteering", subject=f"case:{pk}", reason="not theirs, or it does not exist")
        raise Http404
    return found
