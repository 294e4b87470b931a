"""Sending: one case per draft, in time or not at all, nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.core.errors import CaseError, Closed, Forbidden
from cms.mailings.models import OutgoingMail
from cms.people.models import GroupMembership
from forms.drafts import detach
from tests.factories_intake import make_applicant, make_draft, make_draft_complete, make_whole_call, submitted_case
from workflows.cases.models import Case, CaseFile, Submission
from workflows.intake.services import Incomplete, submit

pytestmark = pytest.mark.django_db


def test_a_sent_draft_is_a_case_with_its_answers_files_and_first_event() -> None:
    case = submitted_case()
    sent = Submission.objects.get(case=case)
    assert (case.step, case.turn, case.title, case.requested_yen) == (
        "receive",
        "hub",
        "町会ホームページの開設",
        50_000,
    )
    assert sent.answers["activity"]["from_on"] == "2026-12-01"
    assert sent.answers["group"]["representative_name"] == "𠮷田 髙子"
    assert {kept.question for kept in sent.files.all()} == {"rules", "officers"}
    assert case.notice == Case.Notice.ELECTRONIC
    assert [event.verb for event in case.events.all()] == ["submitted"]


def test_the_same_draft_sent_again_is_the_same_case_with_one_receipt() -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(), group)
    first = submit(draft, actor=user, arrived_at=timezone.now())
    again = submit(draft, actor=user, arrived_at=timezone.now() + timedelta(days=400))
    assert first.pk == again.pk
    assert Case.objects.count() == Submission.objects.count() == 1
    assert OutgoingMail.objects.filter(subject_ref=f"case:{first.pk}").count() == 1


def test_the_receipt_mail_holds_the_number_and_a_link_and_nothing_personal() -> None:
    case = submitted_case()
    mail = OutgoingMail.objects.get(subject_ref=f"case:{case.pk}")
    whole = mail.subject + mail.text + mail.html
    assert case.number in mail.subject
    assert f"/mypage/cases/{case.pk}/" in mail.text
    for secret in ("花子", "𠮷田", "町会ホームページ", "03-0000-0000"):
        assert secret not in whole


def test_a_form_with_problems_is_not_sent_and_says_where_they_are() -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(), group, budget={"income-1-amount": "9,000"})
    detach(draft, actor=user, file_id=draft.files.get(question="rules").pk)
    with pytest.raises(Incomplete) as refused:
        submit(draft, actor=user, arrived_at=timezone.now())
    assert {(p.section, p.question) for p in refused.value.problems} == {("budget", "income"), ("files", "rules")}
    draft.refresh_from_db()
    assert draft.sent_at is None
    assert not Case.objects.exists()


def test_in_time_is_the_moment_of_arrival_not_of_processing() -> None:
    user, group = make_applicant()
    closes = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    call = make_whole_call(closes_at=closes)
    draft = make_draft_complete(user, call, group)
    with pytest.raises(Closed):
        submit(draft, actor=user, arrived_at=closes + timedelta(minutes=1))
    last = closes + timedelta(seconds=59, milliseconds=999)
    assert submit(draft, actor=user, arrived_at=last).arrived_at == last


def test_who_has_left_the_group_does_not_send_for_it() -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(), group)
    GroupMembership.objects.filter(user=user).update(ended_at=timezone.now())
    with pytest.raises(Forbidden):
        submit(draft, actor=user, arrived_at=timezone.now())
    assert not Case.objects.exists()


def test_nobody_but_the_owner_sends_a_draft() -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(), group)
    stranger, _other = make_applicant()
    with pytest.raises(Forbidden):
        submit(draft, actor=stranger, arrived_at=timezone.now())


def test_a_group_of_another_kind_cannot_begin() -> None:
    user, group = make_applicant(kind="npo")
    call = make_whole_call(programme={"open_to": ["neighbourhood"]})
    with pytest.raises(CaseError):
        make_draft(user, call, group)


def test_a_second_start_resumes_the_unsent_draft() -> None:
    user, group = make_applicant()
    call = make_whole_call()
    assert make_draft(user, call, group).pk == make_draft(user, call, group).pk


def test_files_of_the_case_are_those_of_the_draft() -> None:
    case = submitted_case()
    kept = CaseFile.objects.filter(submission__case=case).select_related("file")
    assert sorted(one.file.name for one in kept) == ["officers.pdf", "rules.pdf"]
