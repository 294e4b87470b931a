"""意見照会: the hub asks a section, the account of the section answers; it reads the question, not the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.audit.refusals import refuse
from cms.people.models import HubRole, Role, User
from workflows.engine.staff_pages import StaffPage, readable_case
from workflows.engine.step_forms import DayInput, long_text
from workflows.kinds.coordination import rights
from workflows.kinds.coordination.services import advising
from workflows.kinds.coordination.services.sides import takes_down
from workflows.kinds.coordination.views.desk_form import DeskFormPage

DAYS = 7
PER_PAGE = 50


class AskForm(django_forms.Form):
    section = django_forms.CharField(label=pgettext_lazy("asking", "Section"), max_length=80)
    asked_of = django_forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Account that answers"),
        empty_label=None,
        help_text=gettext_lazy("Accounts with the role “section of the ward”, which reads no case."),
    )
    question = long_text(
        pgettext_lazy("asking", "Question"), help_text=gettext_lazy("Read without the case. No contact data.")
    )
    due_on = django_forms.DateField(label=gettext_lazy("Answer awaited until"), widget=DayInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"due_on": timezone.localdate() + timedelta(days=DAYS)})
        # Accounts of sections read no case; hubs are asked by an inquiry.
        staff = HubRole.objects.live().filter(role=Role.SECTION).holders()
        self.fields["asked_of"].queryset = staff.order_by("last_name", "email")  # type: ignore[attr-defined]


class AskAdviceView(DeskFormPage):
    door = "coordination advice"
    form_class = AskForm
    title = gettext_lazy("Ask a section for its opinion")
    button = gettext_lazy("Ask")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.case = readable_case(request, kwargs["pk"], door=self.door)
        if self.case.kind != "coordination":
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.back(), "label": self.case.number}]

    def back(self) -> str:
        return reverse("desk:case", args=[self.case.pk])

    def offers_form(self) -> bool:
        return takes_down(self.user, self.case)

    def act(self, given: dict[str, Any]) -> str:
        advising.ask_advice(self.case, actor=self.user, **given)
        return self.back()

    def said(self) -> str:
        return _("The section was asked by mail.")


class MyAdviceView(StaffPage):
    """The questions that were asked of this account, open ones first."""

    door = "coordination advice list"
    template_name = "coordination/my_advice.html"

    def may_enter(self, user: User) -> bool:
        return rights.is_staff(user)

    def get_page_title(self) -> str:
        return _("Opinions asked of me")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answered = ExpressionWrapper(Q(answered_at__isnull=False), BooleanField())
        rows = Paginator(rights.own_advice(self.user).order_by(answered, "due_on", "pk"), PER_PAGE)
        page = rows.get_page(self.request.GET.get("page"))
        return {**super().get_context_data(**kwargs), "rows": page, "today": timezone.localdate()}


class AnswerForm(django_forms.Form):
    answer = long_text(gettext_lazy("Answer"))


class AdviceView(DeskFormPage):
    """One question; for the account that was asked alone. Readers of the case see it there."""

    door = "coordination advice"
    template_name = "coordination/advice.html"
    form_class = AnswerForm
    title = gettext_lazy("Opinion of a section")
    button = gettext_lazy("Send the answer")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = rights.own_advice(request.user).filter(pk=kwargs["pk"]).first()  # type: ignore[arg-type]
        if found is None:
            refuse(actor=request.user, door=self.door, subject=f"advice:{kwargs['pk']}", reason="asked of others")
            raise Http404
        self.advice = found
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, user: User) -> bool:
        return True

    def back(self) -> str:
        return reverse("coordination_desk:my_advice")

    def offers_form(self) -> bool:
        return self.advice.answered_at is None and self.advice.case.closed_at is None

    def extra(self) -> dict[str, Any]:
        return {"advice": self.advice}

    def act(self, given: dict[str, Any]) -> str:
        advising.give_advice(self.advice, actor=self.user, answer=given["answer"])
        return self.back()

    def said(self) -> str:
        return _("The hub has your answer.")
