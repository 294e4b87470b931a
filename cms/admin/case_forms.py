"""The small forms on the page of a case: posting, correcting a letter, what the hub does for a group; see also
``workflows.engine.moving_forms``."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.admin.inbox_form import DayInput
from forms.wording import said, speak
from workflows.correspondence.places import Place
from workflows.engine.moving_forms import DeskForm, HandOverForm, MoveForm, ReasonField, storable

__all__ = [
    "DeskForm", "EndCorrectionForm", "HandOverForm", "LetterTextForm", "MoveForm", "PostingForm", "ReasonField",
    "WithdrawalForm", "storable",
]  # fmt: skip


class PostingForm(DeskForm):
    posted_on = django_forms.DateField(label=_("Posted on"), widget=DayInput(), initial=timezone.localdate)


def long_text(label: Any, help_text: Any) -> django_forms.CharField:
    widget = django_forms.Textarea(attrs={"rows": 4})
    return django_forms.CharField(
        label=label, help_text=help_text, max_length=1000, validators=[storable], widget=widget
    )


class WithdrawalForm(DeskForm):
    received_on = django_forms.DateField(
        label=_("Day on which the withdrawal came"), widget=DayInput(), initial=timezone.localdate
    )
    reason = long_text(_("Reason"), _("As the paper gives it."))
    scan = django_forms.FileField(
        label=_("Scan of the withdrawal"), help_text=_("PDF or picture, up to 20 MB."),
        widget=django_forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.heic"}),
    )  # fmt: skip


class EndCorrectionForm(DeskForm):
    ONWARD, BACK = "division", "hub"

    way = django_forms.ChoiceField(label=_("How the case goes on"), widget=django_forms.RadioSelect)
    reason = long_text(_("Reason"), _("What was done to reach the applicant, and what is missing. Only staff read it."))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """``kind`` of the case: what comes after the hub's check is not the division in every kind."""
        super().__init__(*args, **kwargs)
        speak(self, kind)
        onward = said("On to the division, with what is missing on record", kind)
        ways = [(self.BACK, said("Back to the hub's check", kind)), (self.ONWARD, onward)]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]


class LetterTextForm(DeskForm):
    """One field per place of the letter that may be written anew."""

    reason = ReasonField(label=_("Reason for the new version"))

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[self.name(place)] = django_forms.CharField(
                label=place.label,
                initial=place.text,
                required=False,
                max_length=2000,
                validators=[storable],
                widget=django_forms.Textarea(attrs={"rows": 2}) if len(place.text) > 40 else django_forms.TextInput(),
            )

    @staticmethod
    def name(place: Place) -> str:
        return "text-" + place.path.replace(".", "-")

    def changes(self) -> dict[str, str]:
        """Path → new text, only where it differs."""
        given = {place.path: self.cleaned_data[self.name(place)] for place in self.places}
        return {place.path: given[place.path] for place in self.places if given[place.path] != place.text}
