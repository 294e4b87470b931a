"""A case goes to a colleague and is closed to the hub, at the screen “who may do what here”, without code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from cms.people.models import LocalRole, User
from tests.e2e import handling
from tests.e2e.actors import Staff
from tests.e2e.editing import Editor
from tests.factories_cases import bring_to, make_case
from tests.factories_editing import client_of
from tests.factories_people import make_hub, make_staff
from tests.factories_sharing import make_team
from workflows.cases.models import Case

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
SCREEN, ROLE, TEAM = "だれが何をできるか", "案件の審査担当", "申請審査"
CLOSE = "この案件を取扱注意にする"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_chief_gives_a_case_to_a_colleague_and_closes_it_to_the_hub(stage: Callable[..., Any], width: int) -> None:
    case = bring_to("hub_check", make_case())
    colleague = make_staff("reviewer", make_hub(), name="見本 京子", email="kyoko@example.jp")
    others, seat = make_staff("reviewer", case.hub, name="見本 治"), make_staff("section", name="見本 直樹")
    by_team = width == 1280
    if by_team:
        make_team(seat, name=TEAM)
    chief, approver, reviewer = (stage(Editor, width=width) for _ in range(3))
    chief.come_in(make_staff("chief", case.hub, name="見本 修"))
    open_screen(chief, case)
    cannot_close_yet(chief)
    grants_to(chief, colleague)
    if by_team:
        grants_to_the_team(chief, seat)
    closes(chief, case)
    does_not_find(reviewer, others, case)
    holder = stage(Editor, width=width)
    holder.come_in(colleague)
    handling.pass_on(holder, case.number, "取扱注意")
    assert Case.objects.get(pk=case.pk).step == "draft"
    assert found(holder, case)
    assert reads(colleague, case)
    assert reads(seat, case) is by_team
    approver.come_in(make_staff("division_approver", name="見本 和子"))
    ends(approver, case, "見本 京子")
    if by_team:
        ends(approver, case, TEAM)
    assert not found(holder, case)
    assert not reads(colleague, case)
    assert not reads(seat, case)
    assert {one.ended_by.last_name for one in LocalRole.objects.all()} == {"見本"}


def open_screen(actor: Staff, case: Case) -> None:
    actor.find_case(case.number)
    actor.click(SCREEN, "link")
    actor.reads(case.number)


def cannot_close_yet(chief: Staff) -> None:
    """While nobody could go on with the step of the hub."""
    chief.reads("拠点の審査担当と拠点長、主管課がこの案件を閲覧できます。")
    chief.click(CLOSE, "link")
    chief.click(CLOSE, "button")
    chief.reads("先に案件の審査担当を決めるか、拠点の手続をだれかに担当してもらってください。")
    chief.click("変更しないで戻る", "link")


def grants_to(chief: Staff, person: User) -> None:
    text = chief.page.get_by_role("textbox", name=re.compile("^氏名またはメールアドレス"))
    text.fill("見本　京子")
    grants(chief)
    chief.reads("個別の役割を付けました。", person.email, ROLE)


def grants_to_the_team(chief: Staff, member: User) -> None:
    chief.page.get_by_role("combobox", name=re.compile("^職員の班")).select_option(label=TEAM)
    grants(chief)
    chief.reads("個別の役割を付けました。", f"班：{TEAM}", member.email)


def grants(chief: Staff) -> None:
    chief.page.get_by_role("combobox", name=re.compile(r"^役割\s*\*?$")).select_option(label=ROLE)
    chief.page.get_by_role("textbox", name=re.compile(r"^理由\s*\*?$")).fill("申請者と利害のない職員が審査するため")
    chief.click("付与する", "button")


def closes(chief: Staff, case: Case) -> None:
    """First it is said who then finds it no more, the chief among them."""
    chief.click(CLOSE, "link")
    chief.reads("あなたがこれらの役割の場合も同じです。")
    chief.click(CLOSE, "button")
    chief.reads("この案件を閲覧できる人を変更しました。")
    assert not listed(chief, case)
    assert Case.objects.get(pk=case.pk).is_confidential


def does_not_find(actor: Staff, person: User, case: Case) -> None:
    """Neither among what waits nor among all they read, nor by its address."""
    actor.come_in(person)
    actor.menu("受付箱")
    assert not listed(actor, case)
    assert not found(actor, case)
    assert not reads(person, case)


def found(actor: Staff, case: Case) -> bool:
    """Among all that they read, by its number."""
    actor.menu("受付箱")
    actor.click("閲覧できるすべて", "link")
    actor.fill("番号・団体名・氏名", case.number)
    actor.click("表示", "button")
    return listed(actor, case)


def listed(actor: Staff, case: Case) -> bool:
    return actor.page.get_by_role("link", name=case.number).count() > 0


def reads(person: User, case: Case) -> bool:
    """By its address: found, or as if it did not exist."""
    status = client_of(person).get(reverse("desk:case", args=[case.pk])).status_code
    assert status in (200, 404)
    return status == 200


def ends(approver: Staff, case: Case, holder: str) -> None:
    """Those whom the chief of the hub answers to still find it."""
    open_screen(approver, case)
    approver.reads("この案件は取扱注意です。拠点の役割では閲覧できません。")
    approver.click(f"終了する（{holder}、{ROLE}）", "link")
    approver.reads("役割の記録は残ります。")
    approver.click("この役割を今すぐ終了する", "button")
    approver.reads("役割を終了しました。")
