"""What a recruitment keeps for people beside the case: an applicant's interview, a volunteer's appointment."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cms.people.models import User
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import GIVEN_OUT
from workflows.engine.matter import Fact, Line, Listing, MatterSort, Told, mark_of
from workflows.kinds.volunteering import actions
from workflows.kinds.volunteering.models import Appointment, SlotChoice
from workflows.kinds.volunteering.services import activity, holding, profiles, slots

# Sorts of matters, as addresses name them.
INTERVIEW_NAME, APPOINTMENT_NAME = "volunteering-interview", "volunteering-appointment"
SHOWN = 100


def interviews_of(user: Any) -> QuerySet[Case]:
    """Own applications that have come to the interview, each with the time that was chosen."""
    reached = Q(step__in=(slots.CHOOSING, slots.CHOSEN)) | Q(slot_choice__isnull=False)
    return slots.of_applicant(user).filter(reached).select_related("slot_choice__slot")


def _interview_line(case: Case) -> Line:
    choice = getattr(case, "slot_choice", None)
    state, label = _interview_state(case, choice)
    return Line(
        title=_("Time of the interview"),
        state=state,
        state_label=label,
        page=reverse("volunteering:slot", args=[case.pk]),
        case=case.number,
        asks=_("Please choose a time for the interview") if state == "choosing" else "",
    )


def _interview_state(case: Case, choice: SlotChoice | None) -> tuple[str, str]:
    if slots.is_open(case, choice):
        return ("chosen", _("a time is chosen")) if choice else ("choosing", _("no time is chosen yet"))
    if case.step != slots.CHOSEN or (choice is not None and choice.slot.starts_at < timezone.now()):
        return "over", _("the interview is over")
    return "fixed", _("the time stands")


def _interview(case: Case, user: User) -> Told:
    choice = slots.chosen(case)
    facts = [Fact("hub", _("hub"), case.hub.name), Fact("call", _("call"), case.call.title)]
    if choice is not None:
        facts += [
            Fact("starts_at", _("begins"), choice.slot.starts_at),
            Fact("minutes", _("minutes"), choice.slot.minutes),
            Fact("place", _("place"), choice.slot.place),
        ]
    return Told(facts)


def _interview_version(case: Case) -> str:
    choice = slots.chosen(case)
    return mark_of(case.step, case.closed_at, choice.slot_id if choice else None)


def appointments_of(user: Any) -> QuerySet[Appointment]:
    """Own appointments and places on the waiting list of which a letter has told."""
    letters = Letter.objects.filter(GIVEN_OUT, case=OuterRef("case"))
    return holding.of_user(user).select_related("renewal").filter(Exists(letters))


def _appointment_version(found: Appointment) -> str:
    """Of what the volunteer sees: a dismissal that is proposed, or an opinion of the hub, is not among it."""
    renewal = actions.renewal_of(found)
    profile = actions.profile_of(found)
    return mark_of(
        found.state, found.from_on, found.until_on, found.ended_on, renewal.answer if renewal else None,
        actions.asks_to_go_on(found), [getattr(profile, name) for name in profiles.FIELDS],
    )  # fmt: skip


def _appointment_line(found: Appointment) -> Line:
    renewal = actions.renewal_of(found)
    asks = actions.asks_to_go_on(found) and renewal is not None and not renewal.answer
    return Line(
        title=found.role,
        state=found.state,
        state_label=found.get_state_display(),
        page=reverse("volunteering:appointment", args=[found.pk]),
        case=found.case.number,
        asks=_("Would you like to go on?") if asks else "",
    )


def _appointment(found: Appointment, user: User) -> Told:
    renewal = actions.renewal_of(found)
    facts = [
        Fact("hub", _("hub"), found.hub.name),
        Fact("number", _("Registration number"), found.number),
        Fact("from_on", _("from"), found.from_on),
        Fact("until_on", _("until"), found.until_on),
        Fact("minutes", _("minutes so far"), activity.minutes_of(found)),
        Fact(
            "goes_on",
            _("Would you like to go on?"),
            renewal.answer if renewal else None,
            renewal.get_answer_display() if renewal and renewal.answer else "",
        ),
    ]
    if found.recruitment.writes_articles:
        facts.append(Fact("credit", _("line under an article"), activity.credit(found)))
    return Told(facts, [_log(found), _trainings(found), _articles(found)])


def _log(found: Appointment) -> Listing:
    rows = [
        [
            Fact("entry", _("entry"), one.pk),
            Fact("done_on", _("Day"), one.done_on),
            Fact("minutes", _("minutes"), one.minutes),
            Fact("text", pgettext("activity", "What was done"), one.text),
            Fact("is_report", _("Report"), one.is_report),
            Fact("is_read", _("Read by the hub"), one.seen_at is not None),
        ]
        for one in found.activities.filter(taken_back_at=None)[:SHOWN]
    ]
    return Listing("log", _("Your log"), rows)


def _trainings(found: Appointment) -> Listing:
    rows = [
        [
            Fact("starts_at", _("begins"), one.training.starts_at),
            Fact("title", _("title"), one.training.title),
            Fact("came", _("attended"), one.came),
        ]
        for one in found.attendances.select_related("training").order_by("-training__starts_at")
    ]
    return Listing("trainings", _("Trainings"), rows)


def _articles(found: Appointment) -> Listing:
    rows = [
        [Fact("handed_in_at", _("handed in"), one.handed_in_at), Fact("title", _("title"), one.title)]
        for one in found.articles.all()[:SHOWN]
    ]
    return Listing("articles", _("Articles handed in"), rows)


INTERVIEW = MatterSort(
    name=INTERVIEW_NAME,
    title=gettext_lazy("Interview"),
    rows=interviews_of,
    moment="arrived_at",
    key="number",
    line=_interview_line,
    told=_interview,
    version=_interview_version,
    case=lambda found: found.pk,
    actions=(actions.CHOOSE,),
)
APPOINTMENT = MatterSort(
    name=APPOINTMENT_NAME,
    title=gettext_lazy("Appointment"),
    rows=appointments_of,
    moment="created_at",
    line=_appointment_line,
    told=_appointment,
    version=_appointment_version,
    case=lambda found: found.case_id,
    actions=(
        actions.NOTE, actions.TAKE_BACK, actions.HAND_IN, actions.PROFILE, actions.RENEWAL, actions.RESIGN,
    ),
)  # fmt: skip
