"""My groups: the list, registration, the group's page, its data, the end of a membership."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.core.errors import CaseError
from cms.people import held, limits
from cms.people.groups import groups_of, managed_group_or_403, manages, own_group_or_404
from cms.people.models import CommunityGroup
from cms.people.page_forms import GroupForm
from cms.people.services import groups as services
from cms.people.services.invitations import still_open
from cms.people.services.officers import former_officers, officers_on
from cms.people.signed_in import SignedInRequest
from cms.people.views import refusals


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """My page, my groups, then ``more``; the last one is the page itself."""
    start = [(_("My page"), settings.LOGIN_REDIRECT_URL), (_("My groups"), reverse("people:groups"))]
    return [*start, *more]


def group_crumbs(group: CommunityGroup, title: str) -> list[tuple[str, str]]:
    return crumbs((group.name, reverse("people:group", args=[group.pk])), (title, ""))


@login_required
def own_groups(request: SignedInRequest) -> HttpResponse:
    found = groups_of(request.user).select_related("hub")
    return render(request, "people/groups.html", {"groups": found, "breadcrumbs": crumbs()})


@login_required
@require_http_methods(["GET", "POST"])
def register(request: SignedInRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    held.fill(form, request)
    if request.method == "POST" and form.is_valid():
        if not limits.take("register", str(request.user.pk)):
            form.add_error(None, _("You have registered many groups today. Please try again tomorrow."))
        else:
            try:
                group = services.register_group(actor=request.user, **form.cleaned_data)
            except CaseError as error:
                refusals.show(form, error)
            else:
                messages.success(request, _("The group has been registered. The hub will check it."))
                back = request.GET.get("next", "")
                ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
                return redirect(back) if ours else redirect("people:group", group.pk)
    context = {"form": form, "breadcrumbs": crumbs((_("Register a group"), ""))}
    return render(request, "people/register.html", context)


@login_required
def group(request: SignedInRequest, pk: int) -> HttpResponse:
    found = own_group_or_404(request.user, pk)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "group": found,
        "manages": manages(request.user, found),
        "officers": officers_on(found, today),
        "past_officers": former_officers(found),
        "memberships": found.memberships.filter(ended_at__isnull=True).select_related("user").order_by("since"),
        "invitations": still_open(found).order_by("created_at"),
        "breadcrumbs": crumbs((found.name, "")),
    }
    return render(request, "people/group.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    found = managed_group_or_403(request.user, pk)
    form = GroupForm(request.POST or None, instance=CommunityGroup.objects.get(pk=found.pk))
    held.fill(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_group(found, actor=request.user, **form.cleaned_data)
        except CaseError as error:
            refusals.show(form, error)
        else:
            messages.success(request, _("The group's data has been saved."))
            return redirect("people:group", pk)
    title = _("Change the group's data")
    context = {"form": form, "group": found, "breadcrumbs": group_crumbs(found, title)}
    return render(request, "people/change.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, pk: int, membership: int) -> HttpResponse:
    """Asks first; ends the membership on POST."""
    found = own_group_or_404(request.user, pk)
    row = get_object_or_404(found.memberships.select_related("user"), pk=membership, ended_at__isnull=True)
    if row.user_id != request.user.pk:
        managed_group_or_403(request.user, pk)
    problem = ""
    if request.method == "POST":
        try:
            services.end_membership(row, actor=request.user)
        except CaseError as error:
            problem = str(error)
        else:
            messages.success(request, _("The membership has ended."))
            return redirect("people:groups") if row.user_id == request.user.pk else redirect("people:group", pk)
    context = {
        "group": found,
        "membership": row,
        "is_self": row.user_id == request.user.pk,
        "problem": problem,
        "breadcrumbs": group_crumbs(found, _("End a membership")),
    }
    return render(request, "people/end_membership.html", context)
