"""The forms around a paper application: for whom, a new group, and when it was received."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms as django_forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.admin.case_forms import DeskForm, storable
from cms.admin.inbox_form import DayInput
from cms.core import dates
from cms.core.clock import database_now
from cms.core.text import search_key
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import CommunityGroup, NameTerm, Person, Role, User
from cms.people.services.persons import save_person
from cms.search.suffixes import LONGEST
from forms.drafts import answers_of
from forms.models import Draft
from forms.wording import said, speak
from media.models import PrivateFile
from workflows.cases.models import Case
from workflows.intake.prefill import answered
from workflows.intake.services import desk, paper
from workflows.intake.services.starting import kind_for
from workflows.programmes.models import Call

GROUPS_SHOWN = 30
# How long after its end a call still takes what was stamped in time.
STAMPED_BEFORE = timedelta(days=60)
NEW_PERSON = "new"
NOON = time(12)


def hubs_of(user: User) -> QuerySet[Hub]:
    """The hubs for which this person enters paper forms."""
    return Hub.objects.filter(pk__in=roles_of(user).hubs_as(Role.REVIEWER, Role.CHIEF))


def groups_found(user: User, search: str) -> QuerySet[CommunityGroup]:
    """Active groups of the person's hubs whose name or reading contains ``search``; all when it is empty."""
    groups = CommunityGroup.objects.filter(is_active=True, hub__in=hubs_of(user))
    if key := search_key(search).replace(" ", "")[:LONGEST]:
        groups = groups.filter(pk__in=NameTerm.objects.filter(term__startswith=key, person=None).values("group_id"))
    return groups


def exception_field() -> django_forms.CharField:
    """Why a form on paper is taken although the group may not apply."""
    return django_forms.CharField(
        label=_("Reason to take the form all the same"),
        required=False,
        max_length=300,
        validators=[storable],
        help_text=_("Only for a group that may not apply in this call. The reason is kept with the application."),
    )


class GroupChoice(django_forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.address or obj.hub.name}）"


class ChooseForm(DeskForm):
    call: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("Call"), queryset=None, empty_label=_("— choose —")
    )
    group = GroupChoice(
        label=pgettext_lazy("community", "Group"), queryset=None, widget=django_forms.RadioSelect, empty_label=None,
        required=False, help_text=_("Not for a call in which persons apply for themselves."),
    )  # fmt: skip
    hub: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("Hub"), queryset=None, required=False,
        help_text=_("Only for a call in which persons apply for themselves."),
    )  # fmt: skip
    exception = exception_field()

    def __init__(self, *args: Any, user: User, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        calls = Call.objects.filter(is_published=True, opens_at__lte=now, closes_at__gte=now - STAMPED_BEFORE)
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        self.fields["hub"].queryset = hubs_of(user)  # type: ignore[attr-defined]
        field: Any = self.fields["group"]
        field.queryset = groups_found(user, "")
        chosen = str(self.initial.get("group") or self.data.get("group") or "")
        wanted = Q(pk__in=groups_found(user, search).values("pk"))
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
            wanted |= Q(pk=int(chosen))
        shown = field.queryset.filter(wanted).select_related("hub")[:GROUPS_SHOWN]
        field.choices = [(group.pk, field.label_from_instance(group)) for group in shown]

    def clean(self) -> dict[str, Any]:
        """Group or hub, as the call wants it; what it does not want is left out, whatever was chosen."""
        answers = super().clean() or {}
        call = answers.get("call")
        if call is None:
            return answers
        wanted, other = ("group", "hub") if kind_for(call).is_for_groups else ("hub", "group")
        answers[other] = None
        if answers.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, _("Please choose a group.") if wanted == "group" else _("Please choose a hub."))
        return answers


class GroupForm(DeskForm):
    name = django_forms.CharField(label=_("Name of the group"), max_length=100, validators=[storable])
    name_kana = django_forms.CharField(label=_("Name in kana"), max_length=150, required=False, validators=[storable])
    kind = django_forms.ChoiceField(label=_("Kind"), choices=CommunityGroup.Kind.choices)
    hub: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("Hub"), queryset=None, empty_label=None
    )
    postal_code = django_forms.CharField(label=_("Postal code"), max_length=10, required=False, validators=[storable])
    address = django_forms.CharField(label=_("Address"), max_length=160, required=False, validators=[storable])
    phone = django_forms.CharField(label=_("Telephone"), max_length=40, required=False, validators=[storable])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hub"].queryset = hubs_of(user).exclude(status=Hub.Status.CLOSED)  # type: ignore[attr-defined]


class StampForm(DeskForm):
    """When the paper was received; all that is asked for with a correction."""

    received_on = django_forms.DateField(
        label=_("Day of receipt"), widget=DayInput(), initial=timezone.localdate,
        help_text=_("The day on the receipt stamp. It counts as the day of arrival."),
    )  # fmt: skip
    received_time = django_forms.TimeField(
        label=_("Time of receipt"), required=False, widget=django_forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Leave empty when the stamp shows the day only."),
    )  # fmt: skip


class EnterForm(StampForm):
    person = django_forms.ChoiceField(label=_("Applicant"), widget=django_forms.RadioSelect)
    notice = django_forms.ChoiceField(
        label=_("How the letter is delivered"), choices=Case.Notice.choices, initial=Case.Notice.POST,
        widget=django_forms.RadioSelect,
    )  # fmt: skip
    exception = exception_field()

    field_order = ["person", "received_on", "received_time", "notice"]

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = draft.version.kind
        speak(self, kind)
        self.fields["exception"].initial = draft.context.get("exception", "")
        choices = [(str(person.pk), str(person)) for person in persons_of(draft)]
        written = written_person(draft)
        if written.get("name"):
            choices.append((NEW_PERSON, said("New: %(name)s, as on the form", kind, name=written["name"])))
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        self.fields["person"].initial = choices[0][0] if len(choices) == 1 else None
        if not choices:
            self.fields["person"].help_text = said("Fill in the contact person in the form first.", kind)


def persons_of(draft: Draft) -> QuerySet[Person]:
    """People who applied for this group before, or who act for it now; of a person, namesakes at the same hub."""
    group = draft.context["group"]
    if group is None:
        same = {"name": written_person(draft).get("name", ""), "cases__hub_id": draft.context["hub"]}
        return Person.objects.filter(**same, erased_at=None).distinct().order_by("pk")
    known = Q(cases__group_id=group) | Q(user__memberships__group_id=group, user__memberships__ended_at=None)
    return Person.objects.filter(known, erased_at=None).distinct().order_by("name_kana", "pk")


def written_person(draft: Draft) -> dict[str, Any]:
    """Name, kana, telephone … of the applicant, as the form says."""
    return answered(draft.version.definition, answers_of(draft), "person")


def enter(draft: Draft, *, actor: User, scan: PrivateFile, given: dict[str, Any]) -> Case:
    """The case of the paper form; a new person comes into being with it or not at all."""
    with transaction.atomic():
        if given["person"] == NEW_PERSON:
            fields = {name: text for name, text in written_person(draft).items() if name in PERSON_FIELDS}
            person = save_person(Person(), actor=actor, **fields)
        else:
            person = persons_of(draft).get(pk=given["person"])
        moment = _moment(given["received_on"], given["received_time"])
        return paper.enter_draft(
            draft, actor=actor, person=person, scan=scan, received_at=moment, notice=given["notice"],
            exception=given["exception"],
        )  # fmt: skip


def enter_correction(draft: Draft, *, actor: User, scan: PrivateFile, given: dict[str, Any]) -> Case:
    """The correction that came on paper is the next sending of its case."""
    moment = _moment(given["received_on"], given["received_time"])
    return desk.enter_correction(draft, actor=actor, scan=scan, received_at=moment)


PERSON_FIELDS = ("name", "name_kana", "phone", "email", "postal_code", "address")


def _moment(day: Any, at: time | None) -> datetime:
    """The stamp as a moment; a stamp without a time counts at noon, and today's not later than now."""
    if at is not None:
        return datetime.combine(day, at, tzinfo=dates.JST)
    noon = datetime.combine(day, NOON, tzinfo=dates.JST)
    now = database_now()
    return min(noon, now) if dates.jst_date(now) == day else noon
