"""The pages of volunteer recruitment: applicants, guardians, volunteers, and the register at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.roles.door import Door, act, listing, page
from tests.roles.people import REVIEWS, either, everybody, hub_acts, hub_staff, only, reads_case, the_owner
from tests.roles.volunteers import GUARDIAN
from tests.roles.world import Side, World
from workflows.kinds.volunteering.models import Appointment, Recruitment, Slot
from workflows.kinds.volunteering.services import seen

SAYS_SO = frozenset({200})
KEY = "6c0f7c0e-0000-4000-8000-00000000000{}"
wards = only(*REVIEWS, "division_approver", "auditor")
approves = only("division_approver", "deputy")
reads_volunteer = either(wards, hub_acts)
cares = either(only(*REVIEWS), hub_acts)


def free_slot(world: World, side: Side) -> dict[str, Any]:
    return {"slot": side.args["v_slot_row"]["pk"]}


def points(world: World, side: Side) -> dict[str, Any]:
    count = len(Recruitment.objects.get(pk=side.args["recruitment"]["pk"]).criteria_list)
    return {"action": "score", **{f"points_{number}": "3" for number in range(count)}}


def entry(world: World, side: Side) -> dict[str, Any]:
    return {"key": KEY.format(2), "done_on": timezone.localdate().isoformat(), "hours": "1", "text": "取材"}


def when(world: World, side: Side) -> dict[str, Any]:
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    return {"hub": side.hub.pk, "starts_at_0": day, "starts_at_1": "10:00", "minutes": "60", "place": "会議室"}


def training(world: World, side: Side) -> dict[str, Any]:
    return {**when(world, side), "title": "新しい研修"}


def slot(world: World, side: Side) -> dict[str, Any]:
    return {**when(world, side), "recruitment": side.args["recruitment"]["pk"], "capacity": "1"}


def closing(world: World, side: Side) -> dict[str, Any]:
    return {"close": Slot.objects.get(pk=side.args["v_slot_row"]["pk"]).pk}


def came(world: World, side: Side) -> dict[str, Any]:
    return {"appointment": side.args["v_row"]["pk"], "came": "yes"}


def on_paper(world: World, side: Side) -> dict[str, Any]:
    return {"name": GUARDIAN["guardian_name"], "signed_on": timezone.localdate().isoformat()}


PROFILE = {"skills": "写真", "availability": "土曜", "skills_for": "hub", "contact_for": "hub"}
ARTICLE = {"key": KEY.format(3), "title": "題", "text": "本文"}
APPOINTMENT = "volunteering_appointment"

VOLUNTEERS_RESIDENT: tuple[Door, ...] = (
    page("volunteering:slot", "v_choosing", the_owner),
    act("volunteering:slot", "v_choosing", the_owner, free_slot, "volunteering_slotchoice", holds=True),
    # whoever has the secret of the mail answers, signed in or not
    page("volunteering:consent", "v_consent", everybody),
    act("volunteering:consent", "v_consent", everybody, {"name": "保護者", "answer": "yes"},
        "volunteering_guardianconsent", ok=200),
    page("volunteering:renewal_by_link", "v_wish_link", everybody),
    act("volunteering:renewal_by_link", "v_wish_link", everybody, {"answer": "no"}, "volunteering_renewal", ok=200),
    page("volunteering:appointment", "v_row", the_owner, shows=True),
    act("volunteering:appointment", "v_row", the_owner, entry, "volunteering_activity", holds=True),
    page("volunteering:take_back", "v_entry", the_owner, shows=True),
    act("volunteering:take_back", "v_entry", the_owner, {}, "volunteering_activity"),
    page("volunteering:article", "v_row", the_owner, shows=True),
    act("volunteering:article", "v_row", the_owner, ARTICLE, "volunteering_article", holds=True),
    page("volunteering:profile", "v_row", the_owner, shows=True),
    act("volunteering:profile", "v_row", the_owner, PROFILE, "volunteering_volunteerprofile", holds=True),
    page("volunteering:renewal", "v_row", the_owner, shows=True),
    act("volunteering:renewal", "v_row", the_owner, {"answer": "yes"}, "volunteering_renewal", holds=True),
    page("volunteering:resign", "v_row", the_owner, shows=True),
    act("volunteering:resign", "v_row", the_owner, {"reason": "転居"}, APPOINTMENT, holds=True),
)  # fmt: skip


def _done(record: str, action: str, may: Any, effect: str = APPOINTMENT, **data: str) -> Door:
    return act("volunteering_desk:volunteer", record, may, {"action": action, **data}, effect, sees=reads_volunteer)


def _confirmed(record: str, action: str, may: Any, effect: str = APPOINTMENT, **data: str) -> Door:
    """Done as the page that asks once more has shown it."""

    def given(world: World, side: Side) -> dict[str, Any]:
        shown = seen.mark(Appointment.objects.get(pk=side.args[record]["pk"]))
        return {"action": action, **data, "confirmed": "1", "seen": shown}

    return act("volunteering_desk:volunteer", record, may, given, effect, sees=reads_volunteer)


VOLUNTEERS_DESK: tuple[Door, ...] = (
    listing("volunteering_desk:register", either(wards, hub_staff), wards),
    page("volunteering_desk:volunteer", "v_row", reads_volunteer, shows=True),
    _done("v_row", "seen", cares, "volunteering_activity"),
    _confirmed("v_row", "resign", cares),
    _confirmed("v_row", "dismiss", cares, ground="duties", reason="理由"),
    _confirmed("v_dismissal", "decide_dismissal", approves),
    _confirmed("v_dismissal", "drop_dismissal", approves),
    _done("v_wish", "wish", cares, "volunteering_renewal", answer="no"),
    _done("v_wish", "opinion", cares, "volunteering_renewal", recommends="yes", opinion="続けてほしい。"),
    _confirmed("v_opined", "renew", approves),
    _confirmed("v_opined", "refuse", approves, "volunteering_renewal", reason="理由"),
    listing("volunteering_desk:trainings", hub_staff),
    # one's own hubs alone can be chosen: the form says so
    act("volunteering_desk:trainings", "none", hub_acts, training, "volunteering_training", sided=True, told=SAYS_SO),
    page("volunteering_desk:training", "v_training", hub_acts, shows=True),
    act("volunteering_desk:training", "v_training", hub_acts, came, "volunteering_attendance"),
    listing("volunteering_desk:slots", hub_staff),
    act("volunteering_desk:slots", "none", hub_acts, slot, "volunteering_slot", sided=True, told=SAYS_SO),
    act("volunteering_desk:slots", "none", hub_acts, closing, "volunteering_slot", sided=True),
    page("volunteering_desk:score", "v_met", cares, shows=True, sees=reads_case),
    act("volunteering_desk:score", "v_met", cares, points, "volunteering_score", sees=reads_case),
    act("volunteering_desk:score", "v_met", cares, {"action": "conflict", "reason": "友人"}, "volunteering_score",
        sees=reads_case),
    page("volunteering_desk:slot", "v_choosing", hub_acts, shows=True, sees=reads_case),
    act("volunteering_desk:slot", "v_choosing", hub_acts, free_slot, "volunteering_slotchoice", sees=reads_case),
    act("volunteering_desk:guardian", "v_minor", hub_acts, {}, "volunteering_guardianconsent", sees=reads_case),
    page("volunteering_desk:guardian_paper", "v_minor", hub_acts, shows=True, sees=reads_case),
    act("volunteering_desk:guardian_paper", "v_minor", hub_acts, on_paper, "volunteering_guardianconsent",
        sees=reads_case),
)  # fmt: skip
