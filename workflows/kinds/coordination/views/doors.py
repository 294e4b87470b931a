"""Who comes in, the records behind an address, and what a service's refusal becomes; foreign records are 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.audit.refusals import refuse
from cms.core.errors import CaseError
from cms.people.held import NOTHING, given_back
from cms.people.models import User
from workflows.cases.access import readable_by_applicant
from workflows.cases.models import Case
from workflows.kinds.coordination import mypage
from workflows.kinds.coordination.models import Sounding

View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    return require_safe(never_cache(login_required(view)))


def form_page(view: View) -> View:
    return require_http_methods(["GET", "HEAD", "POST"])(never_cache(login_required(view)))


def action(back: str) -> Callable[[View], View]:
    """By POST only; with an ended session the way leads to the page ``back`` of the same record after signing in."""

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, pk: int) -> HttpResponseBase:
            if request.user.is_authenticated:
                return view(request, pk)
            messages.warning(
                request, _("You had been signed out, so nothing was done yet. Sign in and press the button again.")
            )
            return redirect_to_login(reverse(back, args=[pk]))

        return require_POST(never_cache(asked))

    return wrap


def writing(back: str, find: Callable[[HttpRequest, int], Sounding]) -> Callable[[View], View]:
    """A form that stands on the page ``back`` and is sent to an address of its own; the view gets what is ``found``.

    Text that comes back after signing in is shown here; whoever comes without any is led to that page.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, pk: int) -> HttpResponseBase:
            found = find(request, pk)
            if request.method != "POST" and given_back(request) is NOTHING:
                return redirect(back, pk)
            return view(request, found)

        return form_page(asked)

    return wrap


def way(request: HttpRequest, name: str, pk: int) -> str:
    """Where the form of this name is sent; on its own page with what names the text that came back."""
    here = request.resolver_match
    return request.get_full_path() if here and here.view_name == name else reverse(name, args=[pk])


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def asked_of_own_group(request: HttpRequest, pk: int) -> Sounding:
    """A request to a group for which the person acts."""
    return _found(request, pk, mypage.requests_of(request.user))


def of_own_case(request: HttpRequest, pk: int) -> Sounding:
    """An accepted request of a case for whose applicant the person acts; who declined is not shown."""
    return _found(request, pk, mypage.partners_of(request.user))


def own_case(request: HttpRequest, pk: int) -> Case:
    """A coordination of one's own that has come to an agreement."""
    found = readable_by_applicant(request.user).select_related("hub", "group").filter(pk=pk, kind="coordination")
    case = found.exclude(agreement=None).first()
    if case is None:
        refuse(actor=request.user, door="coordination:own_sheet", subject=f"case:{pk}", reason="not theirs")
        raise Http404
    return case


def _found(request: HttpRequest, pk: int, soundings: Any) -> Sounding:
    sounding: Sounding | None = soundings.filter(pk=pk).first()
    if sounding is None:
        door = request.resolver_match.view_name if request.resolver_match else request.path
        refuse(actor=request.user, door=door, subject=f"sounding:{pk}", reason="not theirs, or it does not exist")
        raise Http404
    return sounding


def done(request: HttpRequest, act: Callable[[], object], *, said: str, back: str, pk: int) -> HttpResponseBase:
    """Does it and says so, or says why not; back on the page in both cases."""
    try:
        act()
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(back, pk)
