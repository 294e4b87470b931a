"""The admin's form of a hub: a change of status goes through the service, with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.hubs import services
from cms.hubs.models import Hub


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

    def _status_changes(self) -> bool:
        return self.cleaned_data.get("status") != self.status_before

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.status_before and self._status_changes() and not cleaned.get("status_reason", "").strip():
            self.add_error("status_reason", _("Please give the reason for the change of status."))
        return cleaned

    def save(self, commit: bool = True) -> Hub:
        if not commit:
            return super().save(commit=False)
        wanted = self.cleaned_data["status"]
        with transaction.atomic():
            self.instance.status = self.status_before or wanted
            hub = super().save()
            if self._status_changes():
                reason = self.cleaned_data.get("status_reason", "").strip() or str(_("New hub"))
                services.set_status(hub, actor=self.for_user, status=wanted, reason=reason)
        return hub
