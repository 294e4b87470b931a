"""Forms of the public pages: persons, groups, officers, invitations."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.core.text import search_key, unstorable
from cms.hubs.models import Hub
from cms.people.account_forms import AddressField
from cms.people.models import CommunityGroup, GroupMembership, Officer, Person
from cms.people.services.fields import UNSTORABLE

IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PHONE = re.compile(r"[0-9+() -]{6,20}")
POSTAL = re.compile(r"\d{3}-?\d{4}")


def check_storable(value: str) -> None:
    if unstorable(value):
        raise ValidationError(_(UNSTORABLE))


def check_kana(value: str) -> None:
    if IDEOGRAPH.search(value):
        raise ValidationError(_("Write the reading in kana, without kanji."))


class PlainMixin(forms.BaseForm):
    """Texts are kept as typed; what no database can keep is refused beside its field."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                field.validators = [check_storable, *field.validators]
            if name.endswith("name_kana"):
                field.validators.append(check_kana)

    def clean_phone(self) -> str:
        """Half width, since a number is called and not read."""
        value = unicodedata.normalize("NFKC", self.cleaned_data["phone"]).replace("‐", "-").replace("−", "-")
        if value and not PHONE.fullmatch(value):
            raise ValidationError(_("Write the telephone number with digits and hyphens, for example 03-1234-5678."))
        return value

    def clean_postal_code(self) -> str:
        value = unicodedata.normalize("NFKC", self.cleaned_data["postal_code"]).lstrip("〒").strip()
        value = re.sub("[‐−ー―]", "-", value)
        if value and not POSTAL.fullmatch(value):
            raise ValidationError(_("Write the postal code as seven digits, for example 176-8501."))
        return value if not value or "-" in value else f"{value[:3]}-{value[3:]}"


def _text(autocomplete: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})


class PersonForm(PlainMixin, forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "name_kana", "phone", "postal_code", "address"]
        widgets = {
            "name": _text("name"),
            "name_kana": _text("off"),
            "phone": _text("tel", inputmode="tel"),
            "postal_code": _text("postal-code", inputmode="numeric"),
            "address": _text("street-address"),
        }
        help_texts = {
            "name": _("As it is written in the family register; rare characters are kept as they are."),
            "name_kana": _("In hiragana or katakana."),
            "phone": _("Where you can be reached during the day."),
        }

    def clean_name(self) -> str:
        value: str = self.cleaned_data["name"]
        if not search_key(value):
            raise ValidationError(_("Write your name."))
        return value


class GroupForm(PlainMixin, forms.ModelForm):
    class Meta:
        model = CommunityGroup
        fields = ["name", "name_kana", "kind", "hub", "postal_code", "address", "phone", "register_number"]
        widgets = {
            "name": _text("organization"),
            "name_kana": _text("off"),
            "postal_code": _text("off", inputmode="numeric"),
            "address": _text("off"),
            "phone": _text("off", inputmode="tel"),
            "register_number": _text("off"),
        }
        help_texts = {
            "name": _("As it stands in the group's rules."),
            "name_kana": _("In hiragana or katakana."),
            "hub": _("The hub of the area in which the group is active. It checks the registration."),
            "address": _("Office of the group, or the address of its representative."),
            "register_number": _("If the group has a number in the ward's register. It can be left empty."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hub = self.fields["hub"]
        hub.queryset = Hub.objects.exclude(status=Hub.Status.CLOSED)  # type: ignore[attr-defined]
        hub.empty_label = _("Please choose")  # type: ignore[attr-defined]
        kinds = [("", _("Please choose")), *CommunityGroup.Kind.choices]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["name_kana"].required = True


class OfficerForm(PlainMixin, forms.ModelForm):
    from_on = forms.DateField(label=_("Term begins"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(
        label=_("Term ends"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    row = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Officer
        fields = ["title", "name", "name_kana", "from_on", "until_on"]
        widgets = {"title": _text("off"), "name": _text("off"), "name_kana": _text("off")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("from_on"), data.get("until_on")
        if begins and ends and ends < begins:
            self.add_error("until_on", _("The end of the term lies before its beginning."))
        return data


OfficerFormSet = forms.formset_factory(OfficerForm, extra=2, can_delete=True, max_num=40, absolute_max=60)


class InvitationForm(forms.Form):
    use_required_attribute = False
    email = AddressField(label=_("E-mail address of the person"))
    right = forms.ChoiceField(
        label=_("What the person may do"),
        choices=GroupMembership.Right.choices,
        initial=GroupMembership.Right.MEMBER,
        widget=forms.RadioSelect,
    )
