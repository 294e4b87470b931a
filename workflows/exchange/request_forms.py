"""What a visitor asks a group, and what the group answers."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.mailings.magazine import addresses
from cms.people.account_forms import AddressField
from forms.fields import TextField
from workflows.exchange.forms import PlainTextField, choice
from workflows.exchange.models import GroupRequest

# A field that no person sees; programs that fill in every form do not know that.
TRAP = "website"


class RequestForm(django_forms.Form):
    """``is_trapped``: filled in by a program, so it is answered like any other and thrown away."""

    use_required_attribute = False

    kind = choice(gettext_lazy("What would you like to do?"), GroupRequest.Kind.choices)
    name = PlainTextField(
        longest=80, label=gettext_lazy("Your name"),
        widget=django_forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    address = AddressField(
        help_text=gettext_lazy("We send a link to it. The group reads the address only after it has accepted."),
        error_messages={"required": gettext_lazy("Please fill this in.")},
    )
    message = PlainTextField(
        longest=1000, one_line=False, label=gettext_lazy("Message to the group"),
        help_text=gettext_lazy(
            "Who you are, what you would like to do, and when you can. "
            "Write no telephone number and no address here."
        ),
        widget=django_forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    consent = django_forms.BooleanField(
        label=gettext_lazy("If the group accepts, it may read my e-mail address."),
        error_messages={
            "required": gettext_lazy("Without this the group could not write to you. Please tick it, or ask the hub.")
        },
    )  # fmt: skip
    website = django_forms.CharField(required=False)

    def clean_address(self) -> str:
        try:
            return addresses.normal(self.cleaned_data["address"])
        except addresses.NoAddress as error:
            raise ValidationError(_("Write an e-mail address such as hanako@example.jp.")) from error

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get(TRAP))

    @property
    def seen(self) -> list[Any]:
        """The fields that a person fills in."""
        return [field for field in self if field.name != TRAP]


class AcceptForm(django_forms.Form):
    use_required_attribute = False

    name = TextField(longest=80, label=gettext_lazy("Name of the person to be contacted"))
    reach = TextField(
        longest=200, label=gettext_lazy("How the visitor reaches you"),
        help_text=gettext_lazy("A telephone number or an e-mail address, and hours that suit you."),
    )  # fmt: skip
    answer = TextField(
        longest=500, one_line=False, required=False, label=gettext_lazy("A word to the visitor"),
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class RefuseForm(django_forms.Form):
    use_required_attribute = False

    answer = PlainTextField(
        longest=500, one_line=False, required=False, label=gettext_lazy("A word to the visitor"),
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
