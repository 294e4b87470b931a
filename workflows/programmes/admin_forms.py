"""The admin's forms of programmes and calls: mistakes are told beside the field, not by the database."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.people.models import CommunityGroup
from workflows.programmes.forming import any_call, choices, fault_of, has_money, letters
from workflows.programmes.models import Call, CostKind, Programme, RequiredAttachment


class ProgrammeForm(WagtailAdminModelForm):
    kind = forms.ChoiceField(label=_("kind of procedure"), choices=choices)
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
        if cleaned.get("rounding_yen") == 0:
            self.add_error("rounding_yen", _("Give 1 when nothing is rounded."))
        if has_money(cleaned.get("kind", "")) and not cleaned.get("cap_yen"):
            self.add_error("cap_yen", _("Give the most that is granted."))
        if cleaned.get("applications_per_group") == 0:
            self.add_error("applications_per_group", _("Give 1 or more."))
        return cleaned

    def is_valid(self) -> bool:
        """The lists are judged after the form itself; together they must make a form that people can fill in."""
        return super().is_valid() and self._makes_a_form()

    def _makes_a_form(self) -> bool:
        costs, kind = _kept(self.formsets["cost_kinds"]), self.cleaned_data["kind"]
        if has_money(kind) and not any(row["eligible"] for row in costs):
            self.formsets["cost_kinds"].non_form_errors().append(
                str(_("Give at least one kind of cost that is eligible. The form asks for it."))
            )
            return False
        known = dict(letters(kind))
        for form in self.formsets["letter_texts"].forms:
            if form.is_valid() and form.cleaned_data.get("outcome") not in (None, "", *known):
                form.add_error("outcome", _("This kind of procedure has no such letter."))
                return False
        fields = [field.name for field in Programme._meta.concrete_fields if field.name in self.cleaned_data]
        trial = Programme(**{name: self.cleaned_data[name] for name in fields})
        trial.cost_kinds = [CostKind(**row) for row in costs]
        trial.attachments = [RequiredAttachment(**row) for row in _kept(self.formsets["attachments"])]
        if fault := fault_of(any_call(trial)):
            self.add_error(None, _("No form can be made of these data: %(fault)s") % {"fault": fault})
        return not self.errors


def _kept(formset: Any) -> list[dict[str, Any]]:
    """The rows of an inline list that are neither blank nor deleted, without what only the list needs."""
    rows = [form.cleaned_data for form in formset.forms if form not in formset.deleted_forms and form.has_changed()]
    old = [
        form.cleaned_data
        for form in formset.forms
        if form not in formset.deleted_forms and not form.has_changed() and form.instance.pk
    ]
    names = {field.name for field in formset.model._meta.concrete_fields} - {"id", "programme", "order"}
    return [{name: row[name] for name in names if name in row} for row in [*rows, *old]]


class LetterSelect(forms.Select):
    """The letters of every installed kind; the form says when one does not belong to the programme's kind."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list[Any]:
        self.choices = [("", _("— choose —")), *letters()]
        return super().optgroups(name, value, attrs)


class CallForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The call must close after it opens."))
        first, last = cleaned.get("activity_from_on"), cleaned.get("activity_until_on")
        if first and last and last < first:
            self.add_error("activity_until_on", _("The activity must end after it begins."))
        self._refuse_moving_money(cleaned)
        programme = cleaned.get("programme")
        if programme and (fault := fault_of(any_call(programme))):
            self.add_error(
                "programme", _("Mend the programme first; no form can be made of it: %(fault)s") % {"fault": fault}
            )
        return cleaned

    def _refuse_moving_money(self, cleaned: dict[str, Any]) -> None:
        """Applications that came in are paid from one budget: that of the programme and year they were sent under."""
        if self.instance.pk is None or not self.instance.cases.exists():
            return
        before = Call.objects.get(pk=self.instance.pk)
        for name in ("programme", "budget_fiscal_year"):
            if name in cleaned and cleaned[name] != getattr(before, name):
                self.add_error(name, _("Applications have come in for this call, so this can no longer be changed."))
