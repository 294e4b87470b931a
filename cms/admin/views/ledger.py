"""The ledger of collaboration at the desk: list, writing, one entry with consents and publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.ledger_forms import CollaborationForm, ConsentForm, PartnerForms, PublishForm, given_partners
from cms.admin.views.base import DeskView, readable_case
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.models import User
from workflows.cases.access import may_read_as_staff
from workflows.cases.models import Case
from workflows.ledger import access, names, services
from workflows.ledger.models import Collaboration, NamedPerson

PER_PAGE = 50


class LedgerDesk(DeskView):
    header_icon = "group"
    door = "ledger"

    def may_enter(self, user: User) -> bool:
        return access.reads_any(user)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:ledger"), "label": _("Record of collaboration")}]


class LedgerView(LedgerDesk):
    template_name = "desk/ledger/list.html"
    page_title = gettext_lazy("Record of collaboration")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("page", "1")
        page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and text != "0" else 1
        start = (page - 1) * PER_PAGE
        found = access.readable(self.user).select_related("hub", "topic").annotate(cost=Sum("partners__cost_yen"))
        rows = list(found.order_by("-began_on", "-pk")[start : start + PER_PAGE + 1])
        return {
            **super().get_context_data(**kwargs),
            "entries": rows[:PER_PAGE],
            "older": page + 1 if len(rows) > PER_PAGE else None,
            "writes": access.writes_any(self.user),
        }


class WriteEntryView(LedgerDesk):
    """A new entry: from a case (``?case=``) or by itself, for one of the person's hubs (``?hub=``)."""

    template_name = "desk/ledger/write.html"
    page_title = gettext_lazy("Record a collaboration")

    def may_enter(self, user: User) -> bool:
        return access.writes_any(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.case: Case | None = None
        number = request.GET.get("case", "")
        if number:
            if not (number.isascii() and number.isdigit() and len(number) < 16):
                raise Http404
            self.case = readable_case(request, int(number), door=self.door)
        hubs = Hub.objects.filter(pk__in=access.hubs_of(request.user))
        wanted = {"pk": self.case.hub_id} if self.case else {}
        code = request.GET.get("hub")
        found = hubs.filter(**wanted, **({"code": code} if code else {})).first()
        if found is None and self.may_enter(request.user):  # type: ignore[arg-type]
            raise Http404
        if found is not None:
            self.hub = found
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begun = {"title": self.case.title, "area": self.hub.area_id} if self.case else {"area": self.hub.area_id}
        shown = {"form": CollaborationForm(initial=begun), "partners": PartnerForms(prefix="partner"), **kwargs}
        return {**super().get_context_data(), **shown, "hub": self.hub, "case": self.case}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, partners = CollaborationForm(request.POST), PartnerForms(request.POST, prefix="partner")
        if form.is_valid() and partners.is_valid():
            try:
                entry = self.keep({**form.cleaned_data, "partners": given_partners(partners)})
            except CaseError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The collaboration is on record. It is not published yet."))
                return redirect("desk:ledger_entry", entry.pk)
        return self.render_to_response(self.get_context_data(form=form, partners=partners), status=422)

    def keep(self, given: dict[str, Any]) -> Collaboration:
        return services.write_entry(self.hub, actor=self.user, case=self.case, **given)


class OneEntryView(LedgerDesk):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.entry = access.one_for(request.user, kwargs["pk"])
        except Http404:
            refuse(actor=request.user, door=self.door, subject=f"collaboration:{kwargs['pk']}", reason="not readable")
            raise
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            *super().crumbs(),
            {"url": reverse("desk:ledger_entry", args=[self.entry.pk]), "label": self.entry.title},
        ]


class ChangeEntryView(OneEntryView):
    template_name = "desk/ledger/write.html"
    page_title = gettext_lazy("Change the record")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        entry = access.readable(request.user).filter(pk=kwargs["pk"]).first()
        if entry is not None and not access.keeps(request.user, entry):
            refuse(actor=request.user, door=self.door, subject=f"collaboration:{entry.pk}", reason="reads only")
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.entry
        begun = {name: getattr(entry, name) for name in services.FIELDS}
        lines = list(entry.partners.values("kind", "name", "part", "cost_yen"))
        shown = {
            "form": CollaborationForm(initial=begun),
            "partners": PartnerForms(prefix="partner", initial=lines),
            **kwargs,
        }
        return {**super().get_context_data(), **shown, "hub": entry.hub, "case": None, "entry": entry}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, partners = CollaborationForm(request.POST), PartnerForms(request.POST, prefix="partner")
        if form.is_valid() and partners.is_valid():
            try:
                given = {**form.cleaned_data, "partners": given_partners(partners)}
                services.change_entry(self.entry, actor=self.user, **given)
            except CaseError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The record was changed."))
                return redirect("desk:ledger_entry", self.entry.pk)
        return self.render_to_response(self.get_context_data(form=form, partners=partners), status=422)


class EntryView(OneEntryView):
    """One entry: read, record consents, publish, take off."""

    template_name = "desk/ledger/entry.html"
    page_title = gettext_lazy("Record of collaboration")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry, keeps = self.entry, access.keeps(self.user, self.entry)
        partners = list(entry.partners.all())
        shown = {"consent_form": ConsentForm(), "publish_form": PublishForm(), **kwargs}
        return {
            **super().get_context_data(),
            **shown,
            "entry": entry,
            "partners": partners,
            "total": sum(one.cost_yen for one in partners),
            "named": list(entry.named.select_related("recorded_by")) if keeps else [],
            "keeps": keeps,
            "publishes": access.publishes(self.user, entry),
            "case": entry.case if entry.case and may_read_as_staff(self.user, entry.case) else None,
            "unagreed": names.without_consent(entry) if keeps else [],
            "suspects": names.looks_like_names(entry) if keeps else [],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions: dict[str, Callable[[], str | HttpResponse]] = {
            "publish": self._publish, "unpublish": self._unpublish, "consent": self._consent,
            "withdraw": self._withdraw,
        }  # fmt: skip
        action = actions.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            told = action()
        except Forbidden as error:
            refuse(actor=self.user, door=self.door, subject=request.path, reason=str(error))
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=403)
        except CaseError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=422)
        if isinstance(told, HttpResponse):
            return told
        messages.success(request, told)
        return redirect("desk:ledger_entry", self.entry.pk)

    def _publish(self) -> str:
        form = PublishForm(self.request.POST)
        form.is_valid()
        services.publish(self.entry, actor=self.user, confirmed=bool(form.cleaned_data.get("confirmed")))
        return _("The case study is published. Everybody can read it now.")

    def _unpublish(self) -> str:
        services.unpublish(self.entry, actor=self.user)
        return _("The case study was taken off the site.")

    def _consent(self) -> str | HttpResponse:
        form = ConsentForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(consent_form=form), status=422)
        services.record_consent(self.entry, actor=self.user, **form.cleaned_data)
        return _("The consent is on record.")

    def _withdraw(self) -> str:
        text = self.request.POST.get("person", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
        named = get_object_or_404(NamedPerson, collaboration=self.entry, pk=number)
        if services.withdraw_consent(named, actor=self.user):
            return _("The consent is gone, and the case study, which named this person, was taken off the site.")
        return _("The consent is gone.")
