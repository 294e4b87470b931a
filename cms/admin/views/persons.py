"""Disclosure of personal data (保有個人情報の開示): what is kept of a person, in numbers, and the order of a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin import personal_data
from cms.admin.person_forms import CheckedForm, PersonForm
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from cms.people.disclosing import discloses
from cms.people.models import User


class DisclosureView(DeskView):
    """What is kept is told by numbers alone; the contents leave in the file and nowhere else."""

    template_name = "desk/persons.html"
    page_title = gettext_lazy("Disclosure of personal data")
    header_icon = "user"
    door = "personal data"

    def may_enter(self, user: User) -> bool:
        return discloses(user)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:persons"), "label": _("Disclosure of personal data")}]

    def found(self, params: dict[str, Any]) -> dict[str, Any]:
        """Context of what is kept of the person; empty when nothing is."""
        kept = personal_data.kept(self.user, params)
        if kept is None:
            return {}
        about, held = kept
        counts = [(table.title, len(table.rows)) for table in held.tables]
        return {"counts": counts, "files": len(held.files), "scope": personal_data.scope(about)}

    def ordered(self, params: dict[str, Any], checked: str) -> HttpResponse:
        personal_data.order(self.user, params=params, checked=checked)
        messages.success(self.request, _("The file is being made in the background. It will appear here."))
        return redirect("desk:exports")


class PersonsView(DisclosureView):
    """Looks for what was typed. It comes by POST, so that no name stands in an address or a log of requests."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        params = dict(form.cleaned_data)
        found = self.found(params)
        if not found:
            return self.render_to_response(self.get_context_data(form=form, nothing=True))
        check = CheckedForm(request.POST if "order" in request.POST else None)
        if check.is_valid():
            return self.ordered(params, check.cleaned_data["checked"])
        return self.render_to_response(self.get_context_data(form=form, typed=params, check=check, **found))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(), "form": PersonForm(), **kwargs}


class PersonView(DisclosureView):
    """The person of a record that the reader has come from."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.may_enter(request.user):  # type: ignore[arg-type]
            self.params = {"person": kwargs["pk"]}
            self.kept = self.found(self.params)
            if not self.kept:
                refuse(actor=request.user, door=self.door, subject=f"person:{kwargs['pk']}", reason="not readable")
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check = CheckedForm(request.POST)
        if check.is_valid():
            return self.ordered(self.params, check.cleaned_data["checked"])
        return self.render_to_response(self.get_context_data(check=check))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(), "check": CheckedForm(), **self.kept, **kwargs}
