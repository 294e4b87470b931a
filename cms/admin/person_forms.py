"""What staff fill in when somebody asks what the ward keeps about them."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.case_forms import DeskForm, storable
from cms.people.account_forms import AddressField
from cms.people.disclosing import SHORTEST_PHONE, digits


class PersonForm(DeskForm):
    """The name, and an address or a telephone by which records are found."""

    name = django_forms.CharField(
        label=gettext_lazy("Full name"), max_length=80, validators=[storable],
        help_text=gettext_lazy("As on the document by which the person was identified."),
    )  # fmt: skip
    email = AddressField(required=False)
    phone = django_forms.CharField(
        label=gettext_lazy("Telephone"), max_length=40, required=False, validators=[storable],
        help_text=gettext_lazy("An e-mail address or a telephone number is needed: a name may be another's."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "email" in data and not data["email"] and len(digits(data.get("phone", ""))) < SHORTEST_PHONE:
            self.add_error("phone", ValidationError(_("Please enter an e-mail address or a whole telephone number.")))
        return data


class CheckedForm(DeskForm):
    checked = django_forms.ChoiceField(
        label=gettext_lazy("How the identity was checked"), widget=django_forms.RadioSelect,
        choices=[
            ("document", gettext_lazy("by a document of the person")),
            ("representative", gettext_lazy("a representative came, with a document of theirs and their authority")),
        ],
    )  # fmt: skip
