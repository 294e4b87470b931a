"""What staff fill in about needs and offers: the choice of a list, an introduction, its outcome."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.admin.case_forms import DeskForm, storable
from cms.hubs.models import Hub
from workflows.exchange.addressless import refuse_address
from workflows.exchange.models import Introduction, Listing

Outcome = Introduction.Outcome
ALL = ("", pgettext_lazy("exchange", "All"))


class ExchangeFilter(DeskForm):
    """A value that is not known narrows nothing."""

    side = django_forms.ChoiceField(
        label=gettext_lazy("Need or offer"), required=False, choices=[ALL, *Listing.Side.choices]
    )
    kind = django_forms.ChoiceField(
        label=gettext_lazy("What it is about"), required=False, choices=[ALL, *Listing.Kind.choices]
    )
    hub: django_forms.ModelChoiceField[Hub] = django_forms.ModelChoiceField(
        label=gettext_lazy("Hub"), required=False, queryset=Hub.objects.all(), empty_label=ALL[1]
    )
    over = django_forms.BooleanField(label=gettext_lazy("Closed, or past their day"), required=False)


class IntroduceForm(DeskForm):
    message = django_forms.CharField(
        label=gettext_lazy("Message to both sides"), max_length=1000,
        help_text=gettext_lazy("Both groups read it. Write no name of a person, no telephone number and no address."),
        widget=django_forms.Textarea(attrs={"rows": 4}), validators=[storable, refuse_address],
    )  # fmt: skip


class TakeOffForm(DeskForm):
    reason = django_forms.CharField(
        label=gettext_lazy("Reason that the group reads"), max_length=300, validators=[storable]
    )


class OutcomeForm(DeskForm):
    outcome = django_forms.ChoiceField(
        label=gettext_lazy("Outcome"), widget=django_forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Outcome.MET, Outcome.AGREED, Outcome.NOT)],
    )  # fmt: skip
    reason = django_forms.CharField(
        label=gettext_lazy("Why, or what followed"), required=False, max_length=200, validators=[storable]
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == Outcome.NOT and not data.get("reason"):
            self.add_error("reason", ValidationError(_("Please write why nothing came of it.")))
        return data
