"""Forms and drafts over the API: what a front end of its own needs, and two of them never overwrite each other."""

from __future__ import annotations

from typing import Any

import pytest

from forms.models import Draft
from tests.cms.api.talking import Caller, case_path
from tests.cms.api.test_walk import ANSWERS, write
from tests.factories_cases import make_call
from tests.factories_intake import make_applicant, make_draft, make_draft_complete, make_whole_call, pdf
from workflows.cases.models import Case, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> tuple[Caller, Draft]:
    user, group = make_applicant()
    return Caller(user), make_draft(user, make_whole_call(), group)


def section_of(caller: Caller, draft: Draft, key: str) -> dict[str, Any]:
    return next(one for one in caller.get(f"/drafts/{draft.pk}").json()["sections"] if one["key"] == key)


def test_the_form_is_drawn_from_its_description_alone() -> None:
    form = Caller().get(f"/forms/{make_whole_call().slug}").json()
    activity = form["answer_schema"]["properties"]["activity"]

    assert [section["key"] for section in form["sections"]] == list(form["answer_schema"]["properties"])
    assert activity["properties"]["from_on"] == {"title": activity["properties"]["from_on"]["title"], "type": "string",
                                                 "format": "date"} | (
        {"description": text} if (text := activity["properties"]["from_on"].get("description")) else {}
    )  # fmt: skip
    assert "title" in activity["required"]
    assert form["applies"] == "group"
    assert form["is_open"] is True


def test_checking_keeps_nothing_and_tells_what_may_be_granted(made: tuple[Caller, Draft]) -> None:
    caller, draft = made
    before = caller.get(f"/drafts/{draft.pk}").json()
    lines = [{"kind": "web", "description": "", "amount_yen": 60_000}]
    told = caller.post(
        f"/drafts/{draft.pk}/check", {"answers": {"budget": {"expenses": lines, "requested_yen": 65_000}}}
    )

    assert told.json()["grantable"] == {"most_yen": 60_000, "eligible_yen": 60_000, "deducted_yen": 0}
    assert "/answers/budget/requested_yen" in [one["pointer"] for one in told.json()["problems"]]
    assert caller.get(f"/drafts/{draft.pk}").json() == before


def test_what_is_not_valid_yet_is_kept_as_it_was_written(made: tuple[Caller, Draft]) -> None:
    caller, draft = made
    version = section_of(caller, draft, "contact")["version"]
    body = {"version": version, "answers": {"contact_email": "hanako@", "contact_phone": "03-0000-0000"}}
    saved = caller.patch(f"/drafts/{draft.pk}/sections/contact", body).json()

    assert saved["typed"] == {"contact_email": "hanako@"}
    assert saved["answers"]["contact_phone"] == "03-0000-0000"
    assert "/answers/contact/contact_email" in [one["pointer"] for one in saved["problems"]]
    assert section_of(caller, draft, "contact") == saved


def test_two_front_ends_never_overwrite_each_other_unseen(made: tuple[Caller, Draft]) -> None:
    caller, draft = made
    seen = section_of(caller, draft, "activity")["version"]
    first = caller.patch(f"/drafts/{draft.pk}/sections/activity", {"version": seen, "answers": {"title": "一つ目"}})
    second = caller.patch(f"/drafts/{draft.pk}/sections/activity", {"version": seen, "answers": {"title": "二つ目"}})

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "changed")
    assert "一つ目" in second.json()["errors"][0]["detail"]
    assert second.json()["errors"][0]["pointer"] == "/answers/title"
    assert second.json()["version"] == first.json()["version"]
    assert section_of(caller, draft, "activity")["answers"]["title"] == "一つ目"


def test_a_form_with_gaps_is_not_sent_and_says_where_they_are(made: tuple[Caller, Draft]) -> None:
    caller, draft = made
    version = caller.get(f"/drafts/{draft.pk}").json()["version"]
    answer = caller.post(f"/drafts/{draft.pk}/submit", {"version": version, "declared": True})

    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")
    assert "/answers/activity/title" in [one["pointer"] for one in answer.json()["errors"]]
    assert Case.objects.count() == 0


def test_the_declaration_and_what_was_looked_at_are_needed() -> None:
    user, group = make_applicant()
    caller, draft = Caller(user), make_draft_complete(user, make_whole_call(), group)
    shown = caller.get(f"/drafts/{draft.pk}").json()
    undeclared = caller.post(f"/drafts/{draft.pk}/submit", {"version": shown["version"], "declared": False})
    section = next(one for one in shown["sections"] if one["key"] == "activity")
    caller.patch(f"/drafts/{draft.pk}/sections/activity", {"version": section["version"], "answers": {"title": "別"}})
    changed = caller.post(f"/drafts/{draft.pk}/submit", {"version": shown["version"], "declared": True})

    assert (undeclared.status_code, undeclared.json()["errors"][0]["pointer"]) == (422, "/declared")
    assert (changed.status_code, changed.json()["code"]) == (409, "changed")
    assert changed.json()["sections"]
    assert Case.objects.count() == 0


def test_the_same_sending_is_answered_with_the_same_receipt_and_another_body_is_not() -> None:
    user, group = make_applicant()
    caller, draft = Caller(user), make_draft_complete(user, make_whole_call(), group)
    body = {"version": caller.get(f"/drafts/{draft.pk}").json()["version"], "declared": True}
    first = caller.post(f"/drafts/{draft.pk}/submit", body, key="sending-0001")
    again = caller.post(f"/drafts/{draft.pk}/submit", body, key="sending-0001")
    new_key = caller.post(f"/drafts/{draft.pk}/submit", body, key="sending-0002")
    other = caller.post(f"/drafts/{draft.pk}/submit", {**body, "version": "{}"}, key="sending-0001")
    without = caller.post(f"/drafts/{draft.pk}/submit", body, key="")

    assert first.status_code == again.status_code == new_key.status_code == 201
    assert first.content == again.content == new_key.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (400, "Idempotency-Key:")
    assert Submission.objects.count() == 1


def test_a_key_belongs_to_its_person() -> None:
    sent = []
    for _ in "ab":
        user, group = make_applicant()
        caller, draft = Caller(user), make_draft_complete(user, make_whole_call(), group)
        body = {"version": caller.get(f"/drafts/{draft.pk}").json()["version"], "declared": True}
        sent.append(caller.post(f"/drafts/{draft.pk}/submit", body, key="everybody-uses-it"))

    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json()["number"] != sent[1].json()["number"]


def test_a_file_is_attached_read_and_taken_away(made: tuple[Caller, Draft]) -> None:
    caller, draft = made
    sent = caller.upload(f"/drafts/{draft.pk}/files", "rules", pdf("会則.pdf")).json()
    again = caller.upload(f"/drafts/{draft.pk}/files", "rules", pdf("会則.pdf")).json()
    read = caller.get(f"/drafts/{draft.pk}/files/{sent['id']}")
    gone = caller.delete(f"/drafts/{draft.pk}/files/{sent['id']}")

    assert again == sent
    assert sent["name"] == "会則.pdf"
    assert b"".join(read.streaming_content).startswith(b"%PDF")
    assert gone.status_code == 204
    assert caller.get(f"/drafts/{draft.pk}").json()["files"] == []


def test_a_file_of_the_wrong_kind_is_refused_beside_itself_and_costs_nothing(made: tuple[Caller, Draft]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    caller, draft = made
    kept = caller.upload(f"/drafts/{draft.pk}/files", "rules", pdf("会則.pdf")).json()
    answer = caller.upload(f"/drafts/{draft.pk}/files", "officers", SimpleUploadedFile("a.pdf", b"<html>"))
    nowhere = caller.upload(f"/drafts/{draft.pk}/files", "nowhere", pdf())

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/file")
    assert nowhere.status_code == 404
    assert caller.get(f"/drafts/{draft.pk}").json()["files"] == [kept]


def test_who_does_not_fit_reads_why_before_anything_begins() -> None:
    call = make_whole_call()
    user, group = make_applicant()
    questions = Caller().get(f"/forms/{call.slug}").json()["eligibility"]
    wrong = {str(questions[0]["id"]): not questions[0]["wanted"]}
    answer = Caller(user).post("/drafts", {"call": call.slug, "group": group.pk, "eligibility": wrong})

    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert questions[0]["explanation"] in [one["detail"] for one in answer.json()["errors"]]
    assert Draft.objects.count() == 0


def test_a_form_that_was_thrown_away_is_gone(made: tuple[Caller, Draft]) -> None:
    caller, draft = made
    assert caller.delete(f"/drafts/{draft.pk}").status_code == 204
    assert caller.get(f"/drafts/{draft.pk}").status_code == 404
    assert caller.get("/drafts").json() == []


def test_withdrawing_takes_a_reason_and_ends_the_case() -> None:
    user, group = make_applicant()
    caller = Caller(user)
    call = make_whole_call()
    wanted = {str(one["id"]): one["wanted"] for one in Caller().get(f"/forms/{call.slug}").json()["eligibility"]}
    draft = caller.post("/drafts", {"call": call.slug, "group": group.pk, "eligibility": wanted}).json()
    draft = write(caller, draft)
    number = caller.post(f"/drafts/{draft['id']}/submit", {"version": draft["version"], "declared": True}).json()[
        "number"
    ]
    case = caller.get(case_path(number)).json()
    action = next(one for one in case["allowed_actions"] if one["id"] == "withdraw")
    old = caller.post(action["href"], {"version": case["version"] + 1, "input": {"reason": "中止"}})
    done = caller.post(action["href"], {"version": case["version"], "input": {"reason": "中止"}})

    assert (old.status_code, old.json()["code"]) == (409, "changed")
    assert done.status_code == 200
    assert caller.get(case_path(number)).json()["is_open"] is False
    assert caller.get(case_path(number)).json()["allowed_actions"] == []


def test_english_is_told_to_whoever_asks_for_it(made: tuple[Caller, Draft]) -> None:
    caller, draft = made
    version = caller.get(f"/drafts/{draft.pk}").json()["version"]
    body = {"version": version, "declared": True}
    english = caller.post(f"/drafts/{draft.pk}/submit", body, accept_language="en-GB,en;q=0.9,ja;q=0.1")
    japanese = caller.post(f"/drafts/{draft.pk}/submit", body, accept_language="ja")

    assert english.json()["detail"] == "The form is not complete yet. Nothing was sent and nothing was lost."
    assert english["Content-Language"] == "en"
    assert japanese.json()["detail"] != english.json()["detail"]
    assert japanese["Content-Language"] == "ja"
    assert ANSWERS


def test_a_call_whose_data_make_no_form_yet_is_no_fault_of_ours() -> None:
    """A subsidy without kinds of cost."""
    answer = Caller().get(f"/forms/{make_call().slug}")

    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
