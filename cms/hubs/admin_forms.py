"""The admin's forms: a hub's status changes through the service, with a reason; an area is a set of 丁目."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db import transaction
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.hubs import services
from cms.hubs.models import Area, Chome, Hub
from cms.hubs.signals import hub_renamed


class HubForm(WagtailAdminModelForm):
    status_reason = forms.CharField(
        label=_("reason for the change of status"),
        required=False,
        max_length=200,
        help_text=_("Needed only when you change the status. It is kept in the history."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status_before = self.instance.status if self.instance.pk else None
        self.code_before, self.name_before = self.instance.code, self.instance.name

    def _status_changes(self) -> bool:
        return self.cleaned_data.get("status") != self.status_before

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.status_before and self._status_changes() and not cleaned.get("status_reason", "").strip():
            self.add_error("status_reason", _("Please give the reason for the change of status."))
        new_code = self.instance.pk and cleaned.get("code", self.code_before) != self.code_before
        if new_code and services.code_is_fixed(Hub.objects.get(pk=self.instance.pk)):
            self.add_error("code", _("This hub has cases already, so its code can no longer be changed."))
        return cleaned

    def save(self, commit: bool = True) -> Hub:
        if not commit:
            return super().save(commit=False)
        wanted = self.cleaned_data["status"]
        with transaction.atomic():
            self.instance.status = self.status_before or wanted
            hub = super().save()
            if self.name_before and self.name_before != hub.name:
                hub_renamed.send(Hub, hub=hub, old=self.name_before)
            if self._status_changes():
                reason = self.cleaned_data.get("status_reason", "").strip() or str(_("New hub"))
                services.set_status(hub, actor=self.for_user, status=wanted, reason=reason)
        return hub


class ByTown(ModelChoiceIterator):
    """The 丁目 in groups, one for each town."""

    def __iter__(self) -> Iterator[tuple[str, list[Any]]]:  # type: ignore[override]
        for town, places in groupby(self.queryset, key=lambda place: place.town):
            yield town, [self.choice(place) for place in places]


class ChomeField(forms.ModelMultipleChoiceField):
    iterator = ByTown
    widget = forms.CheckboxSelectMultiple


class AreaForm(WagtailAdminModelForm):
    places = ChomeField(label=_("丁目 of the area"), queryset=Chome.objects.all(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["places"] = list(self.instance.chome.all())

    def save(self, commit: bool = True) -> Area:
        if not commit:
            return super().save(commit=False)
        with transaction.atomic():
            area: Area = super().save()
            area.chome.set(self.cleaned_data["places"])
        return area
