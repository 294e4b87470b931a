"""Groups through the pages that residents use, and the rules behind them."""

from __future__ import annotations

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.mailings.models import OutgoingMail
from cms.people.groups import acts_for, groups_of, manages
from cms.people.models import CommunityGroup, GroupInvitation, GroupMembership, NameTerm, Role, User
from cms.people.services.groups import change_group, end_membership, verify_group
from cms.people.services.invitations import accept_invitation, invite
from cms.people.services.officers import listed
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
MANAGER = GroupMembership.Right.MANAGER


@pytest.fixture
def resident(client: Client) -> User:
    user = make_user("hanako@example.jp", name="区民 花子")
    sign_in(client, user)
    return user


def registration(hub: Hub, **fields: str) -> dict[str, str]:
    start = {"name": "試験町会", "name_kana": "しけんちょうかい", "kind": "neighbourhood", "hub": str(hub.pk)}
    return {**start, "postal_code": "", "address": "", "phone": "", "register_number": "", **fields}


def token_in(mail: OutgoingMail) -> str:
    return re.search(r"/invitations/([\w-]+)/", mail.text).group(1)  # type: ignore[union-attr]


def test_a_resident_registers_a_group_and_manages_it(client: Client, resident: User) -> None:
    hub = make_hub()
    assert client.get(reverse("people:register")).status_code == 200
    answer = client.post(
        reverse("people:register"), registration(hub, phone="０３－１２３４－５６７８", postal_code="1768501")
    )
    group = CommunityGroup.objects.get()
    assert answer["Location"] == reverse("people:group", args=[group.pk])
    assert (group.verification, group.phone, group.postal_code) == ("unverified", "03-1234-5678", "176-8501")
    assert manages(resident, group)
    assert list(groups_of(resident)) == [group]
    assert "試験町会" in client.get(reverse("people:groups")).content.decode()
    assert registry.get_logs_for_instance(group).get().action == "people.group_registered"


@pytest.mark.parametrize("name", ["葛\U000e0100飾𠮷田町会", "髙﨑神\ufa19会", "か\u3099くえん会"])
def test_names_are_stored_as_typed_and_found_by_every_ending(client: Client, resident: User, name: str) -> None:
    client.post(reverse("people:register"), registration(make_hub(), name=name))
    group = CommunityGroup.objects.get()
    assert group.name == name
    assert NameTerm.objects.filter(group=group, term="ちょうかい").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "町会\x00"),
        ("name_kana", "漢字"),
        ("phone", "でんわ"),
        ("postal_code", "12"),
        ("hub", "0"),
        ("kind", "x"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_field(client: Client, resident: User, field: str, value: str) -> None:
    answer = client.post(reverse("people:register"), {**registration(make_hub()), field: value})
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not CommunityGroup.objects.exists()


def test_a_lone_surrogate_is_refused_by_the_service() -> None:
    user = make_user()
    group = make_group(manager=user)
    with pytest.raises(CaseError) as refused:
        change_group(group, actor=user, name="町会\ud800")
    assert refused.value.field == "name"  # type: ignore[attr-defined]


def test_the_same_name_at_the_same_hub_is_not_registered_twice(client: Client, resident: User) -> None:
    hub = make_hub()
    make_group(hub, name="ﾃｽﾄ町会")
    answer = client.post(reverse("people:register"), registration(hub, name="テスト町会"))
    assert answer.status_code == 200
    assert "招待" in answer.content.decode()
    assert client.post(reverse("people:register"), registration(make_hub(), name="テスト町会")).status_code == 302


def test_a_foreign_group_does_not_exist(client: Client, resident: User) -> None:
    owner = make_user()
    group = make_group(manager=owner)
    invitation = invite(group, actor=owner, email="x@example.jp")
    member = group.memberships.get()
    doors = [
        reverse("people:group", args=[group.pk]),
        reverse("people:change", args=[group.pk]),
        reverse("people:officers", args=[group.pk]),
        reverse("people:invite", args=[group.pk]),
        reverse("people:revoke", args=[group.pk, invitation.pk]),
        reverse("people:end_membership", args=[group.pk, member.pk]),
    ]
    for door in doors:
        assert client.get(door).status_code == 404, door
        assert client.post(door, {}).status_code == 404, door
        assert Client().get(door).status_code == 302, door


def test_records_of_another_group_do_not_open_under_the_own_one(client: Client, resident: User) -> None:
    owner = make_user()
    foreign = make_group(manager=owner)
    own = make_group(manager=resident)
    invitation = invite(foreign, actor=owner, email="x@example.jp")
    assert client.post(reverse("people:revoke", args=[own.pk, invitation.pk])).status_code == 404
    assert client.post(reverse("people:end_membership", args=[own.pk, foreign.memberships.get().pk])).status_code == 404


def test_an_invitation_goes_by_mail_and_works_once_for_its_address(client: Client, resident: User) -> None:
    group = make_group(manager=resident)
    answer = client.post(reverse("people:invite", args=[group.pk]), {"email": "Taro@example.jp", "right": "member"})
    assert answer.status_code == 302
    mail = OutgoingMail.objects.get(to="taro@example.jp")
    token = token_in(mail)
    assert token not in str(GroupInvitation.objects.values())
    url = reverse("people:accept", args=[token])
    stranger, invited = make_user("jiro@example.jp"), make_user("taro@example.jp")
    other = sign_in(Client(), stranger)
    assert other.get(url).status_code == 200
    other.post(url)
    assert not acts_for(stranger, group)
    their = sign_in(Client(), invited)
    assert not acts_for(invited, group)
    their.get(url)
    assert not acts_for(invited, group)
    assert their.post(url).status_code == 302
    assert acts_for(invited, group)
    assert not manages(invited, group)
    assert sign_in(Client(), stranger).post(url).status_code == 404
    assert Client().get(reverse("people:accept", args=["nonsense"])).status_code == 404


def test_an_unproved_address_does_not_take_an_invitation(resident: User) -> None:
    group = make_group(manager=resident)
    invite(group, actor=resident, email="taro@example.jp")
    user = make_user("taro@example.jp")
    EmailAddress.objects.filter(user=user).update(verified=False)
    with pytest.raises(Forbidden):
        accept_invitation(token=token_in(OutgoingMail.objects.get(to="taro@example.jp")), actor=user)


def test_expired_withdrawn_and_orphaned_invitations_are_void(client: Client, resident: User) -> None:
    group = make_group(manager=resident)
    second = make_user()
    make_membership(group, second, right=MANAGER)
    invited = make_user("taro@example.jp")

    def attempt() -> bool:
        token = token_in(OutgoingMail.objects.filter(to="taro@example.jp").latest("pk"))
        with pytest.raises(CaseError):
            accept_invitation(token=token, actor=invited)
        return acts_for(invited, group)

    row = invite(group, actor=resident, email="taro@example.jp")
    GroupInvitation.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert not attempt()
    row = invite(group, actor=resident, email="taro@example.jp")
    assert client.get(reverse("people:revoke", args=[group.pk, row.pk])).status_code == 200
    row.refresh_from_db()
    assert row.revoked_at is None
    client.post(reverse("people:revoke", args=[group.pk, row.pk]))
    assert not attempt()
    invite(group, actor=resident, email="taro@example.jp")
    end_membership(group.memberships.get(user=resident), actor=second)
    assert not attempt()


def test_a_member_neither_invites_nor_changes(client: Client, resident: User) -> None:
    group = make_group(manager=make_user())
    make_membership(group, resident)
    page = client.get(reverse("people:group", args=[group.pk])).content.decode()
    assert reverse("people:invite", args=[group.pk]) not in page
    for name in ("invite", "change", "officers"):
        assert client.get(reverse(f"people:{name}", args=[group.pk])).status_code == 403, name
    answer = client.post(reverse("people:invite", args=[group.pk]), {"email": "x@example.jp", "right": "manager"})
    assert answer.status_code == 403
    assert not GroupInvitation.objects.exists()
    other = group.memberships.exclude(user=resident).get()
    assert client.get(reverse("people:end_membership", args=[group.pk, other.pk])).status_code == 403
    client.post(reverse("people:change", args=[group.pk]), registration(group.hub, name="のっとり会"))
    group.refresh_from_db()
    assert group.name != "のっとり会"


def test_ending_a_membership_asks_first_and_takes_effect_at_once(client: Client, resident: User) -> None:
    group = make_group(manager=resident)
    leaver = make_user()
    row = make_membership(group, leaver)
    their = sign_in(Client(), leaver)
    assert their.get(reverse("people:group", args=[group.pk])).status_code == 200
    url = reverse("people:end_membership", args=[group.pk, row.pk])
    assert client.get(url).status_code == 200
    assert acts_for(leaver, group)
    client.post(url)
    assert their.get(reverse("people:group", args=[group.pk])).status_code == 404


def test_the_last_manager_stays(client: Client, resident: User) -> None:
    group = make_group(manager=resident)
    answer = client.post(reverse("people:end_membership", args=[group.pk, group.memberships.get().pk]))
    assert "代表担当者が1人以上必要" in answer.content.decode()
    assert manages(resident, group)


def test_officers_are_listed_with_their_terms(client: Client, resident: User) -> None:
    group = make_group(manager=resident)
    url = reverse("people:officers", args=[group.pk])
    assert client.get(url).status_code == 200
    rows = [
        ("会長", "髙橋 一", "たかはし はじめ", "2026-04-01", ""),
        ("会計", "前 任", "ぜん にん", "2020-04-01", "2022-03-31"),
    ]
    data = {"officer-TOTAL_FORMS": "3", "officer-INITIAL_FORMS": "0", "revision": "0"}
    for number, row in enumerate(rows):
        data |= dict(
            zip(
                (f"officer-{number}-{f}" for f in ("title", "name", "name_kana", "from_on", "until_on")),
                row,
                strict=True,
            )
        )
    wrong = client.post(url, {**data, "officer-0-until_on": "2026-03-31"})
    assert wrong.status_code == 200
    assert "officer-0-until_on_error" in wrong.content.decode()
    assert client.post(url, data).status_code == 302
    page = client.get(reverse("people:group", args=[group.pk])).content.decode()
    assert "髙橋 一" in page
    first, second = group.officers.order_by("id")
    kept = {"officer-INITIAL_FORMS": "2", "officer-0-row": str(first.pk), "officer-1-row": str(second.pk)}
    assert client.post(url, {**data, **kept, "revision": "1", "officer-1-DELETE": "on"}).status_code == 302
    assert [o.name for o in listed(group)] == ["髙橋 一"]
    assert listed(group)[0].from_on == datetime.date(2026, 4, 1)
    page = client.get(reverse("people:group", args=[group.pk])).content.decode()
    assert "前 任" in page, "an officer who was taken off the list stays among the earlier ones"


def test_a_changed_name_must_be_verified_anew_and_a_telephone_need_not(client: Client, resident: User) -> None:
    group = make_group(manager=resident)
    url = reverse("people:change", args=[group.pk])
    data = registration(group.hub, name=group.name, name_kana=group.name_kana, address=group.address)
    client.post(url, {**data, "phone": "03-9999-9999"})
    group.refresh_from_db()
    assert (group.phone, group.verification) == ("03-9999-9999", "verified")
    client.post(url, {**data, "name": "新しい名前の会"})
    group.refresh_from_db()
    assert group.verification == "unverified"
    assert NameTerm.objects.filter(group=group, term="新しい名前の会").exists()


def test_only_the_groups_own_hub_verifies() -> None:
    here, there = make_hub(), make_hub()
    group = make_group(here, verification="unverified")
    for stranger in (make_staff(Role.CHIEF, there), make_staff(Role.ADMINISTRATOR), make_staff(Role.EDITOR, here)):
        with pytest.raises(Forbidden):
            verify_group(group, actor=stranger, accepted=True)
    reviewer = make_staff(Role.REVIEWER, here)
    with pytest.raises(CaseError):
        verify_group(group, actor=reviewer, accepted=False, note=" ")
    assert verify_group(group, actor=reviewer, accepted=True).verified_by == reviewer
