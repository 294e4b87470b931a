"""Two members of one group at once: one consultation, and one application that has it. PostgreSQL only."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from cms.core.errors import CaseError
from cms.people.models import CommunityGroup, User
from forms.models import Draft
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call
from tests.factories_people import make_membership, make_user
from tests.races.harness import meet_before, together, without_constraint, without_row_locks, without_uniqueness
from workflows.cases.models import Case, Consultation
from workflows.cases.services import consultation as services
from workflows.cases.services import submission
from workflows.intake.services import sending, submit
from workflows.programmes.models import Call

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
RULE = "consultation_once_per_call_and_group"


def two_members() -> tuple[list[User], CommunityGroup]:
    user, group = make_applicant()
    other = make_user()
    make_membership(group, other)
    return [user, other], group


def ask(call: Call, user: User, group: CommunityGroup) -> Consultation:
    return services.request_consultation(
        call, actor=user, group=group, at=timezone.now(), wish=f"相談 {user.pk}", wanted_dates="平日",
        contact_phone="03-0000-0000",
    )  # fmt: skip


def send(draft: Draft, user: User) -> Case:
    return submit(Draft.objects.get(pk=draft.pk), actor=user, arrived_at=timezone.now())


def make_optional_call() -> Call:
    return make_whole_call(programme={"consultation": "optional"})


def test_two_members_who_ask_at_once_get_one_consultation() -> None:
    members, group = two_members()
    for _round in range(ROUNDS):
        call = make_optional_call()
        results = together(*[partial(ask, call, user, group) for user in members])
        assert [type(result) for result in results].count(CaseError) == 1, results
        assert Consultation.objects.filter(call=call).count() == 1


def test_control_without_the_guard_both_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    members, group = two_members()
    call = make_optional_call()
    without_constraint(Consultation, RULE)
    meet_before(monkeypatch, Consultation, "save", 2)
    together(*[partial(ask, call, user, group) for user in members])
    assert Consultation.objects.filter(call=call).count() == 2


def drafts_of(members: list[User], call: Call, group: CommunityGroup) -> list[Draft]:
    return [make_draft_complete(user, call, group) for user in members]


def without_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard of "one application has the consultation", and two who send meet when they are past their checks."""
    without_uniqueness(Case, "consultation_id")
    # the lock of the group's row, too, makes two sendings of one group wait for each other
    without_row_locks(monkeypatch)
    monkeypatch.setattr(sending, "claim", lambda *, call, group: services._untied(call, group).first())
    meet_before(monkeypatch, submission, "open_case", 2)


def test_of_two_applications_sent_at_once_one_takes_the_consultation() -> None:
    members, group = two_members()
    for _round in range(ROUNDS):
        Draft.objects.update(sent_at=None, discarded_at=timezone.now())  # the limit per hour is another rule
        call = make_optional_call()
        asked = ask(call, members[0], group)
        drafts = drafts_of(members, call, group)
        cases = together(*[partial(send, draft, draft.owner) for draft in drafts])
        assert sorted(case.step for case in cases) == ["consultation", "receive"], cases
        assert [case.consultation_id for case in Case.objects.filter(consultation=asked)] == [asked.pk]
        assert Case.objects.filter(call=call, consultation=None).count() == 1


def test_control_without_guards_two_applications_have_the_same_consultation(monkeypatch: pytest.MonkeyPatch) -> None:
    members, group = two_members()
    call = make_optional_call()
    asked = ask(call, members[0], group)
    drafts = drafts_of(members, call, group)
    without_the_claim(monkeypatch)
    cases = together(*[partial(send, draft, draft.owner) for draft in drafts])
    assert [case.step for case in cases] == ["consultation", "consultation"], cases
    assert Case.objects.filter(consultation=asked).count() == 2
