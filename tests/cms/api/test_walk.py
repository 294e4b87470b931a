"""The main job over the API alone: apply, correct, draft, approve, letter; written against the published schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from cms.jobs.worker import run_due
from cms.people.models import Role
from tests.cms.api.talking import Caller, case_path
from tests.factories_intake import ATTACHMENTS, make_applicant, make_whole_call, pdf
from tests.factories_people import make_staff

ANSWERS: dict[str, dict[str, Any]] = {
    "group": {
        "group_name": "試験町会",
        "group_address": "練馬区試験町1-2-3",
        "representative_title": "会長",
        "representative_name": "𠮷田 髙子",
        "representative_kana": "ヨシダ タカコ",
    },
    "contact": {
        "contact_name": "試験 花子",
        "contact_phone": "03-0000-0000",
        "contact_email": "hanako@example.jp",
        "notice": "electronic",
    },
    "activity": {
        "title": "町会ホームページの開設",
        "purpose": "町会の活動を知ってもらうため。",
        "content": "ホームページを作り、行事の案内を載せる。",
        "place": "試験町会館",
        "from_on": "2026-12-01",
        "until_on": "2027-02-28",
        "effect": "若い世帯の加入が増える。",
    },
    "budget": {
        "expenses": [{"kind": "web", "description": "ホームページ作成費", "amount_yen": 60_000}],
        "income": [
            {"kind": "grant", "description": "", "amount_yen": 50_000},
            {"kind": "own", "description": "町会費から", "amount_yen": 10_000},
        ],
        "requested_yen": 50_000,
    },
}
pytestmark = pytest.mark.django_db


def write(applicant: Caller, draft: dict[str, Any]) -> dict[str, Any]:
    """Every section and file of the draft is saved; returns the draft as it is then."""
    for section in draft["sections"]:
        body = {"version": section["version"], "answers": ANSWERS.get(section["key"], {})}
        saved = applicant.patch(f"/drafts/{draft['id']}/sections/{section['key']}", body)
        assert saved.status_code == 200, saved.content
    for question in ATTACHMENTS:
        sent = applicant.upload(f"/drafts/{draft['id']}/files", question, pdf(f"{question}.pdf", text=question))
        assert sent.status_code == 201, sent.content
    return applicant.get(f"/drafts/{draft['id']}").json()


def act(staff: Caller, number: str, action: str, **given: Any) -> dict[str, Any]:
    """Does ``action`` as the case lists it, with the version that it shows."""
    case = staff.get(case_path(number, desk=True)).json()
    offered = {one["id"]: one for one in case["allowed_actions"]}
    assert action in offered, (case["step"], list(offered))
    assert set(given) <= set(offered[action]["input_schema"]["properties"])
    order = {"version": case["version"], "input": given, "confirmed": True}
    done = staff.post(offered[action]["href"], order)
    assert done.status_code == 200, done.content
    return done.json()


@dataclass
class Cast:
    """Who takes part, each with a key of their own."""

    applicant: Caller
    reviewer: Caller
    drafter: Caller
    approver: Caller
    group: int


@pytest.fixture
def cast() -> Cast:
    user, group = make_applicant()
    reviewer = make_staff(Role.REVIEWER, hub=group.hub)
    drafter, approver = make_staff(Role.DIVISION_REVIEWER), make_staff(Role.DIVISION_APPROVER)
    return Cast(Caller(user), Caller(reviewer), Caller(drafter), Caller(approver), group.pk)


def apply(cast: Cast, slug: str) -> str:
    """From the form of the call to the receipt; returns the number of the case."""
    form = Caller().get(f"/forms/{slug}").json()
    eligibility = {str(one["id"]): one["wanted"] for one in form["eligibility"]}
    begun = {"call": slug, "group": cast.group, "eligibility": eligibility}
    draft = write(cast.applicant, cast.applicant.post("/drafts", begun).json())
    assert draft["problems"] == []
    sent = cast.applicant.post(f"/drafts/{draft['id']}/submit", {"version": draft["version"], "declared": True})
    assert sent.status_code == 201, sent.content
    number = sent.json()["number"]
    assert cast.applicant.get(case_path(number, "/receipt")).json() == sent.json()
    return str(number)


def correct(cast: Cast, number: str) -> None:
    """The applicant reads what is asked for, changes that section and sends again."""
    case = cast.applicant.get(case_path(number)).json()
    assert case["turn"] == "applicant"
    assert case["correction"]["reason"] == "場所を詳しく書いてください。"
    assert [one["title"] for one in cast.applicant.get("/me/tasks").json() if one["sort"] == "case"] == [number]
    href = next(one["href"] for one in case["allowed_actions"] if one["id"] == "correct")
    draft = cast.applicant.post(href, {"version": case["version"]}).json()["draft"]
    sections = cast.applicant.get(f"/drafts/{draft}").json()["sections"]
    activity = next(one for one in sections if one["key"] == "activity")
    body = {"version": activity["version"], "answers": {"place": "試験町会館 2階の会議室"}}
    saved = cast.applicant.patch(f"/drafts/{draft}/sections/activity", body)
    assert saved.json()["answers"]["place"] == "試験町会館 2階の会議室"
    version = cast.applicant.get(f"/drafts/{draft}").json()["version"]
    again = cast.applicant.post(f"/drafts/{draft}/submit", {"version": version, "declared": True})
    assert (again.status_code, again.json()["sending"]) == (201, 2), again.content


def test_the_whole_job_over_the_api_alone(cast: Cast) -> None:
    number = apply(cast, make_whole_call().slug)
    act(cast.reviewer, number, "receive")
    back = {
        "sections": ["activity"],
        "reason": "場所を詳しく書いてください。",
        "due_on": case_due(cast.reviewer, number),
    }
    act(cast.reviewer, number, "hub_check", result="send_back", **back)
    correct(cast, number)
    act(cast.reviewer, number, "hub_check", result="forward", opinion="よい取組です。")
    act(cast.drafter, number, "draft", outcome_wanted="granted", amount_yen=50_000, reason="要綱に合う。")
    wanted = order(cast.approver, number, "decide")
    unconfirmed = cast.approver.post(case_path(number, "/actions/decision", desk=True), wanted)
    assert unconfirmed.json()["code"] == "confirmation-needed"
    act(cast.approver, number, "decision", result="decide")
    run_due()

    letters = cast.applicant.get("/me/letters").json()["items"]
    assert [one["case"] for one in letters] == [number]
    file = cast.applicant.get(f"/me/letters/{letters[0]['id']}/file")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    events = [one["event"] for one in cast.applicant.get(case_path(number, "/timeline")).json()]
    assert events[0] == "submitted"
    assert "letter_issued" in events
    assert cast.applicant.get(case_path(number)).json()["is_open"] is False


def case_due(staff: Caller, number: str) -> str:
    """The day that the step's form proposes."""
    case = staff.get(case_path(number, desk=True)).json()
    return case["allowed_actions"][0]["input_schema"]["properties"]["due_on"]["default"]


def order(staff: Caller, number: str, result: str) -> dict[str, Any]:
    case = staff.get(case_path(number, desk=True)).json()
    return {"version": case["version"], "input": {"result": result}}
