"""The statements of whole requests, with real commits, beside the goals of cms/docs/benchmarks.md.

Each number is what the product needs today. One above its goal, or a higher one tomorrow, names the decision record
that says why: cms/docs/decisions/0032-statements-of-sending-and-step.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.setting_up import set_up_sites
from tests.bench.counting import FRAMING
from tests.cms.admin.walking import answers, client_of, seen_revision, step_address
from tests.factories_cases import bring_to, make_case, make_ward
from tests.factories_hubs import make_area, make_hub, make_town
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call, submitted_case
from tests.factories_people import make_staff
from tests.factories_programmes import make_call
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.intake.reviewed import mark_of

pytestmark = pytest.mark.usefixtures("own_database")

GOAL_2_PUBLIC_PAGE = 6
GOAL_4_SENDING = 12
GOAL_5_STEP, GOAL_5_FRAMING = 14, 3
GOAL_6_INBOX = 12

# Above their goals: decision 0032 lists what each statement is for. A decision is a step with money and a letter.
SENDING = 36
STEPS = {
    "receive": (GOAL_5_STEP, GOAL_5_FRAMING),
    "hub_check": (16, GOAL_5_FRAMING),
    "draft": (17, GOAL_5_FRAMING),
    "decision": (35, 4),
}


@dataclass(frozen=True)
class Told:
    """What a request asked the database for; ``framing`` are BEGIN, COMMIT and savepoints."""

    answer: HttpResponse
    asked: list[str]
    framing: list[str]

    def __str__(self) -> str:
        return "\n".join(sql[:160] for sql in [*self.asked, *self.framing])


def told(act: Callable[[], Any]) -> Told:
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    statements = [query["sql"] for query in captured.captured_queries]
    framing = [sql for sql in statements if sql.lstrip().upper().startswith(FRAMING)]
    return Told(answer, [sql for sql in statements if sql not in framing], framing)


def test_goal_4_the_sending_takes_what_its_record_lists(client: Client) -> None:
    """Goal 4 asks for 12 in one transaction; why it takes more stands in decision 0032."""
    user, group = make_applicant()
    sign_in(client, user)
    call = make_whole_call()
    submitted_case(call=call, user=user, group=group)
    draft = make_draft_complete(user, call, group)
    client.get("/mypage/")
    given = {"declared": "yes", "seen": mark_of(draft)}
    found = told(lambda: client.post(f"/mypage/drafts/{draft.pk}/send/", given))
    assert found.answer.status_code == 302
    assert GOAL_4_SENDING < len(found.asked) <= SENDING, found
    assert len(found.framing) <= GOAL_5_FRAMING, found


@pytest.mark.parametrize("step", STEPS)
def test_goal_5_one_step_of_a_case(step: str) -> None:
    """Goal 5: permission, lock, history and queued work in 14 statements and 3 of framing, as the receipt does."""
    case = bring_to(step, make_case())
    role = {"draft": "division_reviewer", "decision": "division_approver"}.get(step, "reviewer")
    client = client_of(make_staff(role, case.hub if role == "reviewer" else None))
    address = step_address(case)
    sent = {**answers(case), "confirmed": "1", "seen_revision": seen_revision(client.get(address))}
    found = told(lambda: client.post(address, sent))
    assert found.answer.status_code == 302
    assert Case.objects.get(pk=case.pk).step != step
    asked, framing = STEPS[step]
    assert len(found.asked) <= asked, found
    assert len(found.framing) <= framing, found


@pytest.mark.parametrize("view", ["mine", "hub", "all"])
def test_goal_6_the_inbox(view: str) -> None:
    case = make_case()
    client = client_of(make_staff("chief", case.hub))
    client.get(f"/cms/desk/?view={view}")
    found = told(lambda: client.get(f"/cms/desk/?view={view}"))
    assert found.answer.status_code == 200
    assert len(found.asked) <= GOAL_6_INBOX, found


@pytest.mark.parametrize("path", ["/west/", "/west/open-call/"])
def test_goal_2_a_hub_page_and_a_call_page(path: str, client: Client, settings: Any) -> None:
    """A page that is made anew, by a process that knows what all pages share (decision 0040)."""
    settings.PAGE_CACHE, settings.PAGE_CACHE_CHECK_SECONDS = True, 3600
    make_ward()
    make_hub("west", make_area("a-west", make_town("石神井台", "シャクジイダイ", 2)))
    make_call("open-call")
    set_up_sites()
    client.get(f"{path}?first")
    found = told(lambda: client.get(f"{path}?anew"))
    assert found.answer.status_code == 200
    assert 0 < len(found.asked) <= GOAL_2_PUBLIC_PAGE, found
