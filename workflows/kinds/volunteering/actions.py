"""What applicants and volunteers do: their pages and the API build these forms and call these services."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.matter import Action, Given
from workflows.kinds.volunteering.models import Appointment, Renewal, VolunteerProfile
from workflows.kinds.volunteering.services import activity, ending, profiles, renewing, slots
from workflows.kinds.volunteering.views.slot_form import SlotForm
from workflows.kinds.volunteering.views.volunteer_forms import (
    ActivityForm,
    ArticleForm,
    ProfileForm,
    RenewalForm,
    ResignForm,
    TakeBackForm,
)


def renewal_of(found: Appointment) -> Renewal | None:
    renewal: Renewal | None = getattr(found, "renewal", None)
    return renewal


def asks_to_go_on(found: Appointment) -> bool:
    """The question of February is open, answered or not."""
    renewal = renewal_of(found)
    return renewal is not None and renewing.is_open(renewal)


def profile_of(found: Appointment) -> VolunteerProfile:
    """An empty one where nothing was said yet."""
    return VolunteerProfile.objects.filter(person_id=found.person_id).first() or VolunteerProfile()


def _waits(found: Appointment) -> bool:
    return found.state == Appointment.State.WAITING


def _slot_form(case: Case, user: User, data: Given | None) -> SlotForm:
    choice = slots.chosen(case)
    slots.must_be_open(case, choice)
    return SlotForm(data, case=case, choice=choice)


def _choose(case: Case, user: User, form: SlotForm) -> None:
    slots.choose(case, actor=user, slot=form.cleaned_data["slot"])


def _note(found: Appointment, user: User, form: ActivityForm) -> None:
    data = form.cleaned_data
    activity.note(
        found, actor=user, done_on=data["done_on"], minutes=form.minutes(), text=data["text"], key=data["key"],
        is_report=data["is_report"],
    )  # fmt: skip


def _take_back(found: Appointment, user: User, form: TakeBackForm) -> None:
    activity.take_back(form.cleaned_data["entry"], actor=user)


def _hand_in(found: Appointment, user: User, form: ArticleForm) -> None:
    data = form.cleaned_data
    activity.hand_in(found, actor=user, title=data["title"], text=data["text"], key=data["key"])


def _profile_form(found: Appointment, user: User, data: Given | None) -> ProfileForm:
    known = profile_of(found)
    return ProfileForm(data, initial={name: getattr(known, name) for name in profiles.FIELDS})


def _answer_renewal(found: Appointment, user: User, form: RenewalForm) -> None:
    renewal = renewal_of(found)
    if renewal is None:
        raise CaseError(_("Nobody has been asked yet whether to go on."))
    renewing.answer(renewal, actor=user, goes_on=form.cleaned_data["answer"] == Renewal.Answer.YES)


def _resign_asked(found: Appointment) -> Any:
    if found.is_held:
        return gettext_lazy(
            "Your appointment ends today. If somebody waits, your place goes to them. This cannot be undone."
        )
    return gettext_lazy(
        "You leave the waiting list and are not appointed when a place becomes free. This cannot be undone."
    )


def _resigned(found: Appointment) -> Any:
    if _waits(found):
        return gettext_lazy("You have left the waiting list.")
    return gettext_lazy("Your appointment has ended. Thank you for your help.")


CHOOSE = Action(
    id="choose",
    label=gettext_lazy("Take this time"),
    offered=lambda case, user: slots.is_open(case, slots.chosen(case)),
    form=_slot_form,
    do=_choose,
    said=lambda case: gettext_lazy("The time of your interview is noted. A mail with it is on its way."),
    help=gettext_lazy("Choose a day and time that suit you. You can change it until the day before."),
)
NOTE = Action(
    id="note",
    label=gettext_lazy("Add to the log"),
    offered=lambda found, user: found.is_held,
    form=lambda found, user, data: ActivityForm(data),
    do=_note,
    said=lambda found: gettext_lazy("The entry is in your log."),
)
TAKE_BACK = Action(
    id="take-back",
    label=gettext_lazy("Take the entry back"),
    offered=lambda found, user: found.activities.filter(taken_back_at=None, seen_at=None).exists(),
    form=lambda found, user, data: TakeBackForm(data, appointment=found),
    do=_take_back,
    said=lambda found: gettext_lazy("The entry was taken back."),
    confirm=lambda found: gettext_lazy("Take the entry back?"),
)
HAND_IN = Action(
    id="hand-in-article",
    label=gettext_lazy("Hand in an article"),
    offered=lambda found, user: found.is_held and found.recruitment.writes_articles,
    form=lambda found, user, data: ArticleForm(data),
    do=_hand_in,
    said=lambda found: gettext_lazy("Your article is with the editors of the hub now."),
)
PROFILE = Action(
    id="save-profile",
    label=gettext_lazy("About you: what you can do, and who may see it"),
    offered=lambda found, user: True,
    form=_profile_form,
    do=lambda found, user, form: profiles.save(found.person, actor=user, **form.cleaned_data),
    said=lambda found: gettext_lazy("What you told about yourself has been saved."),
)
RENEWAL = Action(
    id="answer-renewal",
    label=gettext_lazy("Would you like to go on?"),
    offered=lambda found, user: asks_to_go_on(found),
    form=lambda found, user, data: RenewalForm(data),
    do=_answer_renewal,
    said=lambda found: gettext_lazy("Thank you. Your answer has been noted."),
)
RESIGN = Action(
    id="resign",
    label=gettext_lazy("Resign"),
    offered=lambda found, user: found.is_held or _waits(found),
    form=lambda found, user, data: ResignForm(data),
    do=lambda found, user, form: ending.resign(found, actor=user, reason=form.cleaned_data["reason"]),
    said=_resigned,
    confirm=_resign_asked,
)
