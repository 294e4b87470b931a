"""The person behind the account, and how the account is kept safe."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cms.core.errors import CaseError
from cms.people import held
from cms.people.access import live_roles
from cms.people.middleware import has_shown_second_factor
from cms.people.models import Person
from cms.people.page_forms import PersonForm
from cms.people.services.accounts import end_sessions
from cms.people.services.persons import person_of
from cms.people.signed_in import SignedInRequest
from cms.people.views import refusals

GOING_TO = "going_to"


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    known = Person.objects.filter(user=request.user).first()
    person = known or Person(name=request.user.get_full_name())
    form = PersonForm(request.POST or None, instance=person)
    held.fill(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            person_of(request.user, **form.cleaned_data)
        except CaseError as error:
            refusals.show(form, error)
        else:
            messages.success(request, _("Your details have been saved."))
            return redirect(_safe_next(request) or "people:profile")
    crumbs = [(_("My page"), settings.LOGIN_REDIRECT_URL), (_("Your details"), "")]
    return render(request, "people/profile.html", {"form": form, "breadcrumbs": crumbs, "next": _safe_next(request)})


@login_required
def security(request: SignedInRequest) -> HttpResponse:
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    crumbs = [(_("My page"), settings.LOGIN_REDIRECT_URL), (_("Signing in and safety"), "")]
    return render(request, "people/security.html", {"kinds": kinds, "breadcrumbs": crumbs})


@login_required
@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    """Every other session of this account is over; this one goes on."""
    user = end_sessions(request.user)
    update_session_auth_hash(request, user)
    messages.success(request, _("You have been signed out on all other devices."))
    return redirect("people:security")


@login_required
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Staff without a second factor set it up here; staff whose session lacks it confirm it.

    Setting it up takes several pages of allauth: the session keeps where the person wanted to go.
    """
    is_staff_member = live_roles(request.user).is_staff_member
    target = _safe_next(request) or request.session.get(GOING_TO) or settings.LOGIN_REDIRECT_URL
    if has_shown_second_factor(request, request.user) or not is_staff_member:
        request.session.pop(GOING_TO, None)
        return redirect(target)
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    query = urlencode({"next": target})
    if Authenticator.Type.TOTP in kinds:
        return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
    if Authenticator.Type.WEBAUTHN in kinds:
        return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?{query}")
    request.session[GOING_TO] = target
    return render(request, "people/second_factor.html", {"breadcrumbs": [(_("Two-step sign-in"), "")]})


def _safe_next(request: HttpRequest) -> str:
    """A local path to go on to, or nothing."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if target.startswith("/") and url_has_allowed_host_and_scheme(target, None) else ""
