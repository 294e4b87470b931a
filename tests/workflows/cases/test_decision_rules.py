"""What a draft has to say before it can be decided, through the pages of the desk and in the services."""

from __future__ import annotations

import pytest
from django.db import transaction

from cms.core.errors import CaseError, Forbidden
from cms.people.models import HubRole
from tests.cms.admin.walking import answers, client_of, seen_revision, step_address, walk
from tests.factories_cases import bring_to, complete, make_call, make_case, make_programme
from tests.factories_people import LONG_AGO, make_deputy, make_membership, make_staff
from workflows.cases.models import Case
from workflows.cases.services import decision

pytestmark = pytest.mark.django_db
GROUNDS, TOLD = "要綱第4条第2項による。", "対象とならない経費5,000円を除いたため。"


def at_draft(**fields: object) -> Case:
    return bring_to("draft", make_case(**fields))


def draft(case: Case, **data: object) -> Case:
    """The service itself, without any form before it."""
    given = {"outcome": "granted", "amount_yen": 45_000, "reason": GROUNDS, **data}
    with transaction.atomic():
        return decision.draft_decision(case, actor=make_staff("division_reviewer"), **given)


@pytest.mark.parametrize(
    "data",
    [
        {"letter_reason": " "},
        {"outcome": "refused", "amount_yen": None},
        {"outcome": "refused", "amount_yen": None, "letter_reason": "\n"},
        {"letter_reason": TOLD, "reason": " "},
        {"amount_yen": 50_000, "letter_reason": TOLD},
    ],
)
def test_a_draft_below_the_request_needs_reasons_for_the_letter_and_a_whole_one_has_none(data: dict) -> None:
    case = at_draft()
    with pytest.raises(CaseError):
        draft(case, **data)
    case.refresh_from_db()
    assert (case.proposal, case.proposed_yen) == ({}, None)


def test_the_amount_follows_the_rounding_of_the_programme() -> None:
    case = at_draft(call=make_call(make_programme(rounding_yen=1000)))
    with pytest.raises(CaseError, match="1,000円"):
        draft(case, amount_yen=12_345, letter_reason=TOLD)
    assert draft(case, amount_yen=12_000, letter_reason=TOLD).proposed_yen == 12_000


def test_the_form_names_what_is_missing_beside_the_field_and_keeps_the_rest() -> None:
    case = at_draft(call=make_call(make_programme(rounding_yen=1000)))
    client = client_of(make_staff("division_reviewer"))
    shown = client.get(step_address(case))
    assert "申請額：50,000円。1,000円単位で入力してください。" in shown.content.decode()
    sent = {**answers(case, amount_yen=45_000, reason=GROUNDS), "seen_revision": seen_revision(shown)}
    for data, problem in (
        ({}, "申請額の一部を交付しない理由を"),
        ({"amount_yen": 44_500, "letter_reason": TOLD}, "1,000円単位の金額を入力してください。"),
        ({"outcome_wanted": "refused"}, "不交付とする場合は、通知書に記載する理由を書いてください。"),
        ({"amount_yen": 50_000, "letter_reason": TOLD}, "この欄を空欄にしてください。"),
    ):
        html = client.post(step_address(case), {**sent, **data}).content.decode()
        assert problem in html
        assert GROUNDS in html
    case.refresh_from_db()
    assert case.step == "draft"


def test_the_letter_gives_the_reasons_for_it_and_never_the_grounds_of_the_draft() -> None:
    case = at_draft()
    walk(client_of(make_staff("division_reviewer")), case, amount_yen=45_000, reason=GROUNDS, letter_reason=TOLD)
    approver = client_of(make_staff("division_approver"))
    shown = approver.get(step_address(case)).content.decode()
    for text in (GROUNDS, TOLD, "起案理由（通知書には記載されません）", "交付（申請額の一部）"):
        assert text in shown
    asked = approver.post(step_address(case), {"result": "decide", "seen_revision": case.revision})
    assert TOLD in asked.content.decode()
    walk(approver, case)
    content = str(case.letters.get().content)
    assert TOLD in content
    assert "申請額の一部を交付しない理由" in content
    assert GROUNDS not in content


def test_a_refusal_prints_its_reasons() -> None:
    case = at_draft()
    data = {"outcome_wanted": "refused", "amount_yen": "", "reason": GROUNDS, "letter_reason": TOLD}
    case = complete(complete(case, make_staff("division_reviewer"), **data), make_staff("division_approver"))
    reasons = next(item for item in case.letters.get().content["items"] if item["key"] == "reasons")
    assert (reasons["label"], reasons["lines"]) == ("不交付の理由", [TOLD])


@pytest.mark.parametrize(
    "outcome,words", [("granted", "案のとおり交付決定する"), ("refused", "案のとおり不交付決定する")]
)
def test_the_decision_step_says_what_will_happen(outcome: str, words: str) -> None:
    case = at_draft()
    amount = "" if outcome == "refused" else 45_000
    data = {"outcome_wanted": outcome, "amount_yen": amount, "letter_reason": TOLD}
    case = complete(case, make_staff("division_reviewer"), **data)
    html = client_of(make_staff("division_approver")).get(step_address(case)).content.decode()
    other = {"案のとおり交付決定する", "案のとおり不交付決定する"} - {words}
    assert words in html
    assert "差し戻す" in html
    assert other.pop() not in html


def test_a_draft_from_before_these_rules_is_returned_not_decided() -> None:
    case = bring_to("decision", make_case())
    old = {"outcome": "refused", "reason": "対象外", "conditions": ""}
    Case.objects.filter(pk=case.pk).update(proposal=old, proposed_yen=None)
    with pytest.raises(CaseError):
        complete(Case.objects.get(pk=case.pk), make_staff("division_approver"))
    case = complete(Case.objects.get(pk=case.pk), make_staff("division_approver"), result="send_back", reason="理由")
    assert (case.step, case.outcome) == ("draft", "")


def test_a_deputy_of_the_drafter_or_of_a_member_of_the_group_decides_nothing() -> None:
    case = bring_to("decision", make_case())
    drafter, member = make_staff("division_approver"), make_staff("division_approver")
    make_membership(case.group, member)
    deputy = make_staff("division_reviewer")
    make_deputy(member, deputy)
    make_deputy(drafter, deputy)
    Case.objects.filter(pk=case.pk).update(drafted_by=drafter)
    client = client_of(deputy)
    assert client.get(step_address(case)).status_code == 403
    sent = {"result": "decide", "confirmed": "1", "seen_revision": case.revision}
    assert client.post(step_address(case), sent).status_code == 403
    assert Case.objects.get(pk=case.pk).outcome == ""


def test_a_deputy_decides_for_the_first_principal_who_could_and_the_record_is_named() -> None:
    case = bring_to("decision", make_case())
    member, free = make_staff("division_approver"), make_staff("division_approver")
    make_membership(case.group, member)
    deputy = make_staff("division_reviewer")
    record = make_deputy(free, deputy)
    make_deputy(member, deputy)  # newer, so it comes first in the list of records
    case = complete(case, type(deputy).objects.get(pk=deputy.pk))
    assert (case.decided_by, case.decided_for) == (deputy, free)
    payload = case.events.get(verb="granted").payload
    assert (payload["deputy_for"], payload["deputy_record"]) == (free.pk, record.pk)


@pytest.mark.parametrize("role", ["auditor", "accountant", "administrator", "editor_in_chief"])
def test_a_record_for_somebody_outside_the_division_opens_no_decision(role: str) -> None:
    """Also a record that was made while the deputy still belonged to the division."""
    case = bring_to("decision", make_case())
    outsider = make_staff(role)
    make_deputy(make_staff("division_approver"), outsider)
    with pytest.raises(Forbidden):
        complete(case, outsider)


def test_a_principal_who_is_no_longer_an_approver_lends_nothing() -> None:
    case = bring_to("decision", make_case())
    principal, deputy = make_staff("division_approver"), make_staff("division_reviewer")
    make_deputy(principal, deputy)
    HubRole.objects.filter(user=principal).update(until_on=LONG_AGO)
    with pytest.raises(Forbidden):
        complete(case, deputy)


def test_the_service_itself_refuses_a_record_of_somebody_else() -> None:
    case = bring_to("decision", make_case())
    record = make_deputy(make_staff("division_approver"), make_staff("division_reviewer"))
    with pytest.raises(Forbidden), transaction.atomic():
        decision.decide(case, actor=make_staff("division_reviewer"), deputy=record)
    member = make_staff("division_approver")
    make_membership(case.group, member)
    with pytest.raises(Forbidden), transaction.atomic():
        decision.decide(case, actor=member)
