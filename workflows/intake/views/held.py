"""A session or a CSRF token that ended while somebody was writing: their text waits for them.

The text of that very request is held and shown again, unsaved, after signing in. Only requests
from our own pages are held, so that no other site can put words into a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from forms.access import owner_only
from forms.held import hold
from forms.models import Draft
from workflows.intake import limits
from workflows.intake.views.guards import user_of


def to_sign_in(request: HttpRequest, draft_id: UUID, key: str) -> HttpResponseBase:
    """Sign-in, then back to the section; what was posted is held on the way."""
    back = reverse("intake:section", args=[draft_id, key])
    if request.method != "POST":
        return redirect(_sign_in(request.get_full_path()))
    return _held(request, draft_id, key, then=lambda tail: _sign_in(back + tail))


@limits.limited("held", key="ip")
def _held(request: HttpRequest, draft_id: UUID, key: str, then: Callable[[str], str]) -> HttpResponseBase:
    draft = Draft.objects.select_related("version").filter(pk=draft_id, sent_at=None, discarded_at=None).first()
    if draft is None:
        return redirect(then(""))
    if request.user.is_authenticated and not owner_only(user_of(request), draft):
        return render(request, "403_csrf.html", status=403)
    try:
        token = hold(draft, key, request.POST)
    except CaseError as error:
        messages.error(request, str(error))
        return redirect(then(""))
    return redirect(then("?" + urlencode({"held": token})))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403; but a section, a file or a sending of one's own draft goes back to where the person was."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return render(request, "403_csrf.html", status=403)
    if match.view_name == "intake:autosave":
        return JsonResponse({"saved": False}, status=403)
    if not _from_here(request) or match.view_name not in BACK:
        return render(request, "403_csrf.html", status=403)
    return BACK[match.view_name](request, **match.kwargs)


def _section(request: HttpRequest, draft_id: UUID, key: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return to_sign_in(request, draft_id, key)
    back = reverse("intake:section", args=[draft_id, key])
    return _held(request, draft_id, key, then=lambda tail: back + tail)


def _attach(request: HttpRequest, draft_id: UUID, question: str) -> HttpResponseBase:
    messages.warning(request, _("The page had expired. Please choose the file again."))
    return redirect("intake:draft", draft_id)


def _send(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    messages.warning(request, _("The page had expired, so nothing was sent yet. Please send once more."))
    return redirect("intake:review", draft_id)


BACK: dict[str, Callable[..., HttpResponseBase]] = {
    "intake:section": _section,
    "intake:attach": _attach,
    "intake:send": _send,
}


def _sign_in(back: str) -> str:
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"


def _from_here(request: HttpRequest) -> bool:
    """Origin, or else Referer, names this very host."""
    source = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER") or ""
    parts = urlsplit(source)
    return parts.scheme in ("http", "https") and parts.netloc == request.get_host()
