"""Asking a group for a correction, by mail or by a printed letter; its withdrawal on paper; back from the division."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.mailings.models import OutgoingMail
from cms.people.models import User
from media.models import PrivateFile
from tests.cms.admin.correcting import TODAY, address, html, on_paper, withdrawal
from tests.cms.admin.walking import client_of, walk
from tests.factories_cases import ask_correction, bring_to, complete, let_pass, make_case
from tests.factories_intake import make_applicant, paper_case, submitted_case
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from tests.sign_in import sign_in
from workflows.cases.models import Case, CaseFile, CaseReading

pytestmark = pytest.mark.django_db


def test_a_withdrawal_on_paper_ends_the_case_and_names_who_recorded_it() -> None:
    user, group = make_applicant()
    reviewer = make_staff("reviewer", group.hub)
    case = ask_correction(submitted_case(user=user, group=group), by=reviewer)
    client = client_of(reviewer)
    assert address(case, "withdrawal/") in html(client.get(address(case)))
    response = client.post(address(case, "withdrawal/"), withdrawal())
    assert response.status_code == 302, html(response)
    case.refresh_from_db()
    assert (case.outcome, case.step, case.turn, case.due_at, case.open_task) == (
        "withdrawn", "withdrawn", "nobody", None, None,
    )  # fmt: skip
    event = case.events.get(verb="withdrawn")
    scan = CaseFile.objects.get(submission__case=case, question="withdrawal").file
    assert event.actor == reviewer
    assert event.payload["on_paper"] == {"received_on": TODAY().isoformat(), "scan": scan.sha256_stored}
    assert event.details.values["reason"] == "事業を中止するため"
    assert OutgoingMail.objects.filter(to=user.email, subject__contains="取下げ").count() == 1
    page = html(client.get(address(case)))
    assert "取下書.pdf" in page
    assert client.get(address(case, f"files/{scan.pk}/")).status_code == 200


def test_a_withdrawal_without_scan_reason_or_possible_day_changes_nothing_and_keeps_no_file() -> None:
    case, reviewer = on_paper()
    client, files = client_of(reviewer), PrivateFile.objects.count()
    future, past = ((TODAY() + timedelta(days=days)).isoformat() for days in (1, -30))
    for wrong in ({"scan": ""}, {"reason": ""}, {"received_on": future}, {"received_on": past}):
        response = client.post(address(case, "withdrawal/"), withdrawal(**wrong))
        assert response.status_code in (409, 422), wrong
        assert "取下書の受付日" in html(response)
    case.refresh_from_db()
    assert (case.outcome, case.step) == ("", "correction")
    assert PrivateFile.objects.count() == files


def test_a_decided_case_is_not_withdrawn_on_paper() -> None:
    case = complete(bring_to("decision", make_case()), make_staff("division_approver"))
    client = client_of(make_staff("chief", case.hub))
    assert client.get(address(case, "withdrawal/"))["Location"] == address(case)
    assert client.post(address(case, "withdrawal/"), withdrawal()).status_code == 409
    case.refresh_from_db()
    assert case.outcome == "granted"
    assert not PrivateFile.objects.filter(name="取下書.pdf").exists()


def test_the_division_gives_a_case_back_to_the_hub_which_then_asks_the_applicant() -> None:
    user, group = make_applicant()
    case = bring_to("draft", submitted_case(user=user, group=group))
    client = client_of(make_staff("division_reviewer"))
    response = walk(client, case, outcome_wanted="send_back", amount_yen="", reason="見積書の内訳を確認してほしい。")
    assert response.status_code == 302
    assert (case.step, case.turn, case.proposal, case.drafted_by) == ("hub_check", "hub", {}, None)
    assert case.needs == f"cases.review@{case.hub.code}"
    assert case.due_at is not None
    assert case.due_at > timezone.now()
    reviewer = make_staff("reviewer", case.hub)
    assert "見積書の内訳を確認してほしい。" in html(client_of(reviewer).get(address(case)))
    resident = html(sign_in(Client(), user).get(f"/mypage/cases/{case.pk}/"))
    assert "見積書の内訳" not in resident
    assert ask_correction(case, by=reviewer).step == "correction"


def test_giving_back_to_the_hub_needs_its_reason_and_leaves_no_draft_standing() -> None:
    case = bring_to("decision", make_case())
    case = complete(case, make_staff("division_approver"), result="send_back", reason="金額の根拠")
    client = client_of(make_staff("division_reviewer"))
    walk(client, case, outcome_wanted="send_back", amount_yen="", reason="")
    assert (case.step, case.proposed_yen) == ("draft", 50_000)
    walk(client, case, outcome_wanted="send_back", amount_yen="", reason="拠点で確認")
    assert (case.step, case.proposed_yen, case.proposal) == ("hub_check", None, {})


def test_the_request_for_a_correction_is_printed_with_what_is_asked_until_when_and_whom_to_ask() -> None:
    group = make_group(make_hub(phone="03-1111-2222", hours="平日 9時から17時まで"), address="練馬区試験町9-9-9")
    reviewer = make_staff("reviewer", group.hub)
    case = paper_case(actor=reviewer, group=group)
    client, letter = client_of(reviewer), address(case, "correction/letter/")
    assert client.get(letter)["Location"] == address(case)
    case = ask_correction(case, by=reviewer, due_on="2099-03-31")
    assert letter in html(client.get(address(case)))
    page = html(client.get(letter))
    for text in ("補正依頼書", case.number, "実施場所を詳しく。", "事業の内容", "令和81年3月31日まで", "03-1111-2222",
                 "試験町会", "様", case.programme.name):  # fmt: skip
        assert text in page, text
    assert "theme/print.css" in page
    assert "style=" not in page
    assert CaseReading.objects.filter(case=case, reader=reviewer, door="correction letter").count() == 1


def test_everybody_who_acts_for_the_group_is_told_once_of_each_request_with_a_link_only() -> None:
    user, group = make_applicant()
    colleague, gone, away = (make_user() for _ in range(3))
    make_membership(group, colleague)
    make_membership(group, gone, ended_at=timezone.now())
    make_membership(group, away)
    User.objects.filter(pk=away.pk).update(is_active=False)
    reviewer = make_staff("reviewer", group.hub)
    case = ask_correction(submitted_case(user=user, group=group), by=reviewer)
    mails = OutgoingMail.objects.filter(subject__contains="補正をお願いします")
    assert sorted(mails.values_list("to", flat=True)) == sorted([user.email, colleague.email])
    for mail in mails:
        assert f"/mypage/cases/{case.pk}/" in mail.text
        assert f"/mypage/cases/{case.pk}/" in mail.html
        for private in ("実施場所", group.name, "試験 花子", "𠮷田", "ホームページ"):
            assert private not in mail.text + mail.html + mail.subject
    case = let_pass(case)
    client_of(reviewer).post(address(case, "correction/end/"), {"way": "hub", "reason": "もう一度お願いする"})
    ask_correction(Case.objects.get(pk=case.pk), by=reviewer)
    assert mails.all().count() == 4
