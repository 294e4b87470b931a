"""What was looked at is what is sent, and what was declared stands in the case's first event."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.test import Client

from forms.models import Draft
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, complete
from tests.factories_intake import (
    TYPED,
    make_applicant,
    make_whole_call,
    pdf,
    submitted_case,
)
from tests.factories_people import make_staff
from tests.sign_in import sign_in
from tests.workflows.intake.browser import begin, fill_all, hidden, opened, send, soup, text, upload
from workflows.cases.models import Case
from workflows.intake.services import begin_correction

pytestmark = pytest.mark.django_db


def looked_at(client: Client, draft: Draft) -> dict[str, str]:
    return hidden(client.get(f"/mypage/drafts/{draft.pk}/review/"), 'form[action$="/send/"]')


def sent(client: Client, draft: Draft, seen: dict[str, str]) -> Any:
    return client.post(f"/mypage/drafts/{draft.pk}/send/", {**seen, "declared": "yes"})


def changes_budget(client: Client, draft: Draft) -> None:
    given = {**opened(client, draft, "budget"), **TYPED["budget"], "income-0-amount": "10,000",
             "income-1-amount": "50,000", "requested_yen": "10,000"}  # fmt: skip
    assert client.post(f"/mypage/drafts/{draft.pk}/budget/autosave/", given).json()["saved"]


def test_what_changed_after_the_look_is_shown_before_it_is_sent(client: Client, complete_draft: Draft) -> None:
    seen = looked_at(client, complete_draft)
    changes_budget(client, complete_draft)
    refused = sent(client, complete_draft, seen)
    assert refused.status_code == 409
    notice = soup(refused).select_one(".kz-notice--error").get_text()
    title = next(s["title"] for s in complete_draft.version.definition["sections"] if s["key"] == "budget")
    assert "確認した後に申請書の内容が変わった" in notice
    assert title in notice
    assert "10,000円" in text(refused)
    assert not soup(refused).select_one("#declared").has_attr("checked")
    assert not Case.objects.exists()
    assert sent(client, complete_draft, hidden(refused, 'form[action$="/send/"]')).status_code == 302
    assert Case.objects.get().requested_yen == 10_000


def test_a_file_that_came_after_the_look_is_shown_too(client: Client, complete_draft: Draft) -> None:
    seen = looked_at(client, complete_draft)
    upload(client, complete_draft, "rules", pdf("改正.pdf", text="other"))
    refused = sent(client, complete_draft, seen)
    assert refused.status_code == 409
    assert "改正.pdf" in text(refused)


@pytest.mark.parametrize("mark", ["", "[]", "{", '{"budget":[1]}', "null"])
def test_a_sending_that_names_no_page_is_not_sent(client: Client, complete_draft: Draft, mark: str) -> None:
    assert sent(client, complete_draft, {"seen": mark}).status_code == 409
    assert not Case.objects.exists()


def test_the_first_event_says_what_was_declared_and_nothing_personal(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    call = make_whole_call()
    draft = begin(client, call, group)
    fill_all(client, draft)
    assert send(client, draft).status_code == 302
    case = Case.objects.get()
    payload = case.events.order_by("seq")[0].payload
    questions = list(call.programme.eligibility_questions.order_by("order"))
    assert payload["eligibility"] == [
        {"question": q.text, "answer": "yes" if q.wanted else "no"} for q in questions
    ]  # fmt: skip
    digest = hashlib.sha256(call.programme.declaration.encode()).hexdigest()
    assert payload["declaration"] == {"sha256": digest, "ticked": True}
    assert "𠮷田" not in str(payload)
    page = text(client_of(make_staff("reviewer", case.hub)).get(f"/cms/desk/cases/{case.pk}/"))
    for question in questions:
        assert question.text in page
    assert "送信の際に誓約しています" in page


def over_correction(client: Client) -> tuple[Draft, Case]:
    user, group = make_applicant()
    sign_in(client, user)
    case = submitted_case(call=make_whole_call(), user=user, group=group)
    reviewer = make_staff("reviewer", case.hub)
    bring_to("hub_check", case, reviewer=reviewer)
    complete(case, reviewer, result="send_back", sections=["contact"], reason="電話番号を直してください", due_on=None)
    case.refresh_from_db()
    return begin_correction(case, actor=user), case


def test_a_correction_that_nobody_awaits_any_more_says_so(client: Client) -> None:
    draft, case = over_correction(client)
    alive = client.get("/mypage/")
    assert "受け付けていない" not in text(alive)
    assert client.post(f"/mypage/cases/{case.pk}/withdraw/", {"reason": ""}).status_code == 302
    listed = next(card for card in soup(client.get("/mypage/")).select("article") if str(draft.pk) in str(card))
    assert "この補正は、現在は受け付けていないため、送信できません" in listed.get_text()
    assert "までに送信" not in re.sub(r"\s", "", listed.get_text())
    for page in ("", "review/", "contact/"):
        answer = client.get(f"/mypage/drafts/{draft.pk}/{page}")
        assert "この補正は、現在は受け付けていない" in text(answer)
        assert soup(answer).select_one('form[action$="/send/"]') is None
