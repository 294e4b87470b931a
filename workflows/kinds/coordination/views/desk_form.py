"""A page of the desk with one form: shown, sent, and what a service's refusal becomes."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise

from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from workflows.engine.staff_pages import Crumb, StaffPage, refused_page


class DeskFormPage(StaffPage):
    """``act`` does it with the valid form and returns the address that follows."""

    template_name = "coordination/desk_form.html"
    form_class: type[django_forms.Form]
    title: str | Promise = ""
    lead: str | Promise = ""
    button: str | Promise = ""

    def get_page_title(self) -> str:
        return str(self.title)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return [*super().get_breadcrumbs_items(), {"url": self.request.path, "label": self.get_page_title()}]

    def make_form(self, data: Any = None) -> django_forms.Form:
        return self.form_class(data)

    def back(self) -> str:
        return reverse("desk:inbox")

    def act(self, given: dict[str, Any]) -> str:
        raise NotImplementedError

    def said(self) -> str:
        return ""

    def extra(self) -> dict[str, Any]:
        """What stands above the form."""
        return {}

    def offers_form(self) -> bool:
        return True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            target = self.act(form.cleaned_data)
        except Forbidden as error:
            refuse(actor=self.user, door=self.door, subject=request.path, reason=str(error))
            return refused_page(request, reason=str(error), crumbs=self.get_breadcrumbs_items())
        except CaseError as error:
            form.add_error(None, str(error))
            return self.shown(form, status=409)
        if said := self.said():
            messages.success(request, said)
        return redirect(target)

    def shown(self, form: django_forms.Form, *, status: int = 200) -> HttpResponse:
        context = {
            **self.get_context_data(), "form": form, "lead": self.lead, "button": self.button, "back": self.back(),
            "offers_form": self.offers_form(), **self.extra(),
        }  # fmt: skip
        return self.render_to_response(context, status=status)
