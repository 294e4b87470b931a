"""Invitations to act for a group: sent, withdrawn, accepted."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.core.errors import CaseError
from cms.people import held, limits
from cms.people.groups import managed_group_or_403
from cms.people.page_forms import InvitationForm
from cms.people.services import invitations as services
from cms.people.signed_in import SignedInRequest
from cms.people.views import refusals
from cms.people.views.groups import group_crumbs


@login_required
@require_http_methods(["GET", "POST"])
def invite_to(request: SignedInRequest, pk: int) -> HttpResponse:
    group = managed_group_or_403(request.user, pk)
    form = InvitationForm(request.POST or None)
    held.fill(form, request)
    if request.method == "POST" and form.is_valid():
        if not limits.take("invite", str(request.user.pk)):
            form.add_error(None, _("You have sent many invitations today. Please try again tomorrow."))
        else:
            try:
                services.invite(group, actor=request.user, **form.cleaned_data)
            except CaseError as error:
                refusals.show(form, error)
            else:
                messages.success(request, _("The invitation has been sent by e-mail."))
                return redirect("people:group", pk)
    context = {"form": form, "group": group, "breadcrumbs": group_crumbs(group, _("Invite a person"))}
    return render(request, "people/invite.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    """Asks first; withdraws the invitation on POST."""
    group = managed_group_or_403(request.user, pk)
    row = get_object_or_404(group.invitations, pk=invitation)
    problem = ""
    if request.method == "POST":
        try:
            services.revoke_invitation(row, actor=request.user)
        except CaseError as error:
            problem = str(error)
        else:
            messages.success(request, _("The invitation has been withdrawn."))
            return redirect("people:group", pk)
    crumbs = group_crumbs(group, _("Withdraw an invitation"))
    context = {"group": group, "invitation": row, "problem": problem, "breadcrumbs": crumbs}
    return render(request, "people/revoke.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: SignedInRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button does, for the invited address only."""
    try:
        invitation = services.open_invitation(token)
    except CaseError as error:
        return render(request, "people/invitation_closed.html", {"problem": str(error)}, status=404)
    problem = ""
    if request.method == "POST" and request.user.is_authenticated:
        try:
            membership = services.accept_invitation(token=token, actor=request.user)
        except CaseError as error:
            problem = str(error)
        else:
            messages.success(request, _("You can now act for the group."))
            return redirect("people:group", membership.group_id)
    context = {
        "invitation": invitation,
        "fits": request.user.is_authenticated and services.is_addressed_to(invitation, request.user),
        "problem": problem,
        "query": urlencode({"next": request.path}),
    }
    return render(request, "people/accept.html", context)
