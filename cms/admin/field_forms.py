"""The forms of field notes and issues."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.admin.case_forms import DeskForm, ReasonField, long_text, storable
from cms.admin.inbox_form import DayInput
from cms.hubs.models import Hub, Topic
from cms.people.models import CommunityGroup
from media.checks import Refused, accept_attribute
from workflows.fieldwork import things
from workflows.fieldwork.models import Informant, Issue
from workflows.fieldwork.models.note import LONGEST_HEARD
from workflows.fieldwork.places import chome_of
from workflows.fieldwork.services.notes import PHOTOS, check_photo

NO_NAMES = _("Division and auditor read this, too: please write no names of persons.")
PRIVACY = [("shared", _("Everybody who keeps notes at the hub")), ("private", _("Only me and the chief of the hub"))]


class NoteForm(DeskForm):
    """Five things, no more: it is filled in on a phone, standing."""

    key = django_forms.UUIDField(widget=django_forms.HiddenInput)
    chome: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=pgettext_lazy("field note", "Place"), queryset=None, empty_label=_("— choose —")
    )
    photo = django_forms.FileField(
        label=pgettext_lazy("field note", "Photo"), required=False,
        help_text=_("The place where it was taken is removed from the photo when it arrives."),
        widget=django_forms.FileInput(attrs={"accept": f"image/*,{accept_attribute(PHOTOS)}"}),
    )  # fmt: skip
    met = django_forms.CharField(
        label=_("Whom did you meet?"), required=False, max_length=200, validators=[storable],
        widget=django_forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    heard = django_forms.CharField(
        label=_("What did you hear?"), max_length=LONGEST_HEARD, validators=[storable],
        widget=django_forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    privacy = django_forms.ChoiceField(
        label=_("Who reads it?"), choices=PRIVACY, initial="shared", widget=django_forms.RadioSelect
    )
    written_at = django_forms.DateTimeField(required=False, widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="note-%s", **kwargs)  # type: ignore[misc]
        self.fields["chome"].queryset = chome_of(hub)  # type: ignore[attr-defined]

    def clean_photo(self) -> Any:
        upload = self.cleaned_data["photo"]
        try:
            return check_photo(upload) if upload else None
        except Refused as refused:
            raise django_forms.ValidationError(str(refused)) from refused


class IssueForm(DeskForm):
    title = django_forms.CharField(
        label=_("What is the issue?"), max_length=120, validators=[storable], help_text=NO_NAMES
    )
    chome: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=pgettext_lazy("field note", "Place"), queryset=None, required=False, empty_label=_("the whole area")
    )
    topic: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.filter(is_active=True), required=False, empty_label=_("none")
    )
    priority = django_forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=Issue.Priority.choices, initial=Issue.Priority.NORMAL
    )
    reason = ReasonField(label=_("Why this priority?"), help_text=NO_NAMES)

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="issue-%s", **kwargs)  # type: ignore[misc]
        self.fields["chome"].queryset = chome_of(hub)  # type: ignore[attr-defined]


class JoinForm(DeskForm):
    issue: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("Issue"), queryset=None, empty_label=_("— choose —")
    )

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="join-%s", **kwargs)  # type: ignore[misc]
        found = Issue.objects.filter(hub=hub, closed_at__isnull=True)
        self.fields["issue"].queryset = found  # type: ignore[attr-defined]


class InformantForm(DeskForm):
    name = django_forms.CharField(label=pgettext_lazy("informant", "Name"), max_length=80, validators=[storable])
    reach = django_forms.CharField(
        label=_("How to reach them"), required=False, max_length=160, validators=[storable],
        help_text=_("Telephone, e-mail or where they can be met. Left empty: they cannot be told."),
    )  # fmt: skip
    wishes = django_forms.BooleanField(label=_("Wishes to hear of the result"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="informant-%s", **kwargs)  # type: ignore[misc]


class EraseForm(DeskForm):
    reason = ReasonField(help_text=_("It stays on record: please write no names of persons."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="erase-%s", **kwargs)  # type: ignore[misc]


class PriorityForm(DeskForm):
    priority = django_forms.TypedChoiceField(label=_("Priority"), coerce=int, choices=Issue.Priority.choices)
    reason = ReasonField(help_text=NO_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="priority-%s", **kwargs)  # type: ignore[misc]


class EndForm(DeskForm):
    """What came of it, and why those who told of it do not hear that."""

    result = long_text(_("What came of it"), NO_NAMES)
    untold_reason = ReasonField(
        label=_("Why somebody is not told"), required=False,
        help_text=_("Needed while somebody who wishes to hear has not been told, or was met and has not been asked."),
    )  # fmt: skip


class SolveForm(EndForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="solve-%s", **kwargs)  # type: ignore[misc]


class PassOnForm(EndForm):
    to = django_forms.CharField(
        label=_("Passed on to"), max_length=120, validators=[storable], help_text=_("Section or body, no person.")
    )
    field_order = ["to", "result", "untold_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pass-%s", **kwargs)  # type: ignore[misc]


class ReopenForm(DeskForm):
    reason = ReasonField(help_text=NO_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="reopen-%s", **kwargs)  # type: ignore[misc]


class ActionForm(DeskForm):
    what = django_forms.CharField(label=_("What is done"), max_length=200, validators=[storable], help_text=NO_NAMES)
    groups: django_forms.ModelMultipleChoiceField[Any] = django_forms.ModelMultipleChoiceField(
        label=pgettext_lazy("issue", "With which groups"), queryset=None, required=False,
        help_text=_("Several: hold Ctrl or ⌘ while choosing."),
    )  # fmt: skip
    due_on = django_forms.DateField(label=_("Until when"), required=False, widget=DayInput())

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="action-%s", **kwargs)  # type: ignore[misc]
        found = CommunityGroup.objects.filter(hub=hub, is_active=True)
        self.fields["groups"].queryset = found  # type: ignore[attr-defined]


class LinkForm(DeskForm):
    thing = django_forms.ChoiceField(label=_("What it leads to"))
    text = django_forms.CharField(label=_("Number or address"), max_length=200, validators=[storable])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="link-%s", **kwargs)  # type: ignore[misc]
        self.fields["thing"].choices = things.choices()  # type: ignore[attr-defined]
        self.fields["text"].help_text = " ".join(str(one) for one in things.helps())


class ToldForm(DeskForm):
    how = django_forms.ChoiceField(label=_("How were they told?"), choices=Informant.How.choices)
