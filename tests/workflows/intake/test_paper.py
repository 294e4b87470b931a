"""A form on paper, entered by the hub with its scan, is the same case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.core.errors import CaseError, Closed, Forbidden
from cms.people.models import CommunityGroup, User
from media.models import PrivateFile
from media.services import store_bytes
from tests.factories_cases import bring_to
from tests.factories_intake import fill, make_whole_call, typed
from tests.factories_people import make_group, make_hub, make_membership, make_person, make_staff
from workflows.cases.models import Case
from workflows.intake.services import begin_paper, enter_draft
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db


def make_scan(owner: User) -> PrivateFile:
    return store_bytes(owner=owner, data=b"%PDF-1.7 scan", name="申請書.pdf", content_type="application/pdf")


def enter(call: Call, group: CommunityGroup, actor: User, *, received_at: object = None) -> Case:
    draft = begin_paper(call, actor=actor, group=group)
    fill(draft, actor, typed(contact={"notice": "post"}))
    return enter_draft(
        draft,
        actor=actor,
        person=make_person(),
        scan=make_scan(actor),
        received_at=received_at or timezone.now() - timedelta(days=1),  # type: ignore[arg-type]
    )


def test_a_paper_form_is_a_case_with_its_scan_its_day_and_its_gaps() -> None:
    call, group = make_whole_call(), make_group()
    reviewer = make_staff("reviewer", group.hub)
    received_at = timezone.now() - timedelta(days=2)
    case = enter(call, group, reviewer, received_at=received_at)
    assert (case.channel, case.notice, case.step) == ("paper", "post", "receive")
    assert case.arrived_at == received_at
    assert case.applicant is None
    event = case.events.get()
    assert event.verb == "entered_on_paper"
    assert event.payload["gaps"] == ["files.rules", "files.officers"]
    assert [kept.question for kept in case.submissions.get().files.all()] == ["scan"]
    assert bring_to("draft", case).step == "draft"


def test_entering_the_same_draft_again_is_the_same_case() -> None:
    call, group = make_whole_call(), make_group()
    reviewer = make_staff("reviewer", group.hub)
    draft = begin_paper(call, actor=reviewer, group=group)
    fill(draft, reviewer)
    given = {"person": make_person(), "scan": make_scan(reviewer), "received_at": timezone.now()}
    assert enter_draft(draft, actor=reviewer, **given).pk == enter_draft(draft, actor=reviewer, **given).pk
    assert Case.objects.count() == 1


def test_only_the_hub_of_the_group_enters_and_never_its_own_people() -> None:
    call, group = make_whole_call(), make_group()
    member = make_staff("reviewer", group.hub)
    make_membership(group, member)
    for actor in (make_staff("reviewer", make_hub()), make_staff("division_reviewer"), member):
        with pytest.raises(Forbidden):
            begin_paper(call, actor=actor, group=group)
    assert not Case.objects.exists()


def test_the_stamp_decides_whether_paper_is_in_time() -> None:
    group = make_group()
    reviewer = make_staff("reviewer", group.hub)
    call = make_whole_call(closes_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Closed):
        enter(call, group, reviewer, received_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(CaseError):
        enter(make_whole_call(), group, reviewer, received_at=timezone.now() + timedelta(hours=1))
    assert not Case.objects.exists()
    assert enter(call, group, reviewer, received_at=timezone.now() - timedelta(days=1)).channel == "paper"


def test_paper_without_its_consultation_begins_with_recording_it() -> None:
    call = make_whole_call(programme={"consultation": "required"})
    group = make_group()
    assert enter(call, group, make_staff("chief", group.hub)).step == "consultation"
