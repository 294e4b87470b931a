"""A deputy decides under a dated record (代決); an applicant withdraws (取下げ)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cms.people.services.roles import record_deputy
from tests.e2e import handling
from tests.e2e.actors import Resident, Staff
from tests.factories_cases import bring_to, make_call, make_case
from tests.factories_people import make_group, make_person, make_staff, make_user
from workflows.cases.models import Case

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [320, 1280])
def test_a_deputy_decides_and_an_applicant_withdraws(stage: Callable[..., Any], width: int) -> None:
    sachiko = make_user(Resident.email, name="髙﨑 幸子")
    make_person(sachiko, name="髙﨑 幸子", name_kana="たかさき さちこ")
    group, call = make_group(manager=sachiko, name="みほん北町会"), make_call()
    decided, given_up = (make_case(call=call, group=group, applicant=sachiko) for _ in range(2))
    bring_to("decision", decided)
    deputy = stage(Staff, width=width)
    deputy.come_in(absent_approver_and_deputy())
    deputy.press("サイドバーの開閉")
    handling.decide(deputy, decided.number, "案のとおり交付決定する", "見本 和子さんに代わって決裁します（代決）。")
    deputy.find_case(decided.number)
    deputy.reads("見本 和子の代決")
    resident = stage(Resident, width=width)
    withdraw(resident, given_up)
    hub = stage(Staff, width=width)
    hub.come_in(make_staff("reviewer", group.hub, name="見本 京子"))
    hub.find_case(given_up.number)
    hub.reads("取下げ", "今年度は実施を見送るため")
    decided.refresh_from_db()
    given_up.refresh_from_db()
    assert (decided.outcome, decided.decided_for.email) == ("granted", "absent@example.jp")
    assert (given_up.outcome, given_up.closed_at is not None) == ("withdrawn", True)


def absent_approver_and_deputy() -> Any:
    """The administrator has recorded who decides during the absence."""
    today = timezone.localdate()
    approver = make_staff("division_approver", name="見本 和子", email="absent@example.jp")
    deputy = make_staff("division_reviewer", name="見本 直樹")
    record_deputy(
        actor=make_staff("administrator"),
        principal=approver,
        deputy=deputy,
        from_on=today,
        until_on=today + datetime.timedelta(days=7),
        reason="出張のため",
    )
    return deputy


def withdraw(resident: Resident, case: Case) -> None:
    resident.come()
    resident.sign_in()
    resident.my_page()
    resident.click(
        "町会ホームページの開設", "link", within=resident.page.get_by_role("article").filter(has_text=case.number)
    )
    resident.click("申請を取り下げる", "link")
    resident.fill("理由", "今年度は実施を見送るため")
    resident.click("取り下げる", "button")
    resident.reads("申請を取り下げました。")
