"""What an administrator types about a receiver."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.hubs.models import Hub
from cms.webhooks.events import CHOICES
from cms.webhooks.models import Endpoint


class EndpointForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=pgettext_lazy("webhook", "name"), max_length=80,
        help_text=_("Which system it is and who looks after it, for example “portal site, public relations section”."),
        error_messages={"required": _("Type a name.")},
    )  # fmt: skip
    url = forms.CharField(
        label=pgettext_lazy("webhook", "address"), max_length=500,
        help_text=_("Begins with https://. Kizuna sends each event to it by POST, as JSON."),
        error_messages={"required": _("Type an address.")},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=pgettext_lazy("webhook", "events"), choices=CHOICES, widget=forms.CheckboxSelectMultiple,
        help_text=_("Events carry numbers, codes, times and addresses only; never names, titles or answers."),
        error_messages={"required": _("Choose at least one event.")},
    )  # fmt: skip
    hub = forms.ModelChoiceField(
        label=_("hub"), queryset=Hub.objects.none(), required=False, empty_label=_("All of the ward"),
        help_text=_("With a hub chosen, only events of that hub are sent."),
    )  # fmt: skip

    def __init__(self, *args: object, endpoint: Endpoint | None = None, **kwargs: object) -> None:
        if endpoint is not None:
            kwargs["initial"] = {
                "name": endpoint.name, "url": endpoint.url, "events": endpoint.events, "hub": endpoint.hub_id,
            }  # fmt: skip
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["hub"].queryset = Hub.objects.all()  # type: ignore[attr-defined]


class RenewForm(forms.Form):
    use_required_attribute = False

    at_once = forms.BooleanField(
        label=_("The former secret ends at once"), required=False,
        help_text=_("Tick this if somebody may have seen it. The receiver takes nothing until it knows the new one."),
    )  # fmt: skip
