"""The one field of "Which hub is mine?". Sent by GET, so that an answer can be bookmarked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.text import unstorable
from cms.hubs.finder import LONGEST_QUESTION


class FinderForm(forms.Form):
    use_required_attribute = False

    q = forms.CharField(
        label=_("Name of your town and its 丁目"),
        help_text=_("For example: 石神井台7丁目, しゃくじいだい, 大泉"),
        max_length=LONGEST_QUESTION,
        error_messages={"required": _("Please enter the name of your town.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level3", "enterkeyhint": "search"}),
    )

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if unstorable(text):
            raise forms.ValidationError(_("This text has a character that cannot be used."))
        return text
