"""The main job with the Python client against a running server: apply, correct, draft, decide, letter."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from kizuna_client import Client, Problem, Upload, shapes

from cms.jobs.worker import run_due
from cms.people.access import live_roles
from cms.people.models import Role, User
from tests.cms.api.talking import ALL, OWN, make_key
from tests.cms.api.test_walk import ANSWERS
from tests.factories_cases import make_case
from tests.factories_intake import ATTACHMENTS, make_applicant, make_whole_call, pdf
from tests.factories_people import make_staff


def client_of(served: str, user: User) -> Client:
    return Client(served, key=make_key(user, scopes=ALL if live_roles(user).held else OWN))


def write(applicant: Client, draft: shapes.DraftTold) -> shapes.DraftTold:
    """Every section and file of the draft is saved; returns the draft as it is then."""
    for section in draft.sections:
        saved = applicant.save_draft_section(
            draft.id, section.key, version=section.version, answers=ANSWERS.get(section.key, {})
        )
        assert saved.problems == [] or section.key not in ANSWERS
    for question in ATTACHMENTS:
        file = Upload(f"{question}.pdf", pdf(f"{question}.pdf", text=question).read(), "application/pdf")
        assert applicant.attach_file(draft.id, question=question, file=file).name == f"{question}.pdf"
    return applicant.read_draft(draft.id)


def act(staff: Client, number: str, action: str, **given: object) -> shapes.Done:
    """Does ``action`` as the case lists it, with the version that it shows."""
    case = staff.read_desk_case(number)
    assert action in [one.id for one in case.allowed_actions], case.step
    return staff.act_on_desk_case(number, action, version=case.version, input=given, confirmed=True)


@dataclass
class Cast:
    applicant: Client
    reviewer: Client
    drafter: Client
    approver: Client
    group: int


@pytest.fixture
def cast(served: str) -> Cast:
    user, group = make_applicant()
    staff = [make_staff(Role.REVIEWER, hub=group.hub), make_staff(Role.DIVISION_REVIEWER)]
    people = [user, *staff, make_staff(Role.DIVISION_APPROVER)]
    return Cast(*[client_of(served, one) for one in people], group=group.pk)  # type: ignore[misc,call-arg]


def apply(cast: Cast, slug: str) -> str:
    """From the form to the receipt; returns the number."""
    form = cast.applicant.read_form(slug)
    eligibility = {str(one.id): one.wanted for one in form.eligibility}
    draft = cast.applicant.begin_draft(call=slug, group=cast.group, eligibility=eligibility)
    assert cast.applicant.check_draft(draft.id, answers=ANSWERS).grantable is not None
    draft = write(cast.applicant, draft)
    assert draft.problems == []
    receipt = cast.applicant.submit_draft(draft.id, version=draft.version, declared=True)
    assert cast.applicant.read_receipt(receipt.number) == receipt
    return str(receipt.number)


def correct(cast: Cast, number: str) -> None:
    """What was asked for is read, changed and sent again."""
    applicant = cast.applicant
    case = applicant.read_case(number)
    assert case.correction is not None
    assert (case.turn, case.correction.reason) == ("applicant", "場所を詳しく。")
    draft = applicant.act_on_case(number, "correct", version=case.version).draft
    assert draft is not None
    section = next(one for one in applicant.read_draft(draft).sections if one.key == "activity")
    applicant.save_draft_section(draft, "activity", version=section.version, answers={"place": "2階の会議室"})
    again = applicant.submit_draft(draft, version=applicant.read_draft(draft).version, declared=True)
    assert again.sending == 2


def test_the_whole_job_with_the_python_client(cast: Cast) -> None:
    number = apply(cast, make_whole_call().slug)
    act(cast.reviewer, number, "receive")
    schema = cast.reviewer.read_desk_case(number).allowed_actions[0].input_schema
    back = {"sections": ["activity"], "reason": "場所を詳しく。", "due_on": schema["properties"]["due_on"]["default"]}
    act(cast.reviewer, number, "hub_check", result="send_back", **back)
    correct(cast, number)
    act(cast.reviewer, number, "hub_check", result="forward", opinion="よい取組です。")
    act(cast.drafter, number, "draft", outcome_wanted="granted", amount_yen=50_000, reason="要綱に合う。")
    act(cast.approver, number, "decision", result="decide")
    run_due()

    [letter] = cast.applicant.every(cast.applicant.list_my_letters)
    file = cast.applicant.read_letter_file(letter.id)
    assert (letter.case, file.content[:4], file.content_type) == (number, b"%PDF", "application/pdf")
    events = [one.event for one in cast.applicant.read_case_timeline(number)]
    assert (events[0], "letter_issued" in events) == ("submitted", True)
    assert cast.applicant.read_case(number).is_open is False


def test_a_refusal_is_a_problem_with_its_places(served: str) -> None:
    call = make_whole_call()
    user, group = make_applicant()
    applicant = client_of(served, user)

    with pytest.raises(Problem) as refused:
        applicant.begin_draft(call=call.slug, group=group.pk)
    assert (refused.value.status, refused.value.code) == (409, "refused")
    assert len(refused.value.errors) == call.programme.eligibility_questions.count()
    first = call.programme.eligibility_questions.first()
    assert refused.value.at(f"/eligibility/{first.pk}") == ["この質問に答えてください。"]

    with pytest.raises(Problem) as unknown:
        Client(served, key="kzn_nobody").list_drafts()
    assert unknown.value.code == "not-signed-in"


def test_a_list_is_read_over_all_its_pages(served: str) -> None:
    reviewer = client_of(served, make_staff(Role.DIVISION_REVIEWER))
    numbers = {make_case().number for _ in range(5)}

    assert {one.number for one in reviewer.every(reviewer.list_cases, limit=2)} == numbers
