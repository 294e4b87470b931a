"""The three views that every register here needs: a list without shortcuts, a form onto a service, a record's page."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry

from cms.core.errors import CaseError
from cms.people.signed_in import SignedInRequest
from cms.people.views import refusals


def column(name: str, label: Any, **options: Any) -> Column:
    return Column(name, label=label, **options)


class RegisterIndex(generic.IndexView):
    """A list whose rows are those that the viewer may read; nothing is changed or exported from it."""

    default_ordering: ClassVar[Any] = None

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.readable()

    def readable(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    def get_edit_url(self, instance: Model) -> str:
        """The record's page, for everybody who sees the row."""
        return reverse(self.edit_url_name, args=[instance.pk])

    def get_list_more_buttons(self, instance: Model) -> list[Any]:
        return []


class ServiceView(WagtailAdminTemplateMixin, FormView):
    """A form whose valid data goes to one service; what the service refuses stands beside the field."""

    model: Any = None
    index_url_name = ""
    template_name = "people/desk/form.html"
    success_message: Any = ""
    submit_button_label: Any = ""
    request: SignedInRequest

    def run(self, data: dict[str, Any]) -> None:
        """Calls the service; raises CaseError for what it refuses."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        label = str(self.model._meta.verbose_name_plural)
        here = {"url": "", "label": self.get_page_subtitle() or self.get_page_title()}
        return [*self.breadcrumbs_items, {"url": reverse(self.index_url_name), "label": label}, here]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.run(form.cleaned_data)
        except CaseError as error:
            refusals.show(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.success_message)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(submit_button_label=self.submit_button_label, **kwargs)
        return {**context, "media": context["form"].media}


class RecordView(ServiceView):
    """The page of one record: its facts, its log, and, when the viewer may act, the form to act with."""

    template_name = "people/desk/record.html"
    record: Any

    def readable(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the viewer may open; any other one does not exist for them."""
        raise NotImplementedError

    def may_act(self) -> bool:
        raise NotImplementedError

    def facts(self) -> list[tuple[Any, Any]]:
        """Pairs of label and text."""
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = self.readable(request).filter(pk=kwargs["pk"]).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.record is None or (request.method == "POST" and not self.may_act()):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = registry.get_logs_for_instance(self.record).select_related("user")[:50]
        shown = {"record": self.record, "facts": self.facts(), "may_act": self.may_act(), "entries": entries}
        return super().get_context_data(**shown, **kwargs)


class RecordAction(RecordView):
    """Something done to a record on a page of its own; whoever may not do it does not find the page."""

    template_name = "people/desk/record_action.html"
    record_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.record is None or not self.may_act():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.submit_button_label)

    def get_page_subtitle(self) -> str:
        return str(self.record)

    def get_success_url(self) -> str:
        return reverse(self.record_url_name, args=[self.record.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, _here = super().get_breadcrumbs_items()
        record = {"url": reverse(self.record_url_name, args=[self.record.pk]), "label": str(self.record)}
        return [*before, record, {"url": "", "label": self.get_page_title()}]


class Register(ModelViewSet):
    """List, new record, one record: the only addresses; Wagtail's edit, delete, copy and usage do not exist."""

    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = False
    exclude_form_fields: ClassVar[list[str]] = []
    list_per_page = 30
    new_view: ClassVar[type[ServiceView] | None] = None
    record_view: ClassVar[type[RecordView]]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        known = super().get_common_view_kwargs(**kwargs)
        return {name: value for name, value in known.items() if name not in ("history_url_name", "usage_url_name")}

    def _service_kwargs(self) -> dict[str, Any]:
        return {"model": self.model, "index_url_name": self.get_url_name("index"), "header_icon": self.icon}

    def get_urlpatterns(self) -> list[Any]:
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.record_view.as_view(**self._service_kwargs()), name="edit"),
        ]
        if self.new_view is not None:
            patterns.append(path("new/", self.new_view.as_view(**self._service_kwargs()), name="add"))
        return patterns


def empty(text: Any) -> str:
    """``text``, or a word for nothing."""
    return str(text) if text not in (None, "") else _("not given")
