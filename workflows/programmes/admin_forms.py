"""The admin's forms of programmes and calls: mistakes are told beside the field, not by the database."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.people.models import CommunityGroup


class ProgrammeForm(WagtailAdminModelForm):
    open_to = forms.MultipleChoiceField(
        label=_("kinds of group that may apply"),
        choices=CommunityGroup.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: every kind."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        numerator, denominator = cleaned.get("rate_numerator"), cleaned.get("rate_denominator")
        if numerator and denominator and numerator > denominator:
            self.add_error("rate_numerator", _("The rate may not be more than one."))
        return cleaned


class CallForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The call must close after it opens."))
        return cleaned
