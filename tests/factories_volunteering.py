"""Volunteers for tests: applications brought so far, appointments as a decision makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.hubs.models import Hub
from cms.people.models import User
from media.services import store_bytes
from tests.every_kind.driving import draft_of, example_of, make_example_call, make_sender
from tests.factories_intake import fill
from tests.factories_people import make_staff
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.engine.acting import do_step, find_step
from workflows.intake.services import submit
from workflows.kinds.volunteering.examples import FACTS, first_slot, prepare
from workflows.kinds.volunteering.models import Appointment, Recruitment, Renewal, Slot
from workflows.kinds.volunteering.services import guardians, renewing, scoring, selecting, slots
from workflows.kinds.volunteering.staff_forms import forward
from workflows.programmes.models import Call

SLUG = "volunteering"


def make_recruitment(call: Call | None = None, **fields: Any) -> Recruitment:
    call = call or make_example_call(SLUG)
    return Recruitment.objects.create(call=call, **{**FACTS, **fields})


def make_application(
    recruitment: Recruitment, *, user: User | None = None, hub: Hub | None = None, **answers: dict[str, str]
) -> Case:
    """Sent by a resident; ``answers`` by section add to the example's."""
    user = user or make_sender()
    draft = draft_of(SLUG, user=user, call=recruitment.call)
    if hub is not None:
        draft.context = {**draft.context, "hub": hub.pk}
        draft.save(update_fields=["context"])
    if answers:
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


def step(case: Case, actor: User, way: str, service: Any, **data: Any) -> Case:
    """The open step of ``case``, done by its service as the desk does it."""
    case.refresh_from_db()
    task = find_step(case_id=case.pk, task_id=case.open_task or 0, audience="staff")
    return do_step(task, actor=actor, outcome=way, service=service, seen_revision=None, data=data)


def to_slot(case: Case) -> User:
    """Checked; the applicant chooses now. Returns a reviewer of its hub."""
    reviewer = make_staff("reviewer", case.hub)
    step(case, reviewer, "done", guardians.receive, received_on=timezone.localdate())
    step(case, reviewer, "forward", forward, opinion="書類はそろっている。")
    case.refresh_from_db()
    return reviewer


def to_interview(case: Case) -> User:
    reviewer = to_slot(case)
    slots.choose(case, actor=case.applicant, slot=first_slot(case))
    case.refresh_from_db()
    return reviewer


def to_draft(case: Case, *, points: int = 4) -> None:
    reviewer = to_interview(case)
    give_points(case, points)
    step(case, reviewer, "done", scoring.finish)
    case.refresh_from_db()


def to_decision(case: Case, outcome: str = "appointed", *, points: int = 4, letter_reason: str = "") -> None:
    to_draft(case, points=points)
    texts = {"reason": "選考の結果による。", "letter_reason": letter_reason, "conditions": ""}
    drafter = make_staff("division_reviewer")
    step(case, drafter, "done", selecting.draft, outcome=outcome, amount_yen=None, **texts)
    case.refresh_from_db()


def decide(case: Case, actor: User | None = None) -> Case:
    step(case, actor or make_staff("division_approver"), "decide", selecting.decide)
    case.refresh_from_db()
    return case


def make_appointment(recruitment: Recruitment | None = None, *, points: int = 4, **more: Any) -> Appointment:
    """As a decision makes it: appointed, or on the waiting list where no place is left."""
    case = make_application(recruitment or make_recruitment(), **more)
    to_decision(case, points=points)
    decide(case)
    return Appointment.objects.select_related("case", "hub", "person", "recruitment", "user").get(case=case)


def tell_by_letter(case: Case) -> None:
    """The letter of the decision was made and given out."""
    file = store_bytes(owner=None, data=b"%PDF-1.7 letter", name="通知書.pdf", content_type="application/pdf")
    fields = {"state": "issued", "file": file, "notice": "electronic", "issued_at": timezone.now()}
    assert Letter.objects.filter(case=case).update(**fields) == 1


def ask_to_go_on(row: Appointment) -> Renewal:
    """The term has begun long ago, its last February has come, and the volunteer is asked."""
    assert row.until_on is not None
    Appointment.objects.filter(pk=row.pk).update(from_on=row.until_on - timedelta(days=300), state="active")
    renewing.ask_due(row.until_on.replace(month=2, day=10))
    return Renewal.objects.get(appointment=row)


def make_renewed(row: Appointment) -> Appointment:
    """The term that follows ``row``, as volunteer, hub and division make it."""
    asked = ask_to_go_on(row)
    renewing.answer(asked, actor=row.user, goes_on=True)
    renewing.give_opinion(asked, actor=make_staff("chief", row.hub), opinion="続けてほしい。")
    asked = Renewal.objects.select_related("appointment__case").get(pk=asked.pk)
    return renewing.renew(asked, actor=make_staff("division_approver"))


def give_points(case: Case, value: int, *, people: int = 2) -> None:
    """``people`` of the hub give ``value`` for every criterion."""
    for _number in range(people):
        actor = make_staff("reviewer", case.hub)
        scoring.give(case, actor=actor, points=dict.fromkeys(scoring.recruitment_of(case).criteria_list, value))
