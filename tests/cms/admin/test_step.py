"""Every staff step through its real address: by the right people, and by nobody else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from cms.audit.models import Refusal
from cms.people.models import User
from tests.cms.admin.walking import answers, client_of, seen_revision, step_address, walk
from tests.factories_cases import bring_to, make_call, make_case
from tests.factories_people import make_deputy, make_hub, make_membership, make_staff
from workflows.cases.models import Case
from workflows.grants.models import Grant

pytestmark = pytest.mark.django_db


def state(case: Case) -> tuple:
    fresh = Case.objects.get(pk=case.pk)
    return fresh.step, fresh.revision, fresh.event_count, fresh.outcome


def test_the_right_people_walk_a_case_to_its_decision() -> None:
    case = make_case()
    reviewer = client_of(make_staff("reviewer", case.hub))
    for step in ("hub_check", "draft"):
        response = walk(reviewer, case)
        assert response.status_code == 302
        assert case.step == step
    walk(client_of(make_staff("division_reviewer")), case)
    assert case.step == "decision"
    walk(client_of(make_staff("division_approver")), case)
    assert (case.outcome, case.step, case.decided_yen) == ("granted", "letter", 50_000)
    assert Grant.objects.filter(case=case).exists()


def test_the_consultation_step_is_recorded_at_the_desk() -> None:
    case = make_case(start="consultation")
    walk(client_of(make_staff("chief", case.hub)), case, held_on=None, record_text="窓口で相談を受けた。")
    assert case.step == "receive"


def test_a_correction_is_asked_for_with_reasons() -> None:
    case = bring_to("hub_check", make_case())
    data = {"result": "send_back", "sections": ["activity"], "reason": "金額の確認", "due_on": "2099-03-31"}
    walk(client_of(make_staff("reviewer", case.hub)), case, **data)
    assert (case.step, case.correction["reason"]) == ("correction", "金額の確認")


def test_a_decision_about_money_is_shown_once_more_before_it_is_made() -> None:
    case = bring_to("decision", make_case(call=make_call(budget_yen=200_000)))
    approver = client_of(make_staff("division_approver"))
    shown = approver.get(step_address(case))
    sent = {**answers(case), "seen_revision": seen_revision(shown)}
    before = state(case)
    asked = approver.post(step_address(case), sent)
    html = asked.content.decode()
    assert asked.status_code == 200
    assert state(case) == before
    for text in ("50,000円", "200,000円", "150,000円", str(case.drafted_by)):
        assert text in html
    edited = approver.post(step_address(case), {**sent, "confirmed": "1", "edit": "1"})
    assert (edited.status_code, state(case)) == (200, before)
    assert approver.post(step_address(case), {**sent, "confirmed": "1"}).status_code == 302
    case.refresh_from_db()
    assert case.outcome == "granted"


def test_a_deputy_is_told_for_whom_they_decide_and_it_is_on_record() -> None:
    case = bring_to("decision", make_case())
    chief = make_staff("division_approver", name="代理 元子")
    deputy = make_staff("division_reviewer")
    make_deputy(chief, deputy)
    client = client_of(deputy)
    assert "代理 元子" in client.get(step_address(case)).content.decode()
    walk(client, case)
    assert (case.decided_by, case.decided_for) == (deputy, chief)


WRONG = {
    "receive": ["chief elsewhere", "division_reviewer", "division_approver", "accountant", "auditor"],
    "hub_check": ["reviewer elsewhere", "division_reviewer", "auditor"],
    "draft": ["reviewer", "chief", "division_approver", "accountant", "auditor"],
    "decision": ["reviewer", "chief", "division_reviewer", "accountant", "auditor"],
}


@pytest.mark.parametrize("step,who", [(step, who) for step, people in WRONG.items() for who in people])
def test_wrong_people_are_refused_and_it_is_on_record(step: str, who: str) -> None:
    case = bring_to(step, make_case())
    role, _space, elsewhere = who.partition(" ")
    hub = (make_hub() if elsewhere else case.hub) if role in ("reviewer", "chief") else None
    person = make_staff(role, hub)
    client = client_of(person)
    before = state(case)
    expected = 404 if elsewhere else 403
    data = {**answers(case), "seen_revision": case.revision, "confirmed": "1"}
    assert client.get(step_address(case)).status_code == expected
    assert client.post(step_address(case), data).status_code == expected
    assert state(case) == before
    assert Refusal.objects.filter(actor=person).count() == 2


@pytest.mark.parametrize("role", ["administrator", "editor_in_chief", "editor"])
def test_roles_without_cases_find_no_step(role: str) -> None:
    case = make_case()
    client = client_of(make_staff(role, case.hub if role == "editor" else None))
    assert client.get(step_address(case)).status_code == 404
    assert client.post(step_address(case), answers(case)).status_code == 404


def test_a_member_of_the_group_is_refused() -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    make_membership(case.group, reviewer)
    client = client_of(reviewer)
    data = {**answers(case), "seen_revision": case.revision}
    assert client.get(step_address(case)).status_code == 403
    assert client.post(step_address(case), data).status_code == 403
    assert case.step == "receive"


def test_who_drafted_is_refused_even_as_an_approver() -> None:
    case = bring_to("decision", make_case())
    approver = make_staff("division_approver")
    Case.objects.filter(pk=case.pk).update(drafted_by=approver)
    client = client_of(approver)
    data = {**answers(case), "seen_revision": case.revision, "confirmed": "1"}
    assert client.get(step_address(case)).status_code == 403
    assert client.post(step_address(case), data).status_code == 403
    assert Case.objects.get(pk=case.pk).outcome == ""
    assert Refusal.objects.filter(actor=approver).count() == 2


def test_a_role_that_ended_meanwhile_does_nothing() -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    client = client_of(reviewer)
    revision = seen_revision(client.get(step_address(case)))
    reviewer.hubroles.update(until_on="2021-03-31")
    response = client.post(step_address(case), {**answers(case), "seen_revision": revision})
    assert response.status_code in (302, 404)
    assert Case.objects.get(pk=case.pk).step == "receive"


def test_a_step_that_somebody_else_did_is_409_and_says_who_did_what() -> None:
    case = make_case()
    first, second = (make_staff("reviewer", case.hub, name=name) for name in ("先 一郎", "後 二郎"))
    slow = client_of(second)
    address = step_address(case)
    revision = seen_revision(slow.get(address))
    late = {**answers(case, note="書きかけの備考"), "seen_revision": revision}
    walk(client_of(first), case)
    events = case.event_count
    response = slow.post(address, late)
    html = response.content.decode()
    assert response.status_code == 409
    assert "先 一郎" in html
    assert "書きかけの備考" in html
    assert Case.objects.get(pk=case.pk).event_count == events


def test_a_page_older_than_the_case_is_409() -> None:
    case = make_case()
    client = client_of(make_staff("reviewer", case.hub))
    for revision in (str(case.revision - 1), "", "x", "9" * 30):
        response = client.post(step_address(case), {**answers(case), "seen_revision": revision})
        assert response.status_code == 409
    assert Case.objects.get(pk=case.pk).step == "receive"


def test_a_step_that_is_done_leads_to_the_case() -> None:
    case = make_case()
    client = client_of(make_staff("reviewer", case.hub))
    address = step_address(case)
    walk(client, case)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/cms/desk/cases/{case.pk}/")


def test_wrong_answers_stand_beside_their_fields_and_lose_nothing() -> None:
    case = bring_to("hub_check", make_case())
    client = client_of(make_staff("reviewer", case.hub))
    data = {"result": "send_back", "reason": "途中まで書いた理由", "seen_revision": case.revision}
    html = client.post(step_address(case), data).content.decode()
    assert "途中まで書いた理由" in html
    assert "error-message" in html
    assert Case.objects.get(pk=case.pk).step == "hub_check"


def test_what_the_procedure_forbids_is_said_on_the_form() -> None:
    case = bring_to("decision", make_case(call=make_call(budget_yen=40_000)))
    client = client_of(make_staff("division_approver"))
    data = {"result": "decide", "reason": "書いておいた備考", "seen_revision": case.revision, "confirmed": "1"}
    response = client.post(step_address(case), data)
    html = response.content.decode()
    assert response.status_code == 200
    assert "40,000円" in html
    assert "書いておいた備考" in html
    assert Case.objects.get(pk=case.pk).outcome == ""


@pytest.mark.parametrize("text, status", [("a\x00b", 200), ("\udc80", 302), ("x" * 1_000_000, 200)])
def test_text_that_cannot_be_kept_is_no_error_of_ours(text: str, status: int) -> None:
    """NUL is refused beside its field; bytes that are no UTF-8 arrive as U+FFFD; 1 MB is over the field's limit."""
    case = make_case()
    client = client_of(make_staff("reviewer", case.hub))
    data = {**answers(case), "note": text, "seen_revision": case.revision}
    body = urlencode(data, errors="surrogatepass")
    response = client.post(step_address(case), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == status
    case.refresh_from_db()
    assert case.step == ("hub_check" if status == 302 else "receive")


def test_the_page_says_whose_case_it_is_and_what_to_do() -> None:
    case = make_case()
    html = client_of(make_staff("reviewer", case.hub)).get(step_address(case)).content.decode()
    for text in (case.number, case.group.name, "町会ホームページの開設"):
        assert text in html


def test_an_anonymous_visitor_is_sent_to_sign_in(client: Client) -> None:
    case = make_case()
    assert client.get(step_address(case)).status_code == 302
    assert client.post(step_address(case), answers(case)).status_code == 302
    assert isinstance(case.applicant, User)
    assert state(case)[0] == "receive"
