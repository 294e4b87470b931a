"""What the two sides fill in: the answer, a question, the consent with the contact it names, the sheet."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from forms.fields import TextField

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def long_field(label: Any, *, required: bool = False, help_text: Any = "", longest: int = 2000) -> TextField:
    return TextField(
        longest=longest, one_line=False, required=required, label=label, help_text=help_text,
        widget=django_forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class AnswerForm(django_forms.Form):
    use_required_attribute = False
    answer = django_forms.ChoiceField(
        label=_("Your answer"), widget=django_forms.RadioSelect,
        choices=[("accept", _("We will take part")), ("decline", _("We cannot take part"))],
        error_messages={"required": _("Please choose one.")},
    )  # fmt: skip
    conditions = long_field(
        _("Conditions, or why not"),
        help_text=_("Days, place, number of people. The hub reads this. No telephone number is needed here."),
    )


class QuestionForm(django_forms.Form):
    use_required_attribute = False
    text = long_field(
        _("Your question to the hub"), required=True, longest=1000, help_text=_("The hub answers on this page.")
    )


class ConsentForm(django_forms.Form):
    use_required_attribute = False
    name = TextField(longest=80, label=_("Name of the contact person"))
    phone = TextField(longest=40, label=_("Telephone"), required=False)
    email = django_forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    agrees = django_forms.BooleanField(
        label=_("We agree that exactly this is shown to the other side, once it has agreed as well."),
        error_messages={"required": _("Please tick this if you agree.")},
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("phone") and not answers.get("email") and not self.errors:
            self.add_error("phone", _("Give a telephone number or an e-mail address."))
        return answers

    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "phone", "email")}


class SheetForm(django_forms.Form):
    use_required_attribute = False
    achieved = long_field(_("What was achieved"), required=True)
    went_well = long_field(_("What went well"))
    difficulties = long_field(_("What was difficult"))
    learned = long_field(_("What was learned"))
    again = django_forms.ChoiceField(
        label=_("Would do it again"), choices=YES_NO, widget=django_forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )  # fmt: skip
    may_publish = django_forms.ChoiceField(
        label=_("It may be told publicly"), choices=YES_NO, widget=django_forms.RadioSelect,
        help_text=_("Without a yes of both sides nothing is told."),
        error_messages={"required": _("Please choose one.")},
    )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        texts = {name: given[name] for name in ("achieved", "went_well", "difficulties", "learned")}
        return {**texts, **{name: given[name] == "yes" for name in ("again", "may_publish")}}
