"""A session or a CSRF token that ended while somebody was writing: their text waits for them.

The text of that very request is held and stands in the same form again, unsent, after signing in.
Only requests from our own pages are held, so that no other site can put words into a form.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.access import owner_only
from forms.held import hold
from forms.models import Draft
from workflows.engine.adding import is_form
from workflows.intake import limits
from workflows.intake.views.guards import user_of
from workflows.intake.writers import writer_of

SECTION = "intake:section"
# Every form that a resident writes into and sends to its own address. None asks for a password or a code.
FORMS = frozenset(
    {
        SECTION,
        "intake:consultation",
        "intake:start",
        "intake:withdraw",
        "people:profile",
        "people:register",
        "people:change",
        "people:officers",
        "people:invite",
    }
)


def holds(name: str) -> bool:
    """Whether the text that is posted to the page of this name outlives an ended session."""
    return name in FORMS or is_form(name)


def name_of(request: HttpRequest) -> str:
    """The name of the address asked for, e.g. ``intake:section``."""
    return request.resolver_match.view_name if request.resolver_match else ""


@limits.limited("held", key="ip")
def keep(request: HttpRequest) -> HttpResponseBase:
    """What was posted is held on the way back to its form, by the sign-in where nobody is signed in."""
    draft = None
    if name_of(request) == SECTION and request.resolver_match:
        asked = request.resolver_match.kwargs["draft_id"]
        draft = Draft.objects.filter(pk=asked, sent_at=None, discarded_at=None).first()
        if draft is None:
            return _back(request, "")
        if request.user.is_authenticated and not owner_only(user_of(request), draft):
            return render(request, "403_csrf.html", status=403)
    return _back(request, hold(request.POST, path=request.path_info, draft=draft, person=writer_of(request)))


def _back(request: HttpRequest, token: str) -> HttpResponseBase:
    query = {name: text for name, text in request.GET.items() if name != "held"} | ({"held": token} if token else {})
    back = request.path + (f"?{urlencode(query)}" if query else "")
    return redirect(back) if request.user.is_authenticated else redirect_to_login(back)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403; but what a resident writes goes back to where they wrote it, and nothing is done by it."""
    name = name_of(request)
    if name == "intake:autosave":
        return JsonResponse({"saved": False}, status=403)
    if _from_here(request) and holds(name):
        return keep(request)
    if _from_here(request) and name in BACK and request.resolver_match:
        return BACK[name](request, **request.resolver_match.kwargs)
    return render(request, "403_csrf.html", status=403)


def _attach(request: HttpRequest, draft_id: UUID, question: str) -> HttpResponseBase:
    return redirect(reverse("intake:file_question", args=[draft_id, question]) + "?refused=expired")


def _send(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    messages.warning(request, _("The page had expired, so nothing was sent yet. Please send once more."))
    return redirect("intake:review", draft_id)


BACK: dict[str, Callable[..., HttpResponseBase]] = {"intake:attach": _attach, "intake:send": _send}


def _from_here(request: HttpRequest) -> bool:
    """Origin, or else Referer, names this very host."""
    source = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER") or ""
    parts = urlsplit(source)
    return parts.scheme in ("http", "https") and parts.netloc == request.get_host()
