"""The forms of an emergency banner: putting it up, and giving the all-clear."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from pages.banner_rights import hubs_of, warns_all
from pages.models import EmergencyBanner

# What readers were warned of stays as it was once the all-clear is given.
WARNING = ("hub", "level", "title", "text", "page", "starts_at", "ends_at")
CLEAR = ("all_clear", "clear_until")


class BannerForm(WagtailAdminModelForm):
    """Before the all-clear the warning can be changed, afterwards the text of the all-clear."""

    instance: EmergencyBanner

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hub: Any = self.fields["hub"]
        hub.queryset = hubs_of(self.for_user)
        hub.empty_label = _("The whole ward")
        if not warns_all(self.for_user):
            hub.required, hub.empty_label = True, None if hub.queryset.count() == 1 else _("Please choose")
            hub.error_messages["required"] = _("Please choose your hub. Only the editor-in-chief warns the whole ward.")
        cleared = self.instance.cleared_at is not None
        for name in WARNING if cleared else CLEAR:
            self.fields[name].disabled = True
        for name in CLEAR if cleared else ():
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleared, until = self.instance.cleared_at, cleaned.get("clear_until")
        if cleared and until and until <= cleared:
            self.add_error("clear_until", _("This must be after the all-clear was given."))
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if not self.instance.pk and starts and ends and starts < ends <= timezone.now():
            self.add_error("ends_at", _("This time is over. Please enter a time to come."))
        return cleaned


class AllClearForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("text of the all-clear"),
        max_length=200,
        help_text=gettext_lazy(
            "Readers see this in place of the warning. Say what is over and what is still to be done."
        ),
        error_messages={"required": gettext_lazy("Please write what readers are told.")},
    )
    until = forms.DateTimeField(
        label=gettext_lazy("all-clear shown until"),
        widget=AdminDateTimeInput,
        error_messages={"required": gettext_lazy("Please enter until when it is shown.")},
    )

    def __init__(self, *args: Any, banner: EmergencyBanner, **kwargs: Any) -> None:
        tomorrow = (timezone.localtime() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
        told = _("“%(title)s” is over.") % {"title": banner.title}
        kwargs["initial"] = {"text": told, "until": tomorrow, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until <= timezone.now():
            raise forms.ValidationError(_("This time is over. Please enter a time to come."))
        return until
