"""照会・回答: the list, a new question to the hubs, and one question with who has answered."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.db.models import Count
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.audit.refusals import refuse
from cms.core.errors import Forbidden
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import User
from workflows.engine.staff_pages import Crumb, StaffPage
from workflows.engine.step_forms import DayInput, long_text
from workflows.kinds.coordination import rights
from workflows.kinds.coordination.models import InquiryAnswer
from workflows.kinds.coordination.services import inquiring
from workflows.kinds.coordination.views.desk_form import DeskFormPage

DAYS = 14


class InquiriesView(StaffPage):
    door = "coordination inquiries"
    template_name = "coordination/inquiries.html"

    def may_enter(self, user: User) -> bool:
        return rights.reads_inquiries(user)

    def get_page_title(self) -> str:
        return _("Inquiries")

    def crumbs(self) -> list[Crumb]:
        return [{"url": self.request.path, "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = rights.readable_inquiries(self.user).select_related("asked_by").order_by("-asked_at", "-pk")[:100]
        found = list(rows)
        keys = [one.pk for one in found]
        counts = InquiryAnswer.objects.filter(inquiry__in=keys).values("inquiry").order_by()
        told = {row["inquiry"]: row for row in counts.annotate(asked=Count("pk"), answered=Count("answered_at"))}
        mine = set(
            InquiryAnswer.objects.filter(inquiry__in=keys, answered_at=None).filter(
                hub__in=[hub.pk for hub in own_hubs(self.user)]
            ).values_list("inquiry", flat=True)
        )  # fmt: skip
        return {
            **super().get_context_data(**kwargs),
            "rows": [(one, told.get(one.pk), one.pk in mine) for one in found],
            "may_ask": rights.asks_hubs(self.user),
            "today": timezone.localdate(),
        }


def own_hubs(user: User) -> list[Hub]:
    return list(Hub.objects.filter(pk__in=roles_of(user).hubs_as(*rights.HUB)))


class NewForm(django_forms.Form):
    title = django_forms.CharField(label=gettext_lazy("Title of the inquiry"), max_length=120)
    question = long_text(pgettext_lazy("asking", "Question"))
    hubs = django_forms.ModelMultipleChoiceField(
        Hub.objects.exclude(status=Hub.Status.CLOSED), label=gettext_lazy("Hubs"), required=False,
        widget=django_forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none to ask all hubs."),
    )  # fmt: skip
    due_on = django_forms.DateField(label=gettext_lazy("Answer awaited until"), widget=DayInput())
    key = django_forms.UUIDField(widget=django_forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), "due_on": timezone.localdate() + timedelta(days=DAYS)})

    def clean_hubs(self) -> list[Hub]:
        chosen = list(self.cleaned_data["hubs"])
        return chosen or list(Hub.objects.exclude(status=Hub.Status.CLOSED))


class NewInquiryView(DeskFormPage):
    door = "coordination inquiry"
    form_class = NewForm
    title = gettext_lazy("Ask the hubs")
    button = gettext_lazy("Ask")

    def may_enter(self, user: User) -> bool:
        return rights.asks_hubs(user)

    def back(self) -> str:
        return reverse("coordination_desk:inquiries")

    def act(self, given: dict[str, Any]) -> str:
        made = inquiring.ask_hubs(actor=self.user, **given)
        return reverse("coordination_desk:inquiry", args=[made.pk])

    def said(self) -> str:
        return _("The hubs were asked by mail.")


class AnswerForm(django_forms.Form):
    answer = long_text(gettext_lazy("Answer"))


class InquiryView(DeskFormPage):
    """The question, the state of each hub as far as it may be read, and the form of one's own hub."""

    door = "coordination inquiry"
    template_name = "coordination/inquiry.html"
    form_class = AnswerForm
    button = gettext_lazy("Send the answer")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = None
        if rights.reads_inquiries(request.user):
            readable = rights.readable_inquiries(request.user)  # type: ignore[arg-type]
            found = readable.select_related("asked_by").filter(pk=kwargs["pk"]).first()
        if found is None:
            refuse(actor=request.user, door=self.door, subject=f"inquiry:{kwargs['pk']}", reason="not readable")
            raise Http404
        self.inquiry = found
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, user: User) -> bool:
        return rights.reads_inquiries(user)

    def get_page_title(self) -> str:
        return self.inquiry.title

    def back(self) -> str:
        return reverse("coordination_desk:inquiries")

    def owed(self) -> InquiryAnswer | None:
        """What one's own hub has not answered yet."""
        open_ones = self.inquiry.answers.select_related("hub").filter(answered_at=None)
        return next((one for one in open_ones if rights.answers_for(self.user, one)), None)

    def offers_form(self) -> bool:
        return self.owed() is not None

    def extra(self) -> dict[str, Any]:
        return {
            "inquiry": self.inquiry, "owed": self.owed(), "today": timezone.localdate(),
            "answers": rights.readable_answers(self.user, self.inquiry),
        }  # fmt: skip

    def act(self, given: dict[str, Any]) -> str:
        owed = self.owed()
        if owed is None:
            raise Forbidden(_("Only the hub itself answers."))
        inquiring.answer_inquiry(owed, actor=self.user, answer=given["answer"])
        return self.request.path

    def said(self) -> str:
        return _("Your hub has answered.")
