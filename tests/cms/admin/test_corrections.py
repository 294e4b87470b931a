"""A correction or withdrawal of a group that writes on paper, or does not write at all, from the page of its case."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cms.audit.models import Refusal
from cms.mailings.models import OutgoingMail
from forms.models import Draft
from tests.cms.admin.correcting import TODAY, address, html, on_paper, stamp, upload, withdrawal
from tests.cms.admin.walking import client_of, walk
from tests.factories_cases import ask_correction, complete, let_pass
from tests.factories_intake import make_applicant, submitted_case
from tests.factories_people import make_hub, make_membership, make_staff
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.intake.reviewed import mark_of

pytestmark = pytest.mark.django_db


def begin(client: Client, case: Case) -> str:
    response = client.post(address(case, "correction/paper/"))
    assert response.status_code == 302, html(response)
    return response["Location"]


def type_in(client: Client, draft: str, section: str, **texts: str) -> HttpResponse:
    page = html(client.get(f"{draft}sections/{section}/"))
    found = re.search(r'name="seen_revision" value="(\d+)"', page)
    assert found, page
    kept = Draft.objects.get(pk=draft.rstrip("/").rpartition("/")[2]).sections.get(key=section).raw
    return client.post(f"{draft}sections/{section}/", {**kept, **texts, "seen_revision": found[1]})


def test_a_correction_on_paper_is_the_next_sending_with_its_scan_and_differences() -> None:
    case, reviewer = on_paper()
    client = client_of(reviewer)
    assert "紙で届いた補正を登録する" in html(client.get(address(case)))
    draft = begin(client, case)
    assert begin(client, case) == draft
    type_in(client, draft, "activity", place="試験町会館 二階集会室")
    assert client.post(f"{draft}enter/", stamp()).status_code == 200
    assert case.submissions.count() == 1
    client.post(f"{draft}files/", {"question": "scan", "file": upload("補正.pdf")})
    shown = html(client.get(f"{draft}enter/"))
    assert "<ins>試験町会館 二階集会室</ins>" in shown
    assert client.post(f"{draft}enter/", stamp())["Location"] == address(case)
    case.refresh_from_db()
    assert (case.step, case.turn, case.correction) == ("hub_check", "hub", {})
    newest = case.submissions.get(number=2)
    assert newest.answers["activity"]["place"] == "試験町会館 二階集会室"
    assert [kept.file.name for kept in newest.files.all()] == ["補正.pdf"]
    event = case.events.get(verb="resubmitted")
    assert (event.actor, event.payload["on_paper"]["received_on"]) == (reviewer, TODAY().isoformat())
    assert event.payload["gaps"] == ["files.rules", "files.officers"]
    page = html(client.get(address(case)))
    assert "<ins>試験町会館 二階集会室</ins>" in page
    assert "紙で受け付け、職員が登録（受付日）" in page
    walk(client, case)
    assert case.step == "draft"


def test_of_a_correction_on_paper_only_what_was_asked_for_can_be_changed() -> None:
    case, reviewer = on_paper()
    client = client_of(reviewer)
    draft = begin(client, case)
    page = html(client.get(draft))
    assert f"{draft}sections/activity/" in page
    assert f"{draft}sections/budget/" not in page
    assert client.get(f"{draft}sections/budget/").status_code == 302
    client.post(f"{draft}sections/budget/", {"requested_yen": "1", "seen_revision": "1"})
    assert Draft.objects.get(subject__startswith="paper_").sections.get(key="budget").answers["requested_yen"] == 50_000
    assert f"{draft}sections/files/" in page, "the gaps of the paper form may be filled as well"


def test_an_online_case_can_be_corrected_on_paper_and_its_applicant_gets_the_receipt() -> None:
    user, group = make_applicant()
    reviewer = make_staff("reviewer", group.hub)
    case = ask_correction(submitted_case(user=user, group=group), by=reviewer)
    client = client_of(reviewer)
    draft = begin(client, case)
    client.post(f"{draft}files/", {"question": "scan", "file": upload()})
    assert client.post(f"{draft}enter/", stamp()).status_code == 302
    case.refresh_from_db()
    assert (case.step, case.submissions.count()) == ("hub_check", 2)
    assert OutgoingMail.objects.filter(to=user.email, subject__contains="直した申請書").count() == 1
    resident = sign_in(Client(), user)
    assert "補正" in html(resident.get(f"/mypage/cases/{case.pk}/"))
    assert resident.get(f"/mypage/cases/{case.pk}/sent/2/").status_code == 200


def test_a_correction_typed_in_at_the_desk_is_no_draft_of_my_page() -> None:
    case, reviewer = on_paper()
    draft = begin(client_of(reviewer), case)
    key = draft.rstrip("/").rpartition("/")[2]
    client = client_of(reviewer)
    assert client.get(f"/mypage/drafts/{key}/").status_code == 404
    assert key not in html(client.get("/mypage/"))
    assert client_of(make_staff("chief", case.hub)).get(draft).status_code == 404


def test_a_correction_that_came_online_meanwhile_wins_and_the_desk_is_told_with_409() -> None:
    user, group = make_applicant()
    reviewer = make_staff("reviewer", group.hub)
    case = ask_correction(submitted_case(user=user, group=group), by=reviewer)
    client = client_of(reviewer)
    draft = begin(client, case)
    client.post(f"{draft}files/", {"question": "scan", "file": upload()})
    resident = sign_in(Client(), user)
    begun = resident.post(f"/mypage/cases/{case.pk}/correct/")["Location"]
    key = begun.rstrip("/").rpartition("/")[2]
    given = {"declared": "yes", "seen": mark_of(Draft.objects.get(pk=key))}
    assert resident.post(f"{begun}send/", given).status_code == 302
    late = client.post(f"{draft}enter/", stamp())
    assert late.status_code == 409
    assert "すでに送ったか" in html(late)
    assert case.submissions.count() == 2


def test_the_stamp_of_a_correction_lies_between_the_request_and_today() -> None:
    case, reviewer = on_paper()
    client = client_of(reviewer)
    draft = begin(client, case)
    client.post(f"{draft}files/", {"question": "scan", "file": upload()})
    for days in (-1, 1):
        day = (TODAY() + timedelta(days=days)).isoformat()
        assert client.post(f"{draft}enter/", stamp(received_on=day, received_time="12:00")).status_code == 200
    assert case.submissions.count() == 1


CLOSED_TO = ["division_reviewer", "division_approver", "accountant", "auditor", "member"]


@pytest.mark.parametrize("who", CLOSED_TO)
def test_only_the_hub_acts_in_place_of_a_group_and_never_its_own_people(who: str) -> None:
    case, _reviewer = on_paper()
    case = let_pass(case)
    person = make_staff("chief", case.hub) if who == "member" else make_staff(who)
    if who == "member":
        make_membership(case.group, person)
    client, before = client_of(person), (case.revision, case.event_count)
    page = html(client.get(address(case)))
    for rest in ("correction/paper/", "correction/end/", "withdrawal/"):
        assert address(case, rest) not in page
        assert client.post(address(case, rest), withdrawal(way="hub")).status_code == 403
    assert client.get(address(case, "withdrawal/")).status_code == 403
    case.refresh_from_db()
    assert ((case.revision, case.event_count), Draft.objects.filter(owner=person).count()) == (before, 0)
    assert Refusal.objects.filter(actor=person, subject=f"case:{case.pk}").count() == 4


def test_another_hub_finds_no_case() -> None:
    case, _reviewer = on_paper()
    client = client_of(make_staff("chief", make_hub()))
    for rest in ("correction/paper/", "correction/end/", "withdrawal/"):
        assert client.post(address(case, rest), withdrawal(way="hub")).status_code == 404
    assert client.get(address(case, "correction/letter/")).status_code == 404


@pytest.mark.parametrize("way, step, turn", [("hub", "hub_check", "hub"), ("division", "draft", "division")])
def test_when_the_last_day_is_over_the_case_goes_on_with_its_gaps_on_record(way: str, step: str, turn: str) -> None:
    case, reviewer = on_paper()
    client = client_of(reviewer)
    end = address(case, "correction/end/")
    assert end not in html(client.get(address(case)))
    assert client.post(end, {"way": way, "reason": "期限経過"}).status_code == 409
    assert Case.objects.get(pk=case.pk).step == "correction"
    case = let_pass(case)
    assert end in html(client.get(address(case)))
    assert client.post(end, {"way": way, "reason": ""}).status_code == 422
    assert client.post(end, {"way": way, "reason": "電話と郵便で連絡したが、提出がなかった。"}).status_code == 302
    case.refresh_from_db()
    assert (case.step, case.turn, case.correction) == (step, turn, {})
    assert case.due_at is not None
    assert case.due_at > timezone.now()
    event = case.events.get(verb="correction_ended")
    assert (event.actor, event.payload["sections"], event.payload["to"]) == (reviewer, ["activity"], way)
    assert event.payload["gaps"] == ["files.rules", "files.officers"]
    page = html(client.get(address(case)))
    for text in ("補正の期限の経過", "実施場所を詳しく。", "団体の会則", "電話と郵便で連絡したが"):
        assert text in page


def test_after_a_correction_that_never_came_the_division_can_refuse() -> None:
    case, reviewer = on_paper()
    case = let_pass(case)
    client_of(reviewer).post(address(case, "correction/end/"), {"way": "division", "reason": "提出なし"})
    case.refresh_from_db()
    case = complete(case, make_staff("division_reviewer"), outcome_wanted="refused", amount_yen="", reason="書類の不足")
    assert complete(case, make_staff("division_approver")).outcome == "refused"


def test_the_applicant_is_told_that_the_day_passed_and_where_the_case_stands() -> None:
    user, group = make_applicant()
    reviewer = make_staff("reviewer", group.hub)
    case = let_pass(ask_correction(submitted_case(user=user, group=group), by=reviewer))
    client_of(reviewer).post(address(case, "correction/end/"), {"way": "division", "reason": "職員だけのメモ"})
    page = html(sign_in(Client(), user).get(f"/mypage/cases/{case.pk}/"))
    assert "補正の期限の経過" in page
    assert "職員だけのメモ" not in page
    assert "補正してください" not in page
