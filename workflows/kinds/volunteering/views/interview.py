"""The applicant chooses the time of the interview, or another one until the day before."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.errors import CaseError
from cms.people import held
from workflows.cases.models import Case
from workflows.kinds.volunteering.models import Slot, SlotChoice
from workflows.kinds.volunteering.services import slots
from workflows.kinds.volunteering.views.guards import own_case, private, user_of


class SlotForm(django_forms.Form):
    use_required_attribute = False
    slot = django_forms.TypedChoiceField(
        label=gettext_lazy("Time of the interview"),
        coerce=int,
        widget=django_forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Please choose one.")),
    )  # fmt: skip

    def __init__(self, *args: object, case: Case, choice: SlotChoice | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        mine = choice.slot_id if choice else None
        free = [slot for slot in slots.offered(case) if slot.left > 0 or slot.pk == mine]
        self.fields["slot"].choices = [(slot.pk, label(slot)) for slot in free]  # type: ignore[attr-defined]
        self.fields["slot"].initial = mine
        self.is_empty = not free


def label(slot: Slot) -> str:
    return f"{slots.spoken(slot.starts_at)}（{slot.minutes}分）　{slot.place}"


@private
def slot(request: HttpRequest, pk: int) -> HttpResponseBase:
    case = own_case(request, pk)
    choice = slots.chosen(case)
    if case.step not in (slots.CHOOSING, slots.CHOSEN) or not slots.may_change(choice):
        messages.error(request, _("The interview can no longer be chosen here. Please call the hub."))
        return redirect("intake:case", case.pk)
    form = SlotForm(request.POST if request.method == "POST" else None, case=case, choice=choice)
    held.fill(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            slots.choose(case, actor=user_of(request), slot=form.cleaned_data["slot"])
        except CaseError as error:
            # What was chosen may be gone: the list is made anew, with the reason above it.
            fresh = SlotForm(case=case, choice=slots.chosen(case))
            return _page(request, case, fresh, problem=str(error), status=409)
        messages.success(request, _("The time of your interview is noted. A mail with it is on its way."))
        return redirect("intake:case", case.pk)
    return _page(request, case, form, status=422 if form.errors else 200)


def _page(request: HttpRequest, case: Case, form: SlotForm, *, status: int, problem: str = "") -> HttpResponseBase:
    context = {"case": case, "form": form, "problem": problem, "crumbs": crumbs(case, _("Time of the interview"))}
    return render(request, "volunteering/slot.html", context, status=status)


def crumbs(case: Case, title: str) -> list[tuple[str, str]]:
    return [
        (_("My page"), reverse("intake:mypage")),
        (case.number, reverse("intake:case", args=[case.pk])),
        (title, ""),
    ]
