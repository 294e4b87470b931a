"""Keys in My page: a resident's own, for their own applications."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.api.keys.asking import issued, kept_nowhere, keys_of, one_of
from cms.api.keys.forms import KeyForm
from cms.api.keys.issuing import revoke
from cms.api.models import ApiKey
from cms.people.signed_in import SignedInRequest

DOOR = "own API keys"
confirmed = reauthentication_required(app="allauth.account")


@login_required
@never_cache
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    return _page(request, "mine", _("API keys"), keys=keys_of(request.user))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed
def new(request: SignedInRequest) -> HttpResponseBase:
    """The answer to the POST shows the key, once."""
    is_sent = request.method == "POST"
    form = KeyForm(request.POST if is_sent else None, user=request.user, for_staff=False)
    if is_sent and (made := issued(request, request.user, form)):
        return kept_nowhere(_page(request, "mine_issued", _("The key was issued"), key=made[0], token=made[1]))
    return _page(request, "mine_new", _("Issue a key"), form=form)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first; revokes on POST."""
    key = one_of(request, ApiKey.objects.filter(user=request.user), pk, door=DOOR)
    if request.method == "POST":
        revoke(key, actor=request.user)
        messages.success(request, _("The key has been revoked."))
        return redirect("own_keys:mine")
    return _page(request, "mine_revoke", _("Revoke the key"), key=key)


def _page(request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
    crumbs = [
        (_("My page"), settings.LOGIN_REDIRECT_URL),
        (_("Signing in and safety"), reverse("people:security")),
        (_("API keys"), reverse("own_keys:mine")),
    ]
    crumbs = crumbs[:-1] if template == "mine" else crumbs
    return render(request, f"keys/{template}.html", {"title": title, "breadcrumbs": [*crumbs, (title, "")], **more})
