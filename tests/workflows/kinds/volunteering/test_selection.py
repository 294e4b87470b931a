"""Choosing volunteers: the guardian, the slot, the points, the places, and who decides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.mailings.models import OutgoingMail
from tests.every_kind.driving import make_sender
from tests.factories_editing import also
from tests.factories_people import make_hub, make_staff
from tests.factories_volunteering import (
    decide,
    give_points,
    make_application,
    make_recruitment,
    make_slot,
    step,
    to_decision,
    to_draft,
    to_interview,
    to_slot,
)
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.engine.withdrawing import withdraw
from workflows.kinds.volunteering.models import Appointment, GuardianConsent, Recruitment, Score, Slot, SlotChoice
from workflows.kinds.volunteering.services import guardians, holding, scoring, selecting, slots
from workflows.kinds.volunteering.staff_forms import forward

pytestmark = pytest.mark.django_db
GUARDIAN = {"guardian_name": "見本 一郎", "guardian_relation": "父", "guardian_email": "parent@example.jp"}


def born(years: int) -> str:
    return (timezone.localdate() - timedelta(days=int(years * 365.25) + 5)).isoformat()


def make_minor() -> Case:
    return make_application(make_recruitment(), person={"born_on": born(16)}, guardian=GUARDIAN)


def link_in_mail() -> str:
    mail = OutgoingMail.objects.filter(to="parent@example.jp").latest("pk")
    found = re.search(r"https?://[^/]+(/mypage/volunteering/consent/\S+)", mail.text)
    assert found
    return found[1]


def test_a_minor_names_a_guardian_and_the_too_young_cannot_send() -> None:
    for years, problem in ((16, "18歳未満の方は"), (12, "15歳以上の方です")):
        with pytest.raises(CaseError) as refused:
            make_application(make_recruitment(youngest=15), person={"born_on": born(years)})
        assert any(problem in one.message for one in refused.value.problems)


def test_without_the_guardians_consent_a_minor_does_not_go_on() -> None:
    case = make_minor()
    reviewer = make_staff("reviewer", case.hub)
    step(case, reviewer, "done", guardians.receive, received_on=timezone.localdate())
    with pytest.raises(CaseError):
        step(case, reviewer, "forward", forward, opinion="書類はそろっている。")
    page = Client().get(link_in_mail())
    assert page.status_code == 200
    assert "地域情報協力員" in page.content.decode()
    answer = Client().post(link_in_mail(), {"name": "見本 一郎", "answer": "yes"})
    assert answer.status_code == 200
    consent = GuardianConsent.objects.get(case=case)
    assert (consent.state, consent.answered_by) == ("given", "見本 一郎")
    assert consent.answered_at is not None
    step(case, reviewer, "forward", forward, opinion="書類はそろっている。")
    case.refresh_from_db()
    assert case.step == "slot"


def test_a_guardian_who_declines_ends_it_and_an_old_link_is_dead() -> None:
    case = make_minor()
    reviewer = make_staff("reviewer", case.hub)
    step(case, reviewer, "done", guardians.receive, received_on=timezone.localdate())
    old = link_in_mail()
    case = Case.objects.get(pk=case.pk)
    guardians.ask_again(case, actor=reviewer)
    Client().post(old, {"name": "誰か", "answer": "yes"})
    assert guardians.problem(case) != ""
    Client().post(link_in_mail(), {"name": "見本 一郎", "answer": "no"})
    assert "同意していない" in guardians.problem(case)
    Client().post(link_in_mail(), {"name": "見本 一郎", "answer": "yes"})
    assert GuardianConsent.objects.filter(case=case, state="given").count() == 0
    assert Client().get("/mypage/volunteering/consent/none/").status_code == 404


def test_a_slot_takes_no_more_than_its_capacity_and_changing_frees_the_old_one() -> None:
    recruitment = make_recruitment()
    first = make_application(recruitment)
    to_slot(first)
    only = make_slot(recruitment, first.hub, hour=14)
    slots.choose(first, actor=first.applicant, slot=only.pk)
    second = make_application(recruitment, hub=first.hub)
    to_slot(second)
    with pytest.raises(CaseError):
        slots.choose(second, actor=second.applicant, slot=only.pk)
    first.refresh_from_db()
    other = make_slot(recruitment, first.hub, hour=16)
    slots.choose(first, actor=first.applicant, slot=other.pk)
    slots.choose(second, actor=second.applicant, slot=only.pk)
    taken = dict(Slot.objects.filter(pk__in=[only.pk, other.pk]).values_list("pk", "taken"))
    assert taken == {only.pk: 1, other.pk: 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=only.pk).update(taken=2)


def test_the_interview_is_changed_until_the_day_before_and_never_for_a_foreign_slot() -> None:
    case = make_application(make_recruitment())
    to_interview(case)
    with pytest.raises(Http404):
        slots.choose(case, actor=case.applicant, slot=make_slot(make_recruitment(), case.hub).pk)
    with pytest.raises(Forbidden):
        slots.choose(case, actor=make_sender("試験 他人"), slot=slots.chosen(case).slot_id)
    choice = SlotChoice.objects.get(case=case)
    Slot.objects.filter(pk=choice.slot_id).update(starts_at=timezone.now() + timedelta(minutes=1))
    with pytest.raises(CaseError):
        slots.choose(case, actor=case.applicant, slot=make_slot(case.call.recruitment, case.hub, days=9).pk)
    page = sign_in(Client(), case.applicant).get(f"/mypage/volunteering/cases/{case.pk}/slot/")
    assert page.status_code == 302


def test_who_withdraws_leaves_the_slot_to_others() -> None:
    case = make_application(make_recruitment())
    to_interview(case)
    slot = slots.chosen(case).slot
    withdraw(case, actor=case.applicant)
    slot.refresh_from_db()
    assert slot.taken == 0
    assert slots.chosen(case) is None


def test_nobody_sees_others_points_before_theirs_are_in() -> None:
    case = make_application(make_recruitment(scorers=2))
    to_interview(case)
    one, two = make_staff("reviewer", case.hub), make_staff("chief", case.hub)
    points = {"熱意": 5, "文章力": 5, "地域とのかかわり": 3}
    scoring.give(case, actor=one, points=points, comment="とても熱心である")
    client = sign_in(Client(), two)
    for path in (f"/cms/desk/kinds/volunteering/cases/{case.pk}/score/", f"/cms/desk/cases/{case.pk}/"):
        assert "とても熱心である" not in client.get(path).content.decode(), path
    with pytest.raises(CaseError):
        scoring.give(case, actor=one, points=points)
    scoring.give(case, actor=two, points=points)
    assert "とても熱心である" in client.get(f"/cms/desk/cases/{case.pk}/").content.decode()
    assert Score.objects.filter(case=case).count() == 2


def test_who_is_close_to_the_applicant_gives_no_points_and_sees_none() -> None:
    case = make_application(make_recruitment(scorers=1))
    reviewer = to_interview(case)
    friend = make_staff("reviewer", case.hub)
    address = f"/cms/desk/kinds/volunteering/cases/{case.pk}/score/"
    assert sign_in(Client(), friend).post(address, {"action": "conflict", "reason": "友人"}).status_code == 302
    with pytest.raises(CaseError):
        scoring.give(case, actor=friend, points=dict.fromkeys(scoring.recruitment_of(case).criteria_list, 5))
    with pytest.raises(CaseError):
        step(case, reviewer, "done", scoring.finish)
    give_points(case, 3, people=1)
    assert [score.scorer for score in scoring.visible(friend, case)] == [friend]
    step(case, reviewer, "done", scoring.finish)
    assert [score.scorer for score in scoring.visible(friend, case)] == [friend]


def test_the_applicants_own_staff_and_other_hubs_give_no_points() -> None:
    case = make_application(make_recruitment())
    to_interview(case)
    points = dict.fromkeys(scoring.recruitment_of(case).criteria_list, 3)
    for actor in (make_staff("reviewer", make_hub()), make_staff("accountant"), case.applicant):
        with pytest.raises(Forbidden):
            scoring.give(case, actor=actor, points=points)


def test_who_gave_points_does_not_decide_nor_does_a_deputy_for_them() -> None:
    case = make_application(make_recruitment())
    to_decision(case)
    scorer = Score.objects.filter(case=case).first().scorer
    also(scorer, "division_approver")
    with pytest.raises(Forbidden):
        decide(case, scorer)
    case.refresh_from_db()
    assert (case.step, case.outcome) == ("decision", "")
    assert decide(case).outcome == "appointed"


def test_nobody_is_appointed_without_an_interview() -> None:
    case = make_application(make_recruitment())
    reviewer = to_interview(case)
    step(case, reviewer, "absent", scoring.stayed_away)
    texts = {"reason": "理由", "letter_reason": "", "conditions": "", "amount_yen": None}
    with pytest.raises(CaseError):
        step(case, make_staff("division_reviewer"), "done", selecting.draft, outcome="appointed", **texts)


def test_beyond_the_places_is_the_waiting_list_in_order_of_points_then_arrival() -> None:
    recruitment = make_recruitment(places=1)
    cases = [make_application(recruitment) for _number in range(4)]
    for case, points in zip(cases, (3, 2, 5, 2), strict=True):
        to_decision(case, points=points)
        decide(case)
    assert [case.outcome for case in cases] == ["appointed", "waiting", "waiting", "waiting"]
    recruitment.refresh_from_db()
    assert recruitment.taken == 1
    assert [row.case_id for row in holding.waiting(recruitment.pk)] == [cases[2].pk, cases[1].pk, cases[3].pk]
    assert cases[2].letters.get().outcome == "waiting"
    with pytest.raises(IntegrityError), transaction.atomic():
        Recruitment.objects.filter(pk=recruitment.pk).update(taken=2)


def test_the_letter_of_appointment_names_number_role_and_term() -> None:
    case = make_application(make_recruitment())
    to_decision(case)
    decide(case)
    row = Appointment.objects.get(case=case)
    today = timezone.localdate()
    year = today.year + 1 if today.month >= 4 else today.year
    assert (row.state, row.until_on.isoformat()) == ("registered", f"{year}-03-31")
    texts = str(case.letters.get().content["items"])
    assert row.number in texts
    assert "地域情報協力員" in texts
    assert "任期" in texts


def test_a_refusal_gives_its_reason_and_makes_no_appointment() -> None:
    case = make_application(make_recruitment())
    to_decision(case, "refused", letter_reason="応募者が多数のため。")
    decide(case)
    assert not Appointment.objects.filter(case=case).exists()
    assert "応募者が多数" in str(case.letters.get().content["items"])


def test_a_draft_is_not_shown_to_be_decided_by_its_drafter() -> None:
    case = make_application(make_recruitment())
    to_draft(case)
    both = make_staff("division_reviewer")
    also(both, "division_approver")
    texts = {"reason": "理由", "letter_reason": "", "conditions": "", "amount_yen": None}
    step(case, both, "done", selecting.draft, outcome="appointed", **texts)
    with pytest.raises(Forbidden):
        decide(case, both)
