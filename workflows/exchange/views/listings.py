"""My page: what the person's groups need and offer, and what they are asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.groups import groups_of
from workflows.exchange import access
from workflows.exchange.forms import ListingForm
from workflows.exchange.overview import introduction_rows, introductions_in_order
from workflows.exchange.services import listing as services
from workflows.exchange.views.doors import action, crumbs, form_page, page

# Of each list on one page.
AT_ONCE = 30


@page
def own(request: HttpRequest) -> HttpResponse:
    """What the person's groups wrote and are asked, each list page by page, in a fixed number of queries."""
    user, today = request.user, timezone.localdate()
    groups = list(groups_of(user).select_related("hub").order_by("name_kana", "pk"))
    found = access.own(user).select_related(*access.JOINED).order_by("-changed_at", "-pk")
    current = access.open_on(today)
    asked = access.requests_of(user).select_related("group")
    is_over = ExpressionWrapper(Q(ended_at__isnull=False), BooleanField())
    introduced = _page_of(request, "introduction", introductions_in_order(user))
    context = {
        "crumbs": crumbs(),
        "groups": groups,
        "open": _page_of(request, "open", found.filter(current)),
        "over": _page_of(request, "over", found.exclude(current)),
        "requests": _page_of(request, "request", asked.order_by(is_over, "-created_at", "-pk")),
        "introductions": introduction_rows(introduced, groups),
        "introduced": introduced,
    }
    return render(request, "exchange/own.html", context)


def _page_of(request: HttpRequest, name: str, rows: QuerySet[Any]) -> Page[Any]:
    """The page of ``rows`` that the address names under ``name``, the first without one."""
    return Paginator(rows, AT_ONCE).get_page(request.GET.get(name))


@form_page
def new(request: HttpRequest) -> HttpResponse:
    groups = list(groups_of(request.user).order_by("name_kana", "pk"))
    initial = {"side": request.GET.get("side"), "audience": "public"}
    form = ListingForm(request.POST if request.method == "POST" else None, groups=groups, initial=initial)
    if groups and form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = services.write(data.pop("group"), actor=request.user, **data)  # type: ignore[arg-type]
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            told = (
                _("It is saved. Others see it once the hub has verified your group.")
                if made.waits_for_hub
                else _("It is published. The staff of the hub look for groups that fit.")
            )
            messages.success(request, told)
            return redirect("exchange:own")
    return _form(request, form, _("Write a need or an offer"), groups=groups)


@form_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.own_or_404(request.user, pk)
    form = ListingForm(
        request.POST if request.method == "POST" else None, groups=[], listing=found, initial=ListingForm.of(found)
    )
    if form.is_bound and form.is_valid():
        try:
            services.change(found, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The change is saved."))
            return redirect("exchange:own")
    return _form(request, form, _("Change: %(title)s") % {"title": found.title}, listing=found, groups=[found.group])


def _form(request: HttpRequest, form: ListingForm, title: str, **more: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "title": title, "crumbs": crumbs((title, "")), **more}
    return render(request, "exchange/form.html", context, status=status)


@action
def close(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.close(access.own_or_404(request.user, pk), actor=request.user)  # type: ignore[arg-type]
        messages.success(request, _("It is closed and no longer shown."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("exchange:own")


@action
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.renew(access.own_or_404(request.user, pk), actor=request.user)  # type: ignore[arg-type]
        messages.success(request, _("It is shown for another period."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("exchange:own")
