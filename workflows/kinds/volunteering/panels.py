"""What this kind shows on the page of a case: the interview, the guardian, the points, the appointment."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core import dates
from cms.people.models import User
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import GIVEN_OUT
from workflows.engine.panels import Entry, Panel, Waiting
from workflows.kinds.volunteering.matters import APPOINTMENT_NAME
from workflows.kinds.volunteering.models import Appointment, Recruitment, Renewal
from workflows.kinds.volunteering.services import guardians, holding, profiles, renewing, scoring, slots

BEFORE_SELECTION = ("sent", "receive", "hub_check", "correction")


def interview(case: Case, user: User) -> dict[str, Any] | None:
    """For the applicant: the time, and the way to choose or change it."""
    if case.step not in (slots.CHOOSING, slots.CHOSEN):
        return None
    choice = slots.chosen(case)
    return {
        "case": case,
        "when": slots.spoken(choice.slot.starts_at) if choice else "",
        "place": choice.slot.place if choice else "",
        "may_change": slots.may_change(choice),
    }


def guardian(case: Case, user: User) -> dict[str, Any] | None:
    """For an applicant under age: what has become of the question to the guardian, until the selection begins."""
    if case.step not in BEFORE_SELECTION or not guardians.needs_consent(case):
        return None
    consent = guardians.current(case)
    if consent is None:
        return None
    until = dates.wareki(consent.due_on) if consent.due_on else ""
    return {"consent": consent, "until": until, "hub": case.hub}


def selection(case: Case, user: User) -> dict[str, Any] | None:
    """For staff: where the selection stands; points only as far as this person may see them."""
    choice = slots.chosen(case)
    of_the_hub = slots.is_of_the_hub(user, case)
    needs = guardians.needs_consent(case)
    may_ask = of_the_hub and needs and case.closed_at is None and bool(guardians.problem(case))
    recruitment = Recruitment.objects.filter(call_id=case.call_id).first()
    return {
        "case": case,
        "recruitment": recruitment,
        "when": slots.spoken(choice.slot.starts_at) if choice else "",
        "place": choice.slot.place if choice else "",
        "may_choose": of_the_hub and case.step in (slots.CHOOSING, slots.CHOSEN) and slots.may_change(choice),
        "needs_consent": needs,
        "consent": guardians.current(case) if needs else None,
        "may_ask": may_ask and not guardians.named(case).lacks,
        "may_enter_paper": may_ask,
        "given": scoring.counted(case),
        "scores": scoring.visible(user, case),
        "may_score": recruitment is not None
        and case.step == scoring.STEP
        and not scoring.is_over(case)
        and scoring.is_scorer(user, case)
        and scoring.own(user, case) is None,
        "appointments": Appointment.objects.filter(case=case).order_by("pk"),
    }


def serving(case: Case, user: User) -> dict[str, Any] | None:
    """For the volunteer: the way to the log, once the letter has told them."""
    told = case.letters.filter(GIVEN_OUT).exists()
    found = Appointment.objects.filter(case=case, user=user).order_by("-pk") if told else Appointment.objects.none()
    return {"appointments": found} if found else None


def waiting(user: User) -> list[Waiting]:
    """For My page: the question of February, as long as there is no answer."""
    open_ = Renewal.objects.select_related("appointment").filter(
        appointment__user=user, answer="", decided_at=None, appointment__state__in=Appointment.HELD
    )
    return [
        Waiting(
            title=_("Would you like to go on?"),
            text=one.appointment.role,
            url=reverse("volunteering:renewal", args=[one.appointment_id]),
            matter=(APPOINTMENT_NAME, str(one.appointment_id)),
        )
        for one in open_
        if renewing.is_open(one)
    ]


def current(user: User) -> list[Waiting]:
    """For My page: the appointments that last, with the way to the log, once the letter has told of them."""
    letters = Letter.objects.filter(GIVEN_OUT, case=OuterRef("case"))
    return [
        Waiting(
            title=f"{one.role}（{one.hub.name}）",
            text=_("Write into your log, hand in articles, see your term."),
            url=reverse("volunteering:appointment", args=[one.pk]),
        )
        for one in holding.serving().select_related("hub").filter(Exists(letters), user=user).order_by("pk")
    ]


def reads_register(user: User) -> bool:
    hubs = profiles.hubs_read_by(user)
    return hubs is None or bool(hubs)


ENTRIES = (Entry(_("Volunteers"), "volunteering_desk:register", reads_register, icon="group"),)
PANELS = (
    Panel("guardian", _("Guardian"), "volunteering/guardian_panel.html", guardian, at_desk=False),
    Panel("appointment", _("Appointment"), "volunteering/appointment_panel.html", serving, at_desk=False),
    Panel("interview", _("Interview"), "volunteering/interview_panel.html", interview, at_desk=False),
    Panel("selection", _("Selection"), "volunteering/desk/selection_panel.html", selection),
)
