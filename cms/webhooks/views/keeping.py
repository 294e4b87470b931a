"""Adding, changing and deleting receivers, and giving them a new secret."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from cms.core.errors import CaseError
from cms.people.views import refusals
from cms.webhooks import services
from cms.webhooks.forms import EndpointForm, RenewForm
from cms.webhooks.models import Endpoint
from cms.webhooks.views.base import WebhookPage, shown_once


class KeepingView(WebhookPage, FormView):
    """A form onto one service; what the service refuses stands beside the field."""

    template_name = "webhooks/form.html"
    submit_button_label: Any = ""
    explanation: Any = ""
    endangers = False

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.page_title}]

    def run(self, data: dict[str, Any]) -> HttpResponse:
        """Calls the service and answers; raises CaseError for what it refuses."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return self.run(form.cleaned_data)
        except CaseError as error:
            refusals.show(form, error)
            return self.form_invalid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(submit_button_label=self.submit_button_label, **kwargs)
        return {**context, "endpoint": self.endpoint, "explanation": self.explanation, "endangers": self.endangers}


class NewView(KeepingView):
    form_class = EndpointForm
    page_title = gettext_lazy("Add a receiver")
    submit_button_label = gettext_lazy("Add the receiver")

    def run(self, data: dict[str, Any]) -> HttpResponse:
        endpoint, secret = services.create(actor=self.user, **data)
        return shown_once(self.request, endpoint, secret, title=_("The receiver has been added"))


class EditView(KeepingView):
    form_class = EndpointForm
    page_title = gettext_lazy("Change the receiver")
    submit_button_label = gettext_lazy("Save the receiver")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "endpoint": self.endpoint}

    def run(self, data: dict[str, Any]) -> HttpResponse:
        services.change(self.one, actor=self.user, **data)
        messages.success(self.request, _("The receiver has been saved."))
        return redirect("webhooks:endpoint", self.one.pk)


class SecretView(KeepingView):
    form_class = RenewForm
    page_title = gettext_lazy("Renew the secret")
    submit_button_label = gettext_lazy("Make a new secret")
    explanation = gettext_lazy(
        "The new secret is shown once. For a day everything is signed with both, so that the receiver can change over."
    )

    def run(self, data: dict[str, Any]) -> HttpResponse:
        secret = services.renew_secret(self.one, actor=self.user, at_once=data["at_once"])
        return shown_once(self.request, self.one, secret, title=_("The secret has been renewed"))


class DeleteView(KeepingView):
    form_class = forms.Form
    page_title = gettext_lazy("Delete the receiver")
    submit_button_label = gettext_lazy("Delete it with its log")
    explanation = gettext_lazy(
        "Nothing more is sent to it, and its log is gone. To pause it, switch it off instead. This cannot be undone."
    )
    endangers = True

    def run(self, data: dict[str, Any]) -> HttpResponse:
        endpoint: Endpoint = self.one
        name = endpoint.name
        services.delete(endpoint, actor=self.user)
        messages.success(self.request, _("The receiver “%(name)s” has been deleted.") % {"name": name})
        return redirect("webhooks:index")
