"""A guardian answers through the link of a mail: who applies for what, and whether they consent."""

from __future__ import annotations

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.core.errors import CaseError
from forms.fields import TextField
from workflows.kinds.volunteering.services import guardians
from workflows.kinds.volunteering.views.guards import by_link


class ConsentForm(django_forms.Form):
    use_required_attribute = False
    name = TextField(longest=80, label=gettext_lazy("Your full name"))
    answer = django_forms.ChoiceField(
        label=pgettext_lazy("volunteer", "Your answer"),
        choices=[("yes", gettext_lazy("I consent")), ("no", gettext_lazy("I do not consent"))],
        widget=django_forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one.")},
    )


@by_link
def consent(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The page says no more than is needed to answer: the name, the role, the hub, the facts of the call."""
    asked = guardians.find(secret)
    if asked is None:
        raise Http404
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and guardians.is_open(asked) and form.is_valid():
        try:
            asked = guardians.answer(
                asked, name=form.cleaned_data["name"], consents=form.cleaned_data["answer"] == "yes"
            )
        except CaseError as error:
            return render(request, "volunteering/consent.html", {"problem": str(error), "asked": asked}, status=409)
    context = {
        "asked": asked,
        "form": form,
        "is_open": guardians.is_open(asked),
        "is_answered": asked.answered_at is not None,
        "facts": getattr(asked.case.call, "recruitment", None),
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "volunteering/consent.html", context, status=status)
