"""Forms for magazine mails: the text and its readers, who gets a trial, when it goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.admin.case_forms import DeskForm, storable
from cms.hubs.models import Hub
from cms.mailings import access
from cms.mailings.forms import WARD, ChoiceForm
from cms.mailings.magazine import choices
from cms.mailings.models import Mailing
from cms.mailings.services import Unsendable, checked_subject
from cms.people.models import HubRole, User

LONGEST_BODY = 50_000


class MailingForm(ChoiceForm):
    """``sender`` is asked once; the mail keeps it."""

    sender = forms.ChoiceField(label=gettext_lazy("Sender"))
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150, validators=[storable])
    body = forms.CharField(
        label=pgettext_lazy("mailing", "Text"), max_length=LONGEST_BODY, validators=[storable],
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            "Plain text; web addresses become links. Sender, contact and the links for unsubscribing are added below."
        ),
    )  # fmt: skip
    field_order = ["sender", "subject", "body", "senders", "layers", "topics"]

    def __init__(self, *args: Any, user: User, mailing: Mailing | None = None, **kwargs: Any) -> None:
        initial = {**_initial(mailing), **kwargs.pop("initial", {})} if mailing else kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        own = [(str(pk), name) for pk, name in access.hubs_to_write_for(user).values_list("pk", "name")]
        ward = [(WARD, _("the whole ward"))] if access.writes_for_ward(user) else []
        self.fields["sender"].choices = [*ward, *own]  # type: ignore[attr-defined]
        readers = self.fields["senders"]
        readers.label = _("To readers of")
        readers.choices = [*ward, *own]  # type: ignore[attr-defined]
        readers.help_text = _("Whoever has ticked one of these gets the mail, once.")
        self.fields["layers"].label, self.fields["layers"].help_text = _("About which kind of area"), _NARROWS
        if "topics" in self.fields:
            self.fields["topics"].label, self.fields["topics"].help_text = _("On which topics"), _NARROWS
        if mailing:
            del self.fields["sender"]
            if not mailing.body:
                del self.fields["body"]

    def clean_subject(self) -> str:
        try:
            return checked_subject(self.cleaned_data["subject"])
        except Unsendable as error:
            raise ValidationError(_("Write the subject on one line.")) from error

    @property
    def hub(self) -> Hub | None:
        chosen = self.cleaned_data["sender"]
        return None if chosen == WARD else Hub.objects.get(pk=chosen)


_NARROWS = gettext_lazy("Ticked: readers who chose one of these, or made no choice. Nothing ticked: all readers.")


def _initial(mailing: Mailing) -> dict[str, Any]:
    ticked = ChoiceForm.ticked(choices.of_mailing(mailing))
    return {**ticked, "subject": mailing.subject, "body": mailing.body}


class TrialForm(DeskForm):
    """Colleagues of the sender, oneself first."""

    people: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Send the trial to"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, mailing: Mailing, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="trial-%s", **kwargs)  # type: ignore[misc]
        roles = HubRole.objects.live()
        roles = roles.filter(hub=mailing.hub) if mailing.hub else roles.filter(hub=None)
        found = roles.holders() | User.objects.filter(pk=user.pk, is_active=True)
        self.fields["people"].queryset = found.order_by("last_name", "pk")  # type: ignore[attr-defined]
        self.fields["people"].initial = [user.pk]


class SendForm(DeskForm):
    """``seen`` is the number of recipients that stood on the page."""

    at = forms.SplitDateTimeField(
        label=gettext_lazy("When"), required=False,
        help_text=gettext_lazy("Leave both empty to send now."),
        widget=forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d", time_format="%H:%M", date_attrs={"type": "date"}, time_attrs={"type": "time"}
        ),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="send-%s", **kwargs)  # type: ignore[misc]
        for number, label in enumerate((_("Date"), _("Time"))):
            self.fields["at"].widget.widgets[number].attrs["aria-label"] = label  # type: ignore[attr-defined]

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at is not None and at <= timezone.now():
            raise ValidationError(_("This time has passed already."))
        return at
