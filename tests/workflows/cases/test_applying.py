"""Who may apply in a call: one rule at every door, and on paper an exception with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.people.models import CommunityGroup, User
from tests.cms.admin.walking import client_of
from tests.factories_intake import (
    fill,
    make_applicant,
    make_draft,
    make_draft_complete,
    make_whole_call,
    submitted_case,
)
from tests.factories_people import make_group, make_hub, make_person, make_staff
from tests.sign_in import sign_in
from tests.workflows.intake.test_paper import make_scan
from workflows.cases.applying import MayNotApply, may_apply, obstacle
from workflows.cases.models import Case, Consultation
from workflows.cases.party import Party
from workflows.cases.services.consultation import request_consultation
from workflows.engine.withdrawing import withdraw
from workflows.intake.services import begin_paper, enter_draft, submit
from workflows.programmes.models import Call, Programme

pytestmark = pytest.mark.django_db


def switch_off(call: Call, group: CommunityGroup) -> None:
    Programme.objects.filter(pk=call.programme_id).update(is_active=False)


def close_to_hub(call: Call, group: CommunityGroup) -> None:
    call.hubs.set([make_hub()])


def refuse_group(call: Call, group: CommunityGroup) -> None:
    CommunityGroup.objects.filter(pk=group.pk).update(verification="refused")


def close_to_kind(call: Call, group: CommunityGroup) -> None:
    Programme.objects.filter(pk=call.programme_id).update(open_to=["npo"])


def apply_once(call: Call, group: CommunityGroup) -> None:
    submitted_case(call=call, user=group.memberships.get().user, group=group)


OBSTACLES = {
    "programme": switch_off,
    "hub": close_to_hub,
    "verification": refuse_group,
    "kind": close_to_kind,
    "applied": apply_once,
}
each_obstacle = pytest.mark.parametrize("code", sorted(OBSTACLES))


def scene(code: str) -> tuple[User, CommunityGroup, Call]:
    """A resident, their group and a call in which the group may not apply because of ``code``."""
    user, group = make_applicant()
    call = make_whole_call(programme={"consultation": "optional", "applications_per_group": 1})
    assert may_apply(call, Party.of(group))
    OBSTACLES[code](call, group)
    return user, CommunityGroup.objects.get(pk=group.pk), Call.objects.select_related("programme").get(pk=call.pk)


@each_obstacle
def test_no_form_is_begun_and_the_page_says_why(code: str, client: Client) -> None:
    user, group, call = scene(code)
    with pytest.raises(MayNotApply) as refused:
        make_draft(user, call, group)
    assert refused.value.obstacle.code == code
    sign_in(client, user)
    asked = "&".join(
        f"q{question.pk}={'yes' if question.wanted else 'no'}"
        for question in call.programme.eligibility_questions.all()
    )
    page = client.get(f"/calls/{call.slug}/start/?{asked}").content.decode()
    assert refused.value.obstacle.text in page
    assert 'name="group"' not in page


@each_obstacle
def test_no_consultation_is_asked_for(code: str) -> None:
    user, group, call = scene(code)
    with pytest.raises(MayNotApply):
        request_consultation(
            call, actor=user, group=group, at=timezone.now(), wish="相談", wanted_dates="", contact_phone=""
        )
    assert not Consultation.objects.exists()


@each_obstacle
def test_a_form_that_was_begun_before_is_not_sent_and_nothing_is_lost(code: str, client: Client) -> None:
    user, group = make_applicant()
    call = make_whole_call(programme={"applications_per_group": 1})
    draft = make_draft_complete(user, call, group)
    if code == "applied":
        other = make_draft_complete_of_a_colleague(call, group)
        submit(other, actor=other.owner, arrived_at=timezone.now())
    else:
        OBSTACLES[code](call, group)
    cases = Case.objects.count()
    sign_in(client, user)
    answer = client.post(f"/mypage/drafts/{draft.pk}/send/", {"declared": "yes"})
    assert answer.status_code == 409
    found = obstacle(Call.objects.get(pk=call.pk), Party.of(CommunityGroup.objects.get(pk=group.pk)))
    assert found is not None
    assert found.code == code
    assert found.text in answer.content.decode()
    draft.refresh_from_db()
    assert draft.sent_at is None
    assert Case.objects.count() == cases
    if code == "applied":
        assert f"/mypage/cases/{found.case.pk}/" in answer.content.decode()


def make_draft_complete_of_a_colleague(call: Call, group: CommunityGroup) -> Any:
    from tests.factories_people import make_membership, make_user

    colleague = make_user(name="試験 次郎")
    make_person(user=colleague, name="試験 次郎")
    make_membership(group, colleague)
    return make_draft_complete(colleague, call, group)


@each_obstacle
def test_paper_is_taken_only_with_a_reason_that_is_kept(code: str) -> None:
    _user, group, call = scene(code)
    reviewer = make_staff("reviewer", group.hub)
    with pytest.raises(MayNotApply):
        begin_paper(call, actor=reviewer, group=group)
    draft = begin_paper(call, actor=reviewer, group=group, exception="課長の了承を得て受け付けた。")
    fill(draft, reviewer)
    given = {"person": make_person(), "scan": make_scan(reviewer), "received_at": timezone.now()}
    case = enter_draft(draft, actor=reviewer, **given)
    event = case.events.get()
    assert event.payload["taken_although"] == code
    assert event.details.values["exception"] == "課長の了承を得て受け付けた。"


def test_the_desk_asks_for_the_reason_beside_its_field() -> None:
    group, call = make_group(), make_whole_call(programme={"open_to": ["npo"]})
    desk = client_of(make_staff("reviewer", group.hub))
    sent = {"call": call.pk, "group": group.pk}
    refused = desk.post("/cms/desk/paper/", sent)
    assert refused.context["form"].errors.keys() == {"exception"}
    assert desk.post("/cms/desk/paper/", {**sent, "exception": "課長の了承"}).status_code == 302


def test_paper_without_an_obstacle_records_no_exception() -> None:
    group, call = make_group(), make_whole_call()
    reviewer = make_staff("reviewer", group.hub)
    draft = begin_paper(call, actor=reviewer, group=group, exception="念のため")
    fill(draft, reviewer)
    given = {"person": make_person(), "scan": make_scan(reviewer), "received_at": timezone.now()}
    assert "taken_although" not in enter_draft(draft, actor=reviewer, **given).events.get().payload


def test_a_withdrawn_application_makes_room_for_another() -> None:
    user, group = make_applicant()
    call = make_whole_call(programme={"applications_per_group": 1})
    first = submitted_case(call=call, user=user, group=group)
    assert not may_apply(call, Party.of(group))
    withdraw(first, actor=user)
    assert submitted_case(call=call, user=user, group=group).pk != first.pk


def test_one_is_the_rule_unless_the_programme_says_otherwise() -> None:
    assert Programme().applications_per_group == 1


def test_how_many_is_data_of_the_programme() -> None:
    user, group = make_applicant()
    call = make_whole_call(programme={"applications_per_group": 2})
    for _ in range(2):
        submitted_case(call=call, user=user, group=group)
    assert obstacle(call, Party.of(group)).code == "applied"


def test_a_call_over_says_so_first() -> None:
    """The time to apply is another rule; both stand."""
    call = make_whole_call(closes_at=timezone.now() - timedelta(days=1))
    assert may_apply(call, Party.of(make_group()))
    assert not call.is_open(timezone.now())
