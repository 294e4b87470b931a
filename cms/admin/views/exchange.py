"""Needs and offers at the desk: what fits and why, introductions, what became of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.exchange_forms import ExchangeFilter, IntroduceForm, OutcomeForm, TakeOffForm
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from workflows.exchange import access
from workflows.exchange.models import Introduction, Listing
from workflows.exchange.services import introducing
from workflows.exchange.services import listing as listings
from workflows.exchange.suggesting import suggestions

PER_PAGE = 50
SIDES_OF_INTRODUCTION = ("need__group__hub", "offer__group__hub", "introduced_by", "closed_by")
# What a list of them shows.
IN_LISTS = ("need__group", "offer__group")


class ExchangeView(DeskView):
    """A page about needs and offers; whatever the procedure forbids is told on it."""

    header_icon = "group"
    door = "exchange"

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:exchange"), "label": _("Needs and offers")}]

    def missing(self) -> Http404:
        refuse(actor=self.request.user, door=self.door, subject=self.request.path, reason="not readable")
        return Http404()

    def told(self, error: CaseError, **context: Any) -> HttpResponse:
        """The page once more, with what was written and why it was not done."""
        messages.error(self.request, str(error))
        status = 200
        if isinstance(error, Forbidden):
            refuse(actor=self.request.user, door=self.door, subject=self.request.path, reason=str(error))
            status = 403
        return self.render_to_response(self.get_context_data(**context), status=status)


class ExchangeListView(ExchangeView):
    """The hub's needs and offers, whoever may see them; the same number of queries for any number."""

    template_name = "desk/exchange.html"
    page_title = gettext_lazy("Needs and offers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = ExchangeFilter(self.request.GET)
        given = form.cleaned_data if form.is_valid() else {}
        found = access.for_staff(self.user)
        today = access.open_on(timezone.localdate())
        found = found.exclude(today) if given.get("over") else found.filter(today)
        names = {"side": "side", "kind": "kind", "hub": "group__hub"}
        found = found.filter(**{column: given[name] for name, column in names.items() if given.get(name)})
        rows = Paginator(found.select_related(*access.JOINED).order_by("-changed_at", "-pk"), PER_PAGE)
        query = {name: str(value) for name, value in self.request.GET.items() if name in form.fields and value}
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "page": rows.get_page(self.request.GET.get("page")),
            "query": urlencode(query),
        }


class ExchangeListingView(ExchangeView):
    """One need or offer, what fits it with the reasons, and the introduction of two."""

    template_name = "desk/exchange_listing.html"
    page_title = gettext_lazy("Need or offer")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = (
            access.for_staff(request.user)
            .select_related(*access.JOINED, "taken_off_by")
            .filter(pk=kwargs["pk"])
            .first()
        )
        if found is None:
            raise self.missing()
        self.listing = found
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": self.listing.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.listing
        of = {"need": listing} if listing.is_need else {"offer": listing}
        given = access.introductions_for_staff(self.user).filter(**of)
        context = {
            "listing": listing,
            "suggestions": suggestions(listing, reader=self.user, today=timezone.localdate()),
            "introductions": Paginator(
                given.select_related(*IN_LISTS).order_by("-introduced_at", "-pk"), PER_PAGE
            ).get_page(self.request.GET.get("introduction")),
            "may_introduce": not access.has_interest(self.user, listing) and bool(self._acts()),
            "form": IntroduceForm(),
            "chosen": None,
            "may_take_off": access.may_take_off(self.user, listing),
            "take_off_form": TakeOffForm(),
        }
        return {**super().get_context_data(), **context, **kwargs}

    def _acts(self) -> bool:
        """Auditors and the ward's staff read; reviewers and chiefs of some hub introduce."""
        return bool(access.roles_of(self.user).hubs_as(*access.HUB_READERS))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        other = self._other(request.POST.get("other", ""))
        form = IntroduceForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, chosen=other.pk))
        need, offer = (self.listing, other) if self.listing.is_need else (other, self.listing)
        try:
            made = introducing.introduce(need, offer, actor=self.user, message=form.cleaned_data["message"])
        except CaseError as error:
            return self.told(error, form=form, chosen=other.pk)
        messages.success(request, _("Both groups were asked by e-mail. Nothing is passed on before both agree."))
        return redirect("desk:introduction", pk=made.pk)

    def _other(self, typed: str) -> Listing:
        """One that this person may be suggested; any other does not exist for them."""
        reach = access.in_reach(self.user, timezone.localdate())
        wanted = int(typed) if typed.isdecimal() and len(typed) < 19 else 0
        found = Listing.objects.filter(reach, pk=wanted).first() if reach is not None else None
        if found is None:
            raise self.missing()
        return found


class TakeOffView(ExchangeListingView):
    """The hub takes a need or an offer off, with the reason that the group reads."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TakeOffForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(take_off_form=form))
        try:
            listings.take_off(self.listing, actor=self.user, **form.cleaned_data)
        except CaseError as error:
            return self.told(error, take_off_form=form)
        messages.success(request, _("It is taken off, and the group was told why."))
        return redirect("desk:exchange_listing", pk=self.listing.pk)


class IntroductionsView(ExchangeView):
    """Introductions that wait for an answer or an outcome first, then the newest that ended."""

    template_name = "desk/introductions.html"
    page_title = gettext_lazy("Introductions")

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": _("Introductions")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = access.introductions_for_staff(self.user).select_related(*IN_LISTS)
        return {
            **super().get_context_data(**kwargs),
            "waiting": self._page("waiting", found.filter(closed_at=None).order_by("introduced_at", "pk")),
            "over": self._page("over", found.exclude(closed_at=None).order_by("-closed_at", "-pk")),
        }

    def _page(self, name: str, rows: QuerySet[Introduction]) -> Page[Introduction]:
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get(name))


class IntroductionView(ExchangeView):
    """One introduction: who has agreed, and what became of it. Staff do not read what the two tell each other."""

    template_name = "desk/introduction.html"
    page_title = gettext_lazy("Introduction")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rows = access.introductions_for_staff(request.user).select_related(*SIDES_OF_INTRODUCTION)
        found = rows.filter(pk=kwargs["pk"]).first()
        if found is None:
            raise self.missing()
        self.introduction = found
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        place = {"url": reverse("desk:introductions"), "label": _("Introductions")}
        return [*super().crumbs(), place, {"url": self.request.path, "label": self.introduction.need.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.introduction
        sides = (found.need, found.offer)
        may_act = access.may_introduce(self.user, *sides) and not access.has_interest(self.user, *sides)
        is_open = found.outcome in (Introduction.Outcome.OPEN, Introduction.Outcome.MET)
        context = {"introduction": found, "form": OutcomeForm(), "may_act": may_act and is_open}
        return {**super().get_context_data(), **context, **kwargs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = OutcomeForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            introducing.record_outcome(self.introduction, actor=self.user, **form.cleaned_data)
        except CaseError as error:
            return self.told(error, form=form)
        messages.success(request, _("The outcome is on record."))
        return redirect("desk:introductions")
