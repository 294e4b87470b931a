"""What a section's page says about money and days; forms without files; a correction of how the letter comes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from forms.drafts import statuses
from forms.models import Draft
from forms.versions import freeze
from tests.factories_cases import complete
from tests.factories_intake import ATTACHMENTS, fill, make_applicant, make_draft, make_whole_call, submitted_case, typed
from tests.factories_people import make_staff
from tests.sign_in import sign_in
from tests.workflows.intake.browser import begin, soup, text, write
from workflows.cases.models import Case
from workflows.intake.services import begin_correction, resubmit, submit
from workflows.kinds.subsidy.form import definition
from workflows.programmes.models import Call, CostKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def writing(client: Client) -> tuple[Client, Draft]:
    """A resident who has begun a form of a call whose activity lies between 1 December and 31 March."""
    user, group = make_applicant()
    call = make_whole_call(
        programme={"rounding_yen": 1_000}, activity_from_on=date(2026, 12, 1), activity_until_on=date(2027, 3, 31)
    )
    sign_in(client, user)
    return client, begin(client, call, group)


def beside(page: Any, name: str) -> str:
    """The errors that stand beside the question ``name``."""
    field = soup(page).select_one(f"#id_{name}_error, #id_{name} .kz-field__error")
    return field.get_text() if field else ""


@pytest.mark.parametrize("requested", ["49,000", "51,000"])
def test_the_budget_page_says_beside_the_field_that_income_and_request_disagree(
    writing: tuple[Client, Draft], requested: str
) -> None:
    client, draft = writing
    page = write(client, draft, "budget", {**typed()["budget"], "requested_yen": requested}, action="next")
    assert page.status_code == 422
    assert f"収入の「この補助金」（50,000円）と申請額（{requested}円）が合っていません" in beside(page, "requested_yen")


def test_the_budget_page_says_that_amounts_are_cut_off(writing: tuple[Client, Draft]) -> None:
    client, draft = writing
    inputs = {**typed()["budget"], "requested_yen": "49,500", "income-0-amount": "49,500", "income-1-amount": "10,500"}
    page = write(client, draft, "budget", inputs, action="next")
    assert "49,000円以下" in beside(page, "requested_yen")
    assert "千円未満切捨て" in text(page)


@pytest.mark.parametrize(
    "name,day,told", [("from_on", "2026-11-30", "令和8年12月1日以後"), ("until_on", "2027-04-01", "令和9年3月31日まで")]
)
def test_days_outside_the_call_are_told_beside_the_field(
    writing: tuple[Client, Draft], name: str, day: str, told: str
) -> None:
    client, draft = writing
    page = write(client, draft, "activity", {**typed()["activity"], name: day}, action="next")
    assert told in beside(page, name)


@pytest.mark.parametrize("name,day", [("from_on", "2026-12-01"), ("until_on", "2027-03-31")])
def test_the_first_and_the_last_day_of_the_call_fit(writing: tuple[Client, Draft], name: str, day: str) -> None:
    client, draft = writing
    page = write(client, draft, "activity", {**typed()["activity"], name: day}, action="next")
    assert page.status_code == 302


def test_the_help_of_each_kind_of_cost_stands_on_the_page(client: Client) -> None:
    user, group = make_applicant()
    call = make_whole_call()
    CostKind.objects.filter(programme=call.programme, key="web").update(help="作成と公開の費用")
    sign_in(client, user)
    draft = begin(client, call, group)
    assert "ホームページ作成費：作成と公開の費用" in text(client.get(f"/mypage/drafts/{draft.pk}/budget/"))


def test_a_programme_without_attachments_has_no_section_for_them() -> None:
    user, group = make_applicant()
    call = make_whole_call()
    call.programme.attachments.all().delete()
    draft = make_draft(user, call, group)
    fill(draft, user)
    assert [status.key for status in statuses(draft)] == ["group", "contact", "activity", "budget"]
    assert {status.state for status in statuses(draft)} == {"complete"}
    assert submit(draft, actor=user, arrived_at=call.opens_at).step == "receive"


def test_an_older_form_with_an_empty_section_counts_as_complete_and_leads_on(client: Client) -> None:
    user, group = make_applicant()
    call = make_whole_call()
    sign_in(client, user)
    draft = begin(client, call, group)
    made = definition(call)
    made["sections"][-1]["questions"] = []
    Draft.objects.filter(pk=draft.pk).update(version=freeze(made))
    draft = Draft.objects.get(pk=draft.pk)
    assert statuses(draft)[-1].state == "complete"
    page = client.get(f"/mypage/drafts/{draft.pk}/files/")
    assert soup(page).select_one(f'a[href="/mypage/drafts/{draft.pk}/review/"]') is not None


def returned(call: Call, section: str) -> Case:
    """A case that asked for electronic notice and was sent back because of ``section``."""
    case = submitted_case(call=call)
    reviewer = make_staff("reviewer", case.hub)
    case = complete(case, reviewer)
    return complete(
        case, reviewer, result="send_back", opinion="", sections=[section], reason="確認してください。", due_on=None
    )


def test_a_correction_changes_how_the_letter_comes_and_says_so_in_the_event() -> None:
    case = returned(make_whole_call(), "contact")
    assert case.notice == "electronic"
    draft = begin_correction(case, actor=case.applicant)
    fill(draft, case.applicant, {"contact": typed(contact={"notice": "post"})["contact"]})
    assert draft.files.count() == len(ATTACHMENTS)
    resubmit(draft, actor=case.applicant, arrived_at=case.arrived_at)
    case.refresh_from_db()
    assert case.notice == "post"
    payload = case.events.get(verb="resubmitted").payload
    assert (payload["before"]["notice"], payload["after"]["notice"]) == ("electronic", "post")
