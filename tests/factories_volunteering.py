"""Volunteers for tests: applications brought so far, appointments as a decision makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.hubs.models import Hub
from cms.people.models import User
from tests.every_kind.driving import bring, draft_of, make_example_call, make_sender
from tests.factories_people import make_hub, make_staff
from workflows.cases.models import Case
from workflows.intake.services import submit
from workflows.kinds.volunteering.examples import FACTS, prepare
from workflows.kinds.volunteering.models import Appointment, Recruitment, Slot
from workflows.kinds.volunteering.services import scoring
from workflows.programmes.models import Call

SLUG = "volunteering"


def make_recruitment(call: Call | None = None, **fields: Any) -> Recruitment:
    call = call or make_example_call(SLUG)
    return Recruitment.objects.create(call=call, **{**FACTS, **fields})


def make_application(
    recruitment: Recruitment, *, user: User | None = None, hub: Hub | None = None, **answers: dict[str, str]
) -> Case:
    """Sent by a resident; ``answers`` by section add to the example's."""
    from tests.factories_intake import fill

    user = user or make_sender()
    draft = draft_of(SLUG, user=user, call=recruitment.call)
    if hub is not None:
        draft.context = {**draft.context, "hub": hub.pk}
        draft.save(update_fields=["context"])
    if answers:
        from tests.every_kind.driving import example_of

        known = example_of(SLUG).answers
        fill(draft, user, {section: {**known[section], **more} for section, more in answers.items()})
    case = submit(draft, actor=user, arrived_at=timezone.now())
    prepare(case)
    return case


def make_slot(recruitment: Recruitment, hub: Hub, *, days: int = 7, hour: int = 10, **fields: Any) -> Slot:
    starts_at = (timezone.localtime() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
    return Slot.objects.create(
        recruitment=recruitment, hub=hub, starts_at=starts_at, **{"place": "会議室", "capacity": 1, **fields}
    )


def make_appointment(recruitment: Recruitment | None = None, *, way: str = "appointed", **more: Any) -> Appointment:
    """An application that went ``way``: on the waiting list, or appointed."""
    case = bring(make_application(recruitment or make_recruitment(), **more), way)
    return Appointment.objects.select_related("case", "hub", "person", "recruitment").get(case=case)


def give_points(case: Case, value: int, *, people: int = 2) -> None:
    """``people`` of the hub give ``value`` for every criterion."""
    for _number in range(people):
        actor = make_staff("reviewer", case.hub)
        scoring.give(case, actor=actor, points=dict.fromkeys(scoring.recruitment_of(case).criteria_list, value))


def other_hub() -> Hub:
    return make_hub()
