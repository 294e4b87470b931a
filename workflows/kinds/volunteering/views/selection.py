"""At the desk: points, the interview of somebody without an account, the guardian's mail."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.errors import CaseError, Forbidden
from forms.fields import TextField
from workflows.cases.services.events import note_reading
from workflows.engine.staff_pages import StaffCasePage, refused
from workflows.engine.step_forms import long_text
from workflows.kinds.volunteering.services import guardians, scoring, slots
from workflows.kinds.volunteering.views.slot_form import SlotForm

NUMBERS = [(value, str(value)) for value in range(scoring.MOST, scoring.LEAST - 1, -1)]


class ScoreForm(django_forms.Form):
    """One field a criterion: ``points_0`` and on."""

    def __init__(self, *args: Any, criteria: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for number, criterion in enumerate(criteria):
            self.fields[f"points_{number}"] = django_forms.TypedChoiceField(
                label=criterion,
                choices=NUMBERS,
                coerce=int,
                widget=django_forms.RadioSelect,
                help_text=gettext_lazy("5 is best, 1 is least."),
            )
        self.fields["comment"] = long_text(gettext_lazy("Comment"), required=False)

    def points(self) -> dict[str, int]:
        return {text: self.cleaned_data[f"points_{number}"] for number, text in enumerate(self.criteria)}


class ConflictForm(django_forms.Form):
    reason = long_text(gettext_lazy("In what way you are close to the applicant"))


class OwnCasePage(StaffCasePage):
    """A page of a case of this kind; a case of another kind does not exist here."""

    def must_be_ours(self) -> None:
        if self.case.kind != "volunteering":
            raise Http404


class ScoreView(OwnCasePage):
    """One person's points. Nobody else's stand here before theirs are in."""

    template_name = "volunteering/desk/score.html"
    page_title = gettext_lazy("Points of the selection")
    door = "volunteering score"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_ours()
        if reason := self._hindrance():
            return refused(request, case=self.case, door=self.door, reason=reason)
        note_reading(self.case, reader=self.user, door=self.door)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_ours()
        form: Any
        if request.POST.get("action") == "conflict":
            form, name = ConflictForm(request.POST), "conflict_form"
        else:
            form, name = ScoreForm(request.POST, criteria=self.criteria()), "score_form"
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{name: form}))
        try:
            if name == "conflict_form":
                scoring.declare_conflict(self.case, actor=self.user, reason=form.cleaned_data["reason"])
            else:
                comment = form.cleaned_data["comment"]
                scoring.give(self.case, actor=self.user, points=form.points(), comment=comment)
        except Forbidden as error:
            return refused(request, case=self.case, door=self.door, reason=str(error))
        except CaseError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(**{name: form}))
        messages.success(request, _("Your entry has been noted."))
        return redirect("desk:case", pk=self.case.pk)

    def criteria(self) -> list[str]:
        return scoring.recruitment_of(self.case).criteria_list

    def _hindrance(self) -> str:
        if not scoring.is_scorer(self.user, self.case):
            return _("Your role does not include giving points here.")
        try:
            self.criteria()
        except CaseError as error:
            return str(error)
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"score_form": ScoreForm(criteria=self.criteria()), "conflict_form": ConflictForm(), **kwargs}
        return {
            **super().get_context_data(**given),
            "mine": scoring.own(self.user, self.case),
            "scores": scoring.visible(self.user, self.case),
            "is_time": self.case.step == scoring.STEP and not scoring.is_over(self.case),
        }


class SlotView(OwnCasePage):
    """The hub chooses for somebody who asks by telephone."""

    template_name = "volunteering/desk/slot.html"
    page_title = gettext_lazy("Interview for the applicant")
    door = "volunteering slot"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_ours()
        if not slots.is_of_the_hub(self.user, self.case):
            reason = _("Only the hub of this application chooses for the applicant.")
            return refused(request, case=self.case, door=self.door, reason=reason)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_ours()
        form = SlotForm(request.POST, case=self.case, choice=slots.chosen(self.case))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            slots.choose(self.case, actor=self.user, slot=form.cleaned_data["slot"])
        except Forbidden as error:
            return refused(request, case=self.case, door=self.door, reason=str(error))
        except CaseError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("The time of the interview is noted."))
        return redirect("desk:case", pk=self.case.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choice = slots.chosen(self.case)
        return {**super().get_context_data(**{"form": SlotForm(case=self.case, choice=choice), **kwargs})}


class PaperForm(django_forms.Form):
    name = TextField(longest=80, label=gettext_lazy("Name of the guardian on the paper"))
    signed_on = django_forms.DateField(
        label=gettext_lazy("Day on the paper"),
        widget=django_forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Please give the day.")},
    )


class GuardianPaperView(OwnCasePage):
    """A guardian without e-mail signs on paper; the hub enters that it has the paper before it."""

    template_name = "volunteering/desk/guardian_paper.html"
    page_title = gettext_lazy("Consent of the guardian on paper")
    door = "volunteering guardian"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_ours()
        if not slots.is_of_the_hub(self.user, self.case):
            reason = _("Only the hub of this application enters the consent.")
            return refused(request, case=self.case, door=self.door, reason=reason)
        note_reading(self.case, reader=self.user, door=self.door)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_ours()
        form = PaperForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            guardians.enter_paper(self.case, actor=self.user, **form.cleaned_data)
        except Forbidden as error:
            return refused(request, case=self.case, door=self.door, reason=str(error))
        except CaseError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("The consent is on record."))
        return redirect("desk:case", pk=self.case.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"name": guardians.named(self.case).name}
        return {**super().get_context_data(**{"form": PaperForm(initial=known), **kwargs})}


class AskGuardianView(OwnCasePage):
    """POST sends the guardian a new link."""

    http_method_names = ["post"]
    door = "volunteering guardian"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_ours()
        if not slots.is_of_the_hub(self.user, self.case):
            reason = _("Only the hub of this application asks the guardian.")
            return refused(request, case=self.case, door=self.door, reason=reason)
        try:
            guardians.ask_again(self.case, actor=self.user)
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The guardian gets a mail with a new link."))
        return redirect("desk:case", pk=self.case.pk)
