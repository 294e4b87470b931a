"""Volunteers of the world: an application at each step of its own, and an appointment for each thing that ends one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cms.people.models import User
from tests.every_kind.driving import make_example_call
from tests.factories_people import make_person, make_staff, make_user
from tests.factories_volunteering import (
    decide,
    make_application,
    make_slot,
    step,
    tell_by_letter,
    to_decision,
    to_interview,
    to_slot,
)
from workflows.cases.models import Case
from workflows.kinds.volunteering.examples import FACTS
from workflows.kinds.volunteering.models import Activity, Appointment, GuardianConsent, Recruitment, Renewal, Training
from workflows.kinds.volunteering.services import activity, ending, guardians, secrets

if TYPE_CHECKING:
    from tests.roles.world import Side

GUARDIAN = {"guardian_name": "保護者", "guardian_relation": "母", "guardian_email": "parent@example.jp"}
KEY = "6c0f7c0e-0000-4000-8000-00000000000{}"


def add_volunteers(side: Side) -> None:
    """A call of the side, so that slots and facts are its own; everybody who applies bears its mark."""
    recruitment = Recruitment.objects.create(
        call=make_example_call("volunteering"), hub=side.hub, **{**FACTS, "places": 50}
    )
    spare = make_example_call("volunteering")
    _applications(side, recruitment)
    _appointments(side, recruitment)
    slot = make_slot(recruitment, side.hub, days=20, place=f"{side.mark}会議室")
    training = Training.objects.create(
        hub=side.hub, title=f"{side.mark}研修", starts_at=timezone.now(), place="会議室", created_by=side.chief
    )
    side.args |= {
        "recruitment": {"pk": recruitment.pk},
        "spare_call": {"pk": spare.pk},
        "v_slot_row": {"pk": slot.pk},
        "v_training": {"pk": training.pk},
    }


def _applications(side: Side, recruitment: Recruitment) -> None:
    choosing = _applied(side, recruitment, side.user)
    to_slot(choosing)
    met = _applied(side, recruitment, side.user)
    to_interview(met)
    born = (timezone.localdate() - timedelta(days=16 * 365)).isoformat()
    minor = _applied(side, recruitment, side.user, born_on=born)
    step(minor, make_staff("reviewer", side.hub), "done", guardians.receive, received_on=timezone.localdate())
    secret = f"consent-{minor.pk}"
    GuardianConsent.objects.filter(case=minor).update(token_hash=secrets.kept(secret))
    side.args |= {
        "v_choosing": {"pk": choosing.pk},
        "v_met": {"pk": met.pk},
        "v_minor": {"pk": minor.pk},
        "v_consent": {"secret": secret},
    }


def _applied(side: Side, recruitment: Recruitment, user: User, **person: str) -> Case:
    """In the name that the world gave to ``user``; the guardian counts for minors only."""
    named = {"name": user.get_full_name(), **person}
    return make_application(recruitment, user=user, hub=side.hub, person=named, guardian=GUARDIAN)


def _appointed(side: Side, recruitment: Recruitment, user: User) -> Appointment:
    """The role bears the mark; the facts of the call, which every register shows, do not."""
    case = _applied(side, recruitment, user)
    to_decision(case)
    decide(case)
    tell_by_letter(case)
    Appointment.objects.filter(case=case).update(role=f"{side.mark}協力員")
    return Appointment.objects.select_related("case", "hub", "person", "recruitment", "user").get(case=case)


def _appointments(side: Side, recruitment: Recruitment) -> None:
    """``v_row`` is the own applicant's; the others are further volunteers of the hub."""
    rows = {"v_row": _appointed(side, recruitment, side.user)}
    for name in ("v_dismissal", "v_wish", "v_opined"):
        user = make_user(name=f"{side.mark} 次郎")
        make_person(user=user, name=f"{side.mark} 次郎", email=user.email)
        rows[name] = _appointed(side, recruitment, user)
    ending.ask_dismissal(
        rows["v_dismissal"], actor=make_staff("chief", side.hub), ground="conduct", reason=f"{side.mark}のため"
    )
    wishes: dict[str, dict[str, Any]] = {
        "v_row": {"answer": ""},
        "v_wish": {"answer": "yes", "answered_at": timezone.now()},
        "v_opined": {
            "answer": "yes",
            "answered_at": timezone.now(),
            "opinion": "続けてほしい。",
            "opinion_by": make_staff("chief", side.hub),
        },
    }
    for name, fields in wishes.items():
        secret = f"renewal-{rows[name].pk}"
        Renewal.objects.create(appointment=rows[name], token_hash=secrets.kept(secret), **fields)
        side.args[f"{name}_link"] = {"secret": secret}
    mine = rows["v_row"]
    entry: Activity = activity.note(
        mine, actor=side.user, done_on=timezone.localdate(), minutes=30, text=f"{side.mark}の活動",
        key=KEY.format(1),  # type: ignore[arg-type]
    )  # fmt: skip
    side.args |= {name: {"pk": row.pk} for name, row in rows.items()}
    side.args["v_person"] = {"pk": mine.person_id}
    side.args["v_entry"] = {"pk": mine.pk, "entry": entry.pk}
