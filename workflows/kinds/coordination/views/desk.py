"""Staff pages around a case: starting one for the ward, answering a candidate, the ward's own consent."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.audit.refusals import refuse
from cms.core.clock import database_now
from cms.hubs.models import Hub
from cms.people.models import User
from workflows.cases.access import readable_by_staff
from workflows.cases.services.events import note_reading
from workflows.engine.step_forms import DayInput, long_text
from workflows.kinds.coordination import contact, rights
from workflows.kinds.coordination.form import WANTED
from workflows.kinds.coordination.models import Side, Sounding
from workflows.kinds.coordination.services import consenting, sounding, starting
from workflows.kinds.coordination.services.sides import takes_down
from workflows.kinds.coordination.views.desk_form import DeskFormPage
from workflows.kinds.coordination.views.forms import ConsentForm
from workflows.programmes.models import Call


class StartForm(django_forms.Form):
    call = django_forms.ModelChoiceField(Call.objects.none(), label=gettext_lazy("Call"), empty_label=None)
    hub = django_forms.ModelChoiceField(Hub.objects.none(), label=gettext_lazy("Hub"), empty_label=None)
    section_name = django_forms.CharField(label=gettext_lazy("Hub or section that asks"), max_length=80)
    title = django_forms.CharField(label=gettext_lazy("Title of the request"), max_length=100)
    wanted = django_forms.ChoiceField(label=gettext_lazy("What is looked for"),
                                      choices=[(one["key"], one["label"]) for one in WANTED])  # fmt: skip
    purpose = long_text(gettext_lazy("Purpose"))
    content = long_text(gettext_lazy("The activity of the residents, and what the ward does in it"))
    wish = long_text(gettext_lazy("What the groups are asked for"))
    own_part = long_text(gettext_lazy("What the ward brings in"))
    conditions = long_text(gettext_lazy("Conditions"), required=False)
    from_on = django_forms.DateField(label=pgettext_lazy("period", "First day"), required=False, widget=DayInput())
    until_on = django_forms.DateField(label=pgettext_lazy("period", "Last day"), required=False, widget=DayInput())
    key = django_forms.UUIDField(widget=django_forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        now = database_now()
        calls = Call.objects.filter(programme__kind="coordination", is_published=True, opens_at__lte=now)
        open_now = [call.pk for call in calls if call.is_open(now)]
        self.fields["call"].queryset = Call.objects.filter(pk__in=open_now)  # type: ignore[attr-defined]
        mine = rights.startable_hubs(user)
        self.fields["hub"].queryset = mine  # type: ignore[attr-defined]
        if len(names := list(mine.values_list("name", flat=True)[:2])) == 1:
            self.fields["section_name"].initial = names[0]


class StartView(DeskFormPage):
    """行政参加: the ward looks for groups, or joins what residents do."""

    door = "coordination start"
    header_icon = "group"
    title = gettext_lazy("Request of the ward")
    lead = gettext_lazy(
        "The ward asks groups, or joins an activity of the residents. Nobody of the residents sees it until a group "
        "is asked, and then only that group."
    )
    button = gettext_lazy("Start the case")

    def may_enter(self, user: User) -> bool:
        return rights.starts_cases(user)

    def make_form(self, data: Any = None) -> StartForm:
        return StartForm(data, user=self.user)

    def act(self, given: dict[str, Any]) -> str:
        names = ("title", "wanted", "purpose", "content", "wish", "own_part", "conditions")
        answers = {name: given[name] for name in names}
        answers |= {name: given[name].isoformat() if given[name] else None for name in ("from_on", "until_on")}
        case = starting.start_for_ward(
            given["call"], actor=self.user, hub=given["hub"], section=given["section_name"], answers=answers,
            key=given["key"],
        )  # fmt: skip
        return reverse("desk:case", args=[case.pk])

    def said(self) -> str:
        return _("The case was started.")


class SoundingPage(DeskFormPage):
    """A page about one sounding of a case that this person may read."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        cases = readable_by_staff(request.user)
        rows = Sounding.objects.select_related("case__hub", "case__group", "group")
        found = rows.filter(pk=kwargs["sounding"], case__in=cases).first()
        if found is None:
            refuse(actor=request.user, door=self.door, subject=f"sounding:{kwargs['sounding']}", reason="not readable")
            raise Http404
        self.sounding = found
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.back(), "label": self.sounding.case.number}]

    def back(self) -> str:
        return reverse("desk:case", args=[self.sounding.case_id])

    def extra(self) -> dict[str, Any]:
        return {"sounding": self.sounding, "remarks": self.sounding.remarks.all()}

    def shown(self, form: django_forms.Form, *, status: int = 200) -> Any:
        note_reading(self.sounding.case, reader=self.user, door=self.door)
        return super().shown(form, status=status)


class ReplyForm(django_forms.Form):
    text = long_text(
        gettext_lazy("Answer to the group"),
        help_text=gettext_lazy("The group reads this in My page. No contact data of the applicant."),
    )


class ReplyView(SoundingPage):
    door = "coordination reply"
    form_class = ReplyForm
    title = gettext_lazy("Answer a question of the group")
    button = gettext_lazy("Send the answer")

    def offers_form(self) -> bool:
        return takes_down(self.user, self.sounding.case)

    def act(self, given: dict[str, Any]) -> str:
        sounding.remark(self.sounding, actor=self.user, text=given["text"], by_hub=True)
        return self.back()

    def said(self) -> str:
        return _("The group was told that there is an answer.")


class WardConsentView(SoundingPage):
    """Where the ward asked, its hub is a side: it consents as one, and sees the group's contact as one."""

    door = "coordination consent"
    form_class = ConsentForm
    title = gettext_lazy("Consent of the ward, and contact")
    button = gettext_lazy("Agree")

    def make_form(self, data: Any = None) -> django_forms.Form:
        initial = {"name": self.sounding.case.hub.name, "phone": self.sounding.case.hub.phone}
        return TakeBackForm(data) if self.stands() else ConsentForm(data, initial=initial)

    def stands(self) -> bool:
        return bool(contact.standing(self.sounding).filter(side=Side.APPLICANT).exists())

    def offers_form(self) -> bool:
        return contact.speaks_for_ward(self.user, self.sounding.case)

    def extra(self) -> dict[str, Any]:
        return {
            **super().extra(),
            "other": contact.contact_for(self.user, self.sounding),
            "stands": self.stands(),
            "button": _("Take the consent back") if self.stands() else self.button,
        }

    def act(self, given: dict[str, Any]) -> str:
        if "take_back" in given:
            consenting.take_consent_back(self.sounding, actor=self.user, side=Side.APPLICANT)
        else:
            named = {name: given[name] for name in ("name", "phone", "email")}
            consenting.give_consent(self.sounding, actor=self.user, side=Side.APPLICANT, **named)
        return self.request.path


class TakeBackForm(django_forms.Form):
    take_back = django_forms.BooleanField(widget=django_forms.HiddenInput, initial=True)
