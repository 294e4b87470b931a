"""A group on paper goes online, a group without people goes on, a group that is over is retired."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from cms.core.errors import CaseError, Forbidden
from cms.mailings.models import OutgoingMail
from cms.people.groups import acts_for, groups_of, manages
from cms.people.models import CommunityGroup, GroupInvitation, Role, User
from cms.people.services.groups import change_group, enter_group, register_group, set_use
from cms.people.services.invitations import accept_invitation, invite, invite_manager
from cms.people.services.roles import deactivate
from tests.factories_cases import make_case
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from tests.sign_in import sign_in
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db
WHY = "紙で申請した団体のオンライン利用の申出"


def token_in(mail: OutgoingMail) -> str:
    return re.search(r"/invitations/([\w-]+)/", mail.text).group(1)  # type: ignore[union-attr]


def latest(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=address).latest("pk")


def test_the_hub_opens_a_group_from_paper_to_its_manager_who_then_reads_its_past_cases(client: Client) -> None:
    group = make_group()
    case = make_case(group=group)
    Case.objects.filter(pk=case.pk).update(channel="paper", applicant=None)
    sign_in(client, make_staff(Role.REVIEWER, group.hub))
    record, url = reverse("groups:edit", args=[group.pk]), reverse("groups:invite_manager", args=[group.pk])
    assert url in client.get(record).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"email": "new@example.jp", "reason": ""}).status_code == 200
    assert not GroupInvitation.objects.exists()
    assert client.post(url, {"email": "new@example.jp", "reason": WHY}).status_code == 302
    assert "new@example.jp" in client.get(record).content.decode()
    entry = registry.get_logs_for_instance(group).get(action="people.manager_invited")
    assert entry.data["note"] == WHY
    manager = make_user("new@example.jp")
    their = sign_in(Client(), manager)
    pages = [reverse("intake:case", args=[case.pk]), reverse("intake:sent", args=[case.pk, 1])]
    assert [their.get(page).status_code for page in pages] == [404, 404]
    accept_invitation(token=token_in(latest("new@example.jp")), actor=manager)
    assert manages(manager, group)
    assert [their.get(page).status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("state", ["unverified", "refused", "retired", "foreign", "editor", "own"])
def test_nobody_else_invites_and_only_to_a_verified_group_in_use(client: Client, state: str) -> None:
    fields = {"verification": state} if state in ("unverified", "refused") else {"is_active": state != "retired"}
    group = make_group(**fields)
    hub = make_hub() if state == "foreign" else group.hub
    staff = make_staff(Role.EDITOR if state == "editor" else Role.CHIEF, hub)
    if state == "own":
        make_membership(group, staff)
    sign_in(client, staff)
    url = reverse("groups:invite_manager", args=[group.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"email": "new@example.jp", "reason": WHY}).status_code == 404
    with pytest.raises(CaseError):
        invite_manager(group, actor=staff, email="new@example.jp", reason=WHY)
    assert not GroupInvitation.objects.exists()


def test_staff_do_not_invite_themselves_and_withdraw_a_mistake(client: Client) -> None:
    group = make_group()
    staff = make_staff(Role.REVIEWER, group.hub)
    sign_in(client, staff)
    url = reverse("groups:invite_manager", args=[group.pk])
    assert client.post(url, {"email": staff.email.upper(), "reason": WHY}).status_code == 200
    assert not GroupInvitation.objects.exists()
    client.post(url, {"email": "wrong@example.jp", "reason": WHY})
    row = GroupInvitation.objects.get()
    back = reverse("groups:withdraw_invitation", args=[group.pk, row.pk])
    assert client.get(back).status_code == 200
    assert client.post(back).status_code == 302
    with pytest.raises(CaseError):
        accept_invitation(token=token_in(latest("wrong@example.jp")), actor=make_user("wrong@example.jp"))
    assert client.get(back).status_code == 404


def test_the_hub_does_not_withdraw_what_the_group_itself_sent(client: Client) -> None:
    manager = make_user()
    group = make_group(manager=manager)
    row = invite(group, actor=manager, email="x@example.jp")
    sign_in(client, make_staff(Role.CHIEF, group.hub))
    assert client.post(reverse("groups:withdraw_invitation", args=[group.pk, row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.revoked_at is None


def test_the_chief_retires_a_group_and_takes_it_back(client: Client) -> None:
    member = make_user()
    group = make_group(manager=member)
    invite(group, actor=member, email="x@example.jp")
    sign_in(client, make_staff(Role.CHIEF, group.hub))
    url = reverse("groups:use", args=[group.pk])
    assert url in client.get(reverse("groups:edit", args=[group.pk])).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 200
    group.refresh_from_db()
    assert group.is_active
    assert client.post(url, {"reason": "解散の届出"}).status_code == 302
    group.refresh_from_db()
    assert not group.is_active
    assert not acts_for(member, group)
    assert GroupInvitation.objects.get().revoked_at is not None
    twin = make_group(group.hub, name=group.name)
    assert client.post(url, {"reason": "取消し"}).status_code == 200, "two groups of one name"
    twin.delete()
    assert client.post(url, {"reason": "解散の取消し"}).status_code == 302
    assert list(groups_of(member)) == [group]
    notes = registry.get_logs_for_instance(group).filter(action__in=["people.group_retired", "people.group_taken_back"])
    assert {entry.data["note"] for entry in notes} == {"解散の届出", "解散の取消し"}


def test_a_group_with_an_open_case_is_not_retired() -> None:
    case = make_case()
    chief = make_staff(Role.CHIEF, case.hub)
    with pytest.raises(CaseError, match="手続き中"):
        set_use(case.group, actor=chief, in_use=False, reason="解散")
    case.group.refresh_from_db()
    assert case.group.is_active


@pytest.mark.parametrize("who", ["reviewer", "foreign", "member"])
def test_nobody_but_the_chief_of_the_hub_retires_a_group(client: Client, who: str) -> None:
    group = make_group(is_active=who != "member")
    staff = make_staff(
        Role.REVIEWER if who == "reviewer" else Role.CHIEF, make_hub() if who == "foreign" else group.hub
    )
    if who == "member":
        make_membership(group, staff)
    sign_in(client, staff)
    assert client.post(reverse("groups:use", args=[group.pk]), {"reason": "解散"}).status_code == 404
    with pytest.raises(Forbidden):
        set_use(group, actor=staff, in_use=not group.is_active, reason="解散")


LINKS = [
    "至急 https://bad.example.jp へ",
    "ｈｔｔｐ：／／bad",
    "係 a@b",
    "係＠b",
    "WWW.bad.example",
    "一行\n二行",
    "一\u2028二",
]


@pytest.mark.parametrize("name", LINKS)
def test_a_name_with_an_address_or_a_second_line_is_refused_beside_the_field(client: Client, name: str) -> None:
    resident = make_user()
    hub = make_hub()
    sign_in(client, resident)
    data = {"name": name, "name_kana": "しけん", "kind": "neighbourhood", "hub": str(hub.pk)}
    answer = client.post(reverse("people:register"), data)
    assert answer.status_code == 200
    assert "団体の名称だけを" in answer.content.decode()
    for act in (register_group, enter_group):
        actor = resident if act is register_group else make_staff(Role.REVIEWER, hub)
        with pytest.raises(CaseError):
            act(actor=actor, name=name, kind="neighbourhood", hub=hub)
    group = make_group(hub, manager=resident)
    with pytest.raises(CaseError):
        change_group(group, actor=resident, name=name)
    assert CommunityGroup.objects.count() == 1


@pytest.mark.parametrize("verification", ["unverified", "refused", "verified"])
def test_only_a_verified_groups_name_stands_in_the_mail(verification: str) -> None:
    manager = make_user()
    group = make_group(manager=manager, name="至急ご連絡ください会", verification=verification)
    invite(group, actor=manager, email="x@example.jp")
    mail = latest("x@example.jp")
    shown = verification == "verified"
    assert (group.name in mail.text, group.name in mail.html) == (shown, shown)
    assert ("地域の団体の担当者" in mail.text) is not shown


def test_the_open_invitations_of_a_deactivated_account_are_void() -> None:
    manager = make_user()
    group = make_group(manager=manager)
    invite(group, actor=manager, email="x@example.jp")
    deactivate(User.objects.get(pk=manager.pk), actor=make_staff(Role.ADMINISTRATOR))
    with pytest.raises(CaseError):
        accept_invitation(token=token_in(latest("x@example.jp")), actor=make_user("x@example.jp"))
