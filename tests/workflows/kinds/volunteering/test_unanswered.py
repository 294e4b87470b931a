"""A guardian who does not answer: reminded, ended on the last day, told, and refused with a letter by two people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cms.core.errors import CaseError
from cms.jobs.worker import run_due
from tests.cms.admin.walking import client_of, seen_revision, step_address
from tests.factories_people import make_staff
from tests.factories_volunteering import decide, make_application, make_recruitment, step
from tests.sign_in import sign_in
from tests.workflows.kinds.volunteering.test_guardians import GUARDIAN, born, received
from workflows.cases.models import Case, CaseEvent
from workflows.intake.services.withdrawing import take_back
from workflows.kinds.volunteering.models import GuardianConsent
from workflows.kinds.volunteering.services import guardians, selecting, unanswered
from workflows.kinds.volunteering.staff_forms import forward

pytestmark = pytest.mark.django_db
State = GuardianConsent.State
OPINION = "保護者の回答が得られなかった。"


def asked() -> GuardianConsent:
    """A minor's application was taken in, so the guardian has a mail with a link."""
    case = received(make_application(make_recruitment(), person={"born_on": born(16)}, guardian=GUARDIAN))
    run_due()
    return GuardianConsent.objects.select_related("case__hub", "case__applicant").get(case=case)


def last_day(consent: GuardianConsent) -> date:
    assert consent.due_on is not None
    return consent.due_on


def over(consent: GuardianConsent) -> Case:
    """The last day was yesterday, and the worker has looked."""
    GuardianConsent.objects.filter(pk=consent.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert unanswered.expire_due() == 1
    run_due()
    return Case.objects.get(pk=consent.case_id)


def mails_to(address: str) -> list[str]:
    return [one.subject for one in mail.outbox if one.to == [address]]


def links_to(address: str) -> list[str]:
    texts = [one.body for one in mail.outbox if one.to == [address]]
    return [line for text in texts for line in text.split() if "/consent/" in line]


def test_the_question_has_a_last_day_that_is_a_setting_and_everybody_reads_it(settings: object) -> None:
    settings.GUARDIAN_ANSWER_DAYS = 9  # type: ignore[attr-defined]
    consent = asked()
    assert last_day(consent) == timezone.localdate() + timedelta(days=9)
    told = f"{last_day(consent).month}月{last_day(consent).day}日"
    (text,) = [one.body for one in mail.outbox if one.to == [consent.email]]
    assert f"{told}までに" in text
    page = sign_in(Client(), consent.case.applicant).get(f"/mypage/cases/{consent.case_id}/").content.decode()
    assert f"{told}までに回答するよう" in page


def test_before_the_last_day_the_guardian_is_reminded_once_and_both_links_work() -> None:
    consent = asked()
    day = last_day(consent)
    assert unanswered.remind_due(day - timedelta(days=5)) == 0
    assert [unanswered.remind_due(day - timedelta(days=4)), unanswered.remind_due(day)] == [1, 0]
    run_due()
    assert len(mails_to(consent.email)) == 2
    first, second = links_to(consent.email)
    assert first != second
    for link in (first, second):
        assert "同意します" in Client().get(link[link.index("/mypage") :]).content.decode()
    assert CaseEvent.objects.filter(case=consent.case_id, verb="guardian_reminded").count() == 1
    found = guardians.find(second.rstrip("/").rsplit("/", 1)[1])
    assert found is not None
    guardians.answer(found, name="見本 一郎", consents=True)
    assert guardians.problem(consent.case) == ""
    assert unanswered.expire_due(day + timedelta(days=1)) == 0


def test_nobody_is_reminded_or_ended_whose_case_is_withdrawn_or_who_has_answered() -> None:
    withdrawn, answered = asked(), asked()
    take_back(withdrawn.case, actor=withdrawn.case.applicant)
    guardians.answer(answered, name="見本 一郎", consents=False)
    day = last_day(answered)
    assert [unanswered.remind_due(day), unanswered.expire_due(day + timedelta(days=1))] == [0, 0]


def test_on_the_last_day_it_is_still_answered_and_after_it_no_more() -> None:
    consent = asked()
    GuardianConsent.objects.filter(pk=consent.pk).update(due_on=timezone.localdate())
    assert unanswered.expire_due() == 0
    consent.refresh_from_db()
    assert guardians.is_open(consent)
    GuardianConsent.objects.filter(pk=consent.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    consent.refresh_from_db()
    with pytest.raises(CaseError):
        guardians.answer(consent, name="見本 一郎", consents=True)


def test_after_the_last_day_applicant_and_hub_are_told_and_the_event_is_on_record() -> None:
    consent = asked()
    reviewer = make_staff("reviewer", consent.case.hub)
    case = over(consent)
    assert GuardianConsent.objects.get(pk=consent.pk).state == State.EXPIRED
    assert CaseEvent.objects.get(case=case, verb="guardian_expired").payload["consent"] == consent.pk
    assert mails_to(case.applicant.email)[-1] == f"保護者の方の回答期限が過ぎました（受付番号 {case.number}）"
    assert f"保護者の回答期限が過ぎた応募があります（受付番号 {case.number}）" in mails_to(reviewer.email)
    page = sign_in(Client(), case.applicant).get(f"/mypage/cases/{case.pk}/").content.decode()
    assert "このままでは選考に進めません" in page
    assert "期限までになかった" in page
    (link,) = links_to(consent.email)
    assert "同意します" not in Client().get(link[link.index("/mypage") :]).content.decode()
    assert unanswered.expire_due(timezone.localdate() + timedelta(days=99)) == 0


def test_without_an_answer_the_hub_passes_it_on_and_the_division_refuses_with_a_letter() -> None:
    case = over(asked())
    reviewer = make_staff("reviewer", case.hub)
    with pytest.raises(CaseError):
        step(case, reviewer, "forward", forward, opinion=OPINION)
    client, here = client_of(reviewer), step_address(case)
    page = client.get(here)
    assert "保護者の同意なし" in page.content.decode()
    sent = {"result": "no_consent", "opinion": OPINION, "seen_revision": seen_revision(page)}
    assert client.post(here, {**sent, "opinion": ""}).status_code == 200
    assert client.post(here, sent).status_code == 302
    case.refresh_from_db()
    assert case.step == "draft"
    drafter = make_staff("division_reviewer")
    texts = {"reason": "同意がない。", "conditions": "", "amount_yen": None}
    for outcome in ("appointed", "waiting"):
        with pytest.raises(CaseError):
            step(case, drafter, "done", selecting.draft, outcome=outcome, letter_reason="", **texts)
    reason = "保護者の同意が得られなかったため。"
    step(case, drafter, "done", selecting.draft, outcome="refused", letter_reason=reason, **texts)
    assert decide(case).outcome == "refused"
    run_due()
    assert reason in str(case.letters.get(outcome="refused", state="issued").content["items"])


def test_a_refused_consent_ends_the_same_way_and_an_open_question_does_not() -> None:
    consent = asked()
    reviewer = make_staff("reviewer", consent.case.hub)
    page = client_of(reviewer).get(step_address(consent.case)).content.decode()
    assert "保護者の同意なし" not in page
    with pytest.raises(CaseError):
        step(consent.case, reviewer, "no_consent", guardians.pass_on_without, opinion=OPINION)
    guardians.answer(consent, name="見本 一郎", consents=False)
    assert "保護者の同意なし" in client_of(reviewer).get(step_address(consent.case)).content.decode()
    step(consent.case, reviewer, "no_consent", guardians.pass_on_without, opinion=OPINION)
    assert Case.objects.get(pk=consent.case_id).step == "draft"


def test_after_the_end_the_hub_asks_again_with_a_new_last_day() -> None:
    case = over(asked())
    again = guardians.ask_again(case, actor=make_staff("reviewer", case.hub))
    assert last_day(again) > timezone.localdate()
    assert guardians.current(case) == again
    guardians.answer(again, name="見本 一郎", consents=True)
    assert guardians.problem(case) == ""
