"""What staff do on the page of one volunteer: the forms, the question before what cannot be undone, the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.engine.step_forms import long_text
from workflows.kinds.volunteering.models import Appointment, Renewal
from workflows.kinds.volunteering.services import activity, ending, holding, renewing


class DismissForm(django_forms.Form):
    ground = django_forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=Appointment.Ground.choices, widget=django_forms.RadioSelect
    )
    reason = long_text(gettext_lazy("Reasons for the letter"))


class OpinionForm(django_forms.Form):
    recommends = django_forms.ChoiceField(
        label=gettext_lazy("The hub is"),
        choices=[("yes", gettext_lazy("for the renewal")), ("no", gettext_lazy("against the renewal"))],
        widget=django_forms.RadioSelect,
    )
    opinion = long_text(gettext_lazy("Opinion of the hub"))


class RefuseForm(django_forms.Form):
    reason = long_text(gettext_lazy("Reasons for the letter"))


class WishForm(django_forms.Form):
    answer = django_forms.ChoiceField(
        label=gettext_lazy("What the volunteer answered"),
        choices=[choice for choice in Renewal.Answer.choices if choice[0]],
        widget=django_forms.RadioSelect,
    )


class ReasonForm(django_forms.Form):
    reason = long_text(pgettext_lazy("volunteer", "What the volunteer said"), required=False)


def typed(form: django_forms.Form) -> list[tuple[Any, Any]]:
    """What somebody has typed, as they are asked about it once more."""
    shown = []
    for field in form:
        value = form.cleaned_data.get(field.name)
        choices = dict(getattr(field.field, "choices", ()))
        shown.append((field.label, choices.get(value, value)))
    return [(label, value) for label, value in shown if value]


Work = Callable[[Appointment, User, dict[str, Any]], Any]


def _anybody(user: User, found: Appointment) -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """``confirm`` is the question that is put before it; ``allows`` says to whom."""

    work: Work
    told: Any
    form: type[django_forms.Form] | None = None
    confirm: Any = ""
    allows: Callable[[User, Appointment], bool] = _anybody


def _renewal(found: Appointment) -> Renewal:
    renewal = Renewal.objects.select_related("appointment__case").filter(appointment=found).first()
    if renewal is None:
        raise CaseError(_("Nobody has been asked yet whether to go on."))
    return renewal


def _may_renew(user: User, found: Appointment) -> bool:
    renewal = Renewal.objects.select_related("appointment__case").filter(appointment=found).first()
    return renewal is not None and renewing.may_decide(user, renewal)


ACTIONS: dict[str, Action] = {
    "seen": Action(
        lambda found, user, data: activity.mark_seen(found, actor=user),
        gettext_lazy("The entries are noted as read."),
    ),
    "resign": Action(
        lambda found, user, data: ending.resign(found, actor=user, **data),
        gettext_lazy("The resignation is on record."),
        form=ReasonForm,
        confirm=gettext_lazy("Record that the volunteer resigns? It takes effect today."),
        allows=holding.cares_for,
    ),
    "dismiss": Action(
        lambda found, user, data: ending.ask_dismissal(found, actor=user, **data),
        gettext_lazy("The dismissal is proposed. An approver decides on it."),
        form=DismissForm,
        confirm=gettext_lazy("Propose the dismissal to an approver?"),
        allows=holding.cares_for,
    ),
    "decide_dismissal": Action(
        lambda found, user, data: ending.decide_dismissal(found, actor=user, dismiss=True, **data),
        gettext_lazy("Dismissed. The letter is being made."),
        confirm=gettext_lazy("Dismiss this volunteer today, with a letter?"),
        allows=ending.may_decide,
    ),
    "drop_dismissal": Action(
        lambda found, user, data: ending.decide_dismissal(found, actor=user, dismiss=False, **data),
        gettext_lazy("The dismissal was not decided; the appointment goes on."),
        confirm=gettext_lazy("Drop the proposal, so that the appointment goes on?"),
        allows=ending.may_decide,
    ),
    "opinion": Action(
        lambda found, user, data: renewing.give_opinion(
            _renewal(found), actor=user, opinion=data["opinion"], recommends=data["recommends"] == "yes"
        ),
        gettext_lazy("The opinion is noted. An approver decides."),
        form=OpinionForm,
    ),
    "wish": Action(
        lambda found, user, data: renewing.answer(
            _renewal(found), actor=user, goes_on=data["answer"] == Renewal.Answer.YES
        ),
        gettext_lazy("The answer is noted."),
        form=WishForm,
    ),
    "renew": Action(
        lambda found, user, data: renewing.renew(_renewal(found), actor=user, **data),
        gettext_lazy("Renewed. The letter is being made."),
        confirm=gettext_lazy("Renew the appointment for the next fiscal year, with a letter?"),
        allows=_may_renew,
    ),
    "refuse": Action(
        lambda found, user, data: renewing.refuse(_renewal(found), actor=user, **data),
        gettext_lazy("Not renewed. The letter is being made."),
        form=RefuseForm,
        confirm=gettext_lazy("Do not renew, so that the appointment ends with its term, with a letter?"),
        allows=_may_renew,
    ),
}
