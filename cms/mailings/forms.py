"""What readers tick, and where they type their address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.hubs.models import Area, Hub, Topic
from cms.mailings.magazine import addresses, subscribing
from cms.mailings.magazine.choices import Choice
from cms.people.account_forms import AddressField

WARD = "ward"


def _ticks(label: Any, *, required: bool = False, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


class ChoiceForm(forms.Form):
    """Senders, layers of areas and topics; ``choice`` is what was ticked."""

    use_required_attribute = False

    senders = _ticks(gettext_lazy("Whose news would you like?"), required=True)
    layers = _ticks(
        gettext_lazy("News about which kind of area?"), help_text=gettext_lazy("Nothing ticked: about all of them.")
    )
    topics = _ticks(gettext_lazy("On which topics?"), help_text=gettext_lazy("Nothing ticked: on all of them."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hubs = Hub.objects.exclude(status=Hub.Status.CLOSED).values_list("pk", "name")
        self.fields["senders"].choices = [  # type: ignore[attr-defined]
            (WARD, _("the whole ward")),
            *((str(pk), name) for pk, name in hubs),
        ]
        self.fields["senders"].error_messages["required"] = subscribing.NO_SENDER
        self.fields["layers"].choices = Area.Layer.choices  # type: ignore[attr-defined]
        topics = [(str(pk), name) for pk, name in Topic.objects.filter(is_active=True).values_list("pk", "name")]
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        if not topics:
            del self.fields["topics"]

    @property
    def choice(self) -> Choice:
        data = self.cleaned_data
        return Choice(
            ward=WARD in data["senders"],
            hubs=frozenset(int(one) for one in data["senders"] if one != WARD),
            layers=frozenset(int(one) for one in data["layers"]),
            topics=frozenset(int(one) for one in data.get("topics", ())),
        )

    @staticmethod
    def ticked(choice: Choice) -> dict[str, list[str]]:
        """``choice`` as initial data."""
        return {
            "senders": ([WARD] if choice.ward else []) + [str(pk) for pk in choice.hubs],
            "layers": [str(layer) for layer in choice.layers],
            "topics": [str(pk) for pk in choice.topics],
        }


class SignUpForm(ChoiceForm):
    address = AddressField()

    field_order = ["address", "senders", "layers", "topics"]

    def clean_address(self) -> str:
        try:
            return addresses.normal(self.cleaned_data["address"])
        except addresses.NoAddress as error:
            raise ValidationError(_("Write an e-mail address such as hanako@example.jp.")) from error
