"""The registers in the admin: who sees which rows, who acts, and that accounts stay."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from cms.core.errors import Forbidden
from cms.people.models import CommunityGroup, Deputy, HubRole, Role, User
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    user = make_staff(Role.ADMINISTRATOR, name="管理 花子")
    sign_in(client, user)
    return user


def test_an_administrator_adds_an_account_without_password(client: Client, administrator: User) -> None:
    url = reverse("wagtailusers_users:add")
    assert client.get(url).status_code == 200
    answer = client.post(url, {"last_name": "区民", "first_name": "太郎", "email": "TARO@example.jp"})
    assert answer.status_code == 302, answer.content.decode()
    user = User.objects.get(email="taro@example.jp")
    assert not user.has_usable_password()
    assert not user.is_superuser


def test_a_second_account_of_one_address_is_refused_beside_the_field(client: Client, administrator: User) -> None:
    make_user("taro@example.jp")
    answer = client.post(
        reverse("wagtailusers_users:add"), {"last_name": "区民", "first_name": "", "email": "ｔａｒｏ@example.jp"}
    )
    assert answer.status_code == 200
    assert User.objects.filter(email__iexact="taro@example.jp").count() == 1


def test_switching_an_account_off_ends_its_roles_and_sessions(client: Client, administrator: User) -> None:
    leaver = make_staff(Role.REVIEWER, make_hub())
    their = sign_in(Client(), leaver)
    assert their.get("/cms/").status_code == 200
    url = reverse("wagtailusers_users:edit", args=[leaver.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"last_name": "退職", "first_name": "者"})
    assert answer.status_code == 302, answer.content.decode()
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert not HubRole.objects.live().filter(user=leaver).exists()
    assert their.get("/cms/").status_code == 302


def test_nobody_switches_themselves_off(client: Client, administrator: User) -> None:
    make_staff(Role.ADMINISTRATOR)
    url = reverse("wagtailusers_users:edit", args=[administrator.pk])
    answer = client.post(url, {"last_name": "管理", "first_name": "花子"})
    assert answer.status_code == 200
    administrator.refresh_from_db()
    assert administrator.is_active


def test_no_address_deletes_an_account(client: Client, administrator: User) -> None:
    other = make_user()
    for path in (f"/cms/users/delete/{other.pk}/", f"/cms/bulk/people/user/delete/?id={other.pk}"):
        assert client.post(path).status_code == 404, path
    state = client.post(f"/cms/bulk/people/user/set_active_state/?id={other.pk}", {"mark_as_active": "False"})
    assert state.status_code == 404
    with pytest.raises(Forbidden), transaction.atomic():
        other.delete()
    with pytest.raises(Forbidden), transaction.atomic():
        User.objects.filter(pk=other.pk).delete()
    other.refresh_from_db()
    assert other.is_active


def test_a_lost_telephone_is_reset_by_an_administrator(client: Client, administrator: User) -> None:
    staff = make_staff(Role.REVIEWER, make_hub())
    their = sign_in(Client(), staff)
    url = reverse("wagtailusers_users:second_factor", args=[staff.pk])
    assert "認証アプリ" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert their.get("/cms/").status_code == 302
    assert not Authenticator.objects.filter(user=staff).exists()


def test_an_administrator_grants_and_ends_a_role(client: Client, administrator: User) -> None:
    hub, person = make_hub(), make_user("new@example.jp")
    url = reverse("roles:add")
    assert client.get(url).status_code == 200
    form = {"user": "new@example.jp", "role": "reviewer", "hub": str(hub.pk), "from_on": "2026-04-01"}
    answer = client.post(url, {**form, "hub": ""})
    assert answer.status_code == 200
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.content.decode()
    role = HubRole.objects.live().get(user=person)
    assert role.granted_by == administrator
    page = client.get(reverse("roles:edit", args=[role.pk]))
    assert page.status_code == 200
    assert client.post(reverse("roles:edit", args=[role.pk])).status_code == 302
    assert not HubRole.objects.live().filter(user=person).exists()
    actions = set(registry.get_logs_for_instance(role).values_list("action", flat=True))
    assert {"people.role_granted", "people.role_ended"} <= actions
    assert client.get(reverse("roles:index")).status_code == 200


def test_a_role_for_an_unknown_address_is_refused_beside_the_field(client: Client, administrator: User) -> None:
    answer = client.post(reverse("roles:add"), {"user": "no@example.jp", "role": "auditor", "from_on": "2026-04-01"})
    assert answer.status_code == 200
    assert "登録されていません" in answer.content.decode()


def test_a_deputy_is_recorded_and_withdrawn(client: Client, administrator: User) -> None:
    chief, other = make_staff(Role.DIVISION_APPROVER), make_staff(Role.DIVISION_APPROVER)
    form = {"principal": chief.email, "deputy": other.email, "from_on": "2026-11-01", "until_on": "2026-11-30"}
    assert client.post(reverse("deputies:add"), form).status_code == 200
    answer = client.post(reverse("deputies:add"), {**form, "reason": "出張"})
    assert answer.status_code == 302, answer.content.decode()
    record = Deputy.objects.get()
    assert client.get(reverse("deputies:index")).status_code == 200
    assert client.post(reverse("deputies:edit", args=[record.pk])).status_code == 302
    record.refresh_from_db()
    assert record.revoked_at is not None


def test_an_auditor_reads_the_registers_and_changes_nothing(client: Client) -> None:
    role = HubRole.objects.get(user=make_staff(Role.CHIEF, make_hub()))
    sign_in(client, make_staff(Role.AUDITOR))
    assert client.get(reverse("roles:index")).status_code == 200
    assert client.get(reverse("roles:edit", args=[role.pk])).status_code == 200
    assert client.post(reverse("roles:edit", args=[role.pk])).status_code == 404
    assert client.get(reverse("roles:add")).status_code == 404
    role.refresh_from_db()
    assert role.ended_at is None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.DIVISION_REVIEWER, Role.ACCOUNTANT, Role.EDITOR_IN_CHIEF])
def test_others_see_no_role_register(client: Client, role: str) -> None:
    hub = make_hub() if role == Role.EDITOR else None
    sign_in(client, make_staff(role, hub))
    row = HubRole.objects.first()
    assert client.get(reverse("roles:edit", args=[row.pk])).status_code == 404  # type: ignore[union-attr]
    answer = client.get(reverse("roles:index"))
    assert answer.status_code in (302, 403, 404)
    assert reverse("roles:index") not in client.get("/cms/").content.decode()


def test_hub_staff_see_and_verify_only_their_hubs_groups(client: Client) -> None:
    here, there = make_hub(), make_hub()
    own = make_group(here, name="こちら町会", verification="unverified")
    foreign = make_group(there, name="あちら町会", verification="unverified")
    sign_in(client, make_staff(Role.REVIEWER, here))
    listing = client.get(reverse("groups:index")).content.decode()
    assert "こちら町会" in listing
    assert "あちら町会" not in listing
    assert "あちら町会" not in client.get(reverse("groups:index_results") + "?q=町会").content.decode()
    assert client.get(reverse("groups:edit", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("groups:edit", args=[foreign.pk]), {"accepted": "yes"}).status_code == 404
    assert client.get(reverse("groups:edit", args=[own.pk])).status_code == 200
    refused = client.post(reverse("groups:edit", args=[own.pk]), {"accepted": "no"})
    assert refused.status_code == 200
    assert (
        client.post(reverse("groups:edit", args=[own.pk]), {"accepted": "yes", "note": "名簿と照合"}).status_code == 302
    )
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.verification, foreign.verification) == ("verified", "unverified")


def test_staff_do_not_verify_a_group_they_belong_to(client: Client) -> None:
    hub = make_hub()
    group = make_group(hub, verification="unverified")
    staff = make_staff(Role.CHIEF, hub)
    make_membership(group, staff)
    sign_in(client, staff)
    assert client.get(reverse("groups:edit", args=[group.pk])).status_code == 200
    assert client.post(reverse("groups:edit", args=[group.pk]), {"accepted": "yes"}).status_code == 404
    assert CommunityGroup.objects.get().verification == "unverified"
