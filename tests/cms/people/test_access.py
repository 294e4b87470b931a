"""Rights come from roles in force today, and from nothing else."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.people.access import roles_of
from cms.people.deputies import principals_for
from cms.people.models import Deputy, HubRole, Role, User
from cms.people.services.fields import FieldRefused
from cms.people.services.roles import end_role, grant_role, record_deputy, revoke_deputy
from tests.factories_people import TOTP_SECRET, make_deputy, make_hub, make_staff, make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_reviewer_reviews_at_their_own_hub_only() -> None:
    here, there = make_hub(), make_hub()
    user = make_staff(Role.REVIEWER, here)
    assert user.has_perm(f"cases.review@{here.code}")
    assert not user.has_perm(f"cases.review@{there.code}")
    assert not user.has_perm("cases.draft")
    assert roles_of(user).hubs_as(Role.REVIEWER) == {here.pk}
    assert not roles_of(user).reads_all


@pytest.mark.parametrize(
    ("role", "drafts", "approves"),
    [
        (Role.DIVISION_REVIEWER, True, False),
        (Role.DIVISION_APPROVER, False, True),
        (Role.ADMINISTRATOR, False, False),
        (Role.AUDITOR, False, False),
        (Role.ACCOUNTANT, False, False),
    ],
)
def test_drafting_and_approving_belong_to_one_role_each(role: str, drafts: bool, approves: bool) -> None:
    user = make_staff(role)
    assert user.has_perm("cases.draft") is drafts
    assert user.has_perm("cases.approve") is approves
    assert user.has_perm("wagtailadmin.access_admin")


def test_an_administrator_has_no_right_on_cases_and_deletes_no_account() -> None:
    found = make_staff(Role.ADMINISTRATOR).get_all_permissions()
    assert "people.change_user" in found
    assert "hubs.change_hub" in found
    assert "people.delete_user" not in found
    assert not [p for p in found if p.startswith(("cases.", "grants.", "correspondence."))]


def test_a_role_counts_from_its_first_to_its_last_day() -> None:
    user, admin = make_user(), make_staff(Role.ADMINISTRATOR)
    for begins, ends, expected in [
        (TODAY(), TODAY(), True),
        (TODAY() + DAY, None, False),
        (TODAY() - 9 * DAY, TODAY() - DAY, False),
    ]:
        HubRole.objects.all().exclude(user=admin).delete()
        HubRole.objects.create(user=user, role=Role.AUDITOR, from_on=begins, until_on=ends)
        assert roles_of(fresh(user)).has(Role.AUDITOR) is expected


def test_an_ended_role_loses_access_at_the_next_request(client: Client) -> None:
    admin, staff = make_staff(Role.ADMINISTRATOR), make_staff(Role.AUDITOR)
    sign_in(client, staff)
    assert client.get("/cms/").status_code == 200
    end_role(HubRole.objects.get(user=staff), actor=admin)
    assert client.get("/cms/").status_code == 404


def test_a_deactivated_account_is_out_at_the_next_request(client: Client) -> None:
    staff = make_staff(Role.AUDITOR)
    sign_in(client, staff)
    User.objects.filter(pk=staff.pk).update(is_active=False)
    assert client.get("/cms/").status_code == 302
    assert not roles_of(fresh(staff)).is_staff_member


def test_the_database_refuses_superusers() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("root@example.jp", is_superuser=True)
    with pytest.raises(NotImplementedError):
        User.objects.create_superuser("root@example.jp")


def test_nobody_grants_a_role_to_themselves_or_without_being_administrator() -> None:
    admin, chief, person = make_staff(Role.ADMINISTRATOR), make_staff(Role.CHIEF, make_hub()), make_user()
    with pytest.raises(Forbidden):
        grant_role(actor=admin, user=admin, role=Role.DIVISION_APPROVER)
    with pytest.raises(Forbidden):
        grant_role(actor=chief, user=person, role=Role.AUDITOR)
    assert not roles_of(fresh(person)).is_staff_member


def test_a_role_is_granted_once_at_a_time_and_local_roles_need_a_hub() -> None:
    admin, person, hub = make_staff(Role.ADMINISTRATOR), make_user(), make_hub()
    grant_role(actor=admin, user=person, role=Role.EDITOR, hub=hub)
    for role, place in [(Role.EDITOR, hub), (Role.REVIEWER, None), (Role.AUDITOR, hub)]:
        with pytest.raises(CaseError):
            grant_role(actor=admin, user=person, role=role, hub=place)


def test_the_last_administrator_stays() -> None:
    admin = make_staff(Role.ADMINISTRATOR)
    with pytest.raises(CaseError):
        end_role(HubRole.objects.get(user=admin), actor=admin)
    make_staff(Role.ADMINISTRATOR)
    end_role(HubRole.objects.get(user=admin), actor=admin)
    assert not roles_of(fresh(admin)).is_staff_member


def test_a_deputy_acts_within_the_recorded_days_only() -> None:
    chief, deputy = make_staff(Role.DIVISION_APPROVER), make_staff(Role.DIVISION_REVIEWER)
    record = record_deputy(
        actor=chief, principal=chief, deputy=deputy, from_on=TODAY(), until_on=TODAY() + DAY, reason="出張"
    )
    for offset, expected in [(-1, []), (0, [chief]), (1, [chief]), (2, [])]:
        assert list(principals_for(deputy, TODAY() + offset * DAY)) == expected
    revoke_deputy(record, actor=chief)
    assert not principals_for(deputy).exists()


def test_only_an_administrator_or_the_principal_records_a_deputy() -> None:
    chief, other, resident = make_staff(Role.DIVISION_APPROVER), make_staff(Role.AUDITOR), make_user()
    days = {"from_on": TODAY(), "until_on": TODAY(), "reason": "出張"}
    with pytest.raises(Forbidden):
        record_deputy(actor=other, principal=chief, deputy=other, **days)
    with pytest.raises(CaseError):
        record_deputy(actor=chief, principal=chief, deputy=resident, **days)
    with pytest.raises(CaseError):
        record_deputy(actor=chief, principal=chief, deputy=chief, **days)


@pytest.mark.parametrize(
    "principal,deputy,field",
    [
        ("division_approver", "auditor", "deputy"),
        ("division_approver", "accountant", "deputy"),
        ("division_approver", "administrator", "deputy"),
        ("division_approver", "editor_in_chief", "deputy"),
        ("division_reviewer", "division_reviewer", "principal"),
        ("auditor", "division_reviewer", "principal"),
    ],
)
def test_only_the_division_decides_in_an_approvers_place(principal: str, deputy: str, field: str) -> None:
    one, other = make_staff(principal), make_staff(deputy)
    days = {"from_on": TODAY(), "until_on": TODAY(), "reason": "出張"}
    with pytest.raises(FieldRefused) as refused:
        record_deputy(actor=make_staff(Role.ADMINISTRATOR), principal=one, deputy=other, **days)
    assert refused.value.field == field
    assert not Deputy.objects.exists()


def test_hub_staff_decide_in_nobodys_place() -> None:
    days = {"from_on": TODAY(), "until_on": TODAY(), "reason": "出張"}
    chief = make_staff(Role.DIVISION_APPROVER)
    for role in (Role.CHIEF, Role.REVIEWER, Role.EDITOR):
        with pytest.raises(FieldRefused):
            record_deputy(actor=chief, principal=chief, deputy=make_staff(role, make_hub()), **days)


def test_a_record_lends_nothing_once_either_has_lost_the_role() -> None:
    for leaving in (0, 1):
        pair = make_staff(Role.DIVISION_APPROVER), make_staff(Role.DIVISION_REVIEWER)
        make_deputy(*pair)
        assert principals_for(pair[1]).exists()
        HubRole.objects.filter(user=pair[leaving]).update(ended_at=timezone.now())
        assert not principals_for(pair[1]).exists()


def test_a_deputy_of_a_deactivated_principal_acts_for_nobody() -> None:
    chief, deputy = make_staff(Role.DIVISION_APPROVER), make_staff(Role.DIVISION_REVIEWER)
    make_deputy(chief, deputy)
    assert principals_for(deputy).exists()
    User.objects.filter(pk=chief.pk).update(is_active=False)
    assert not principals_for(deputy).exists()


def test_the_command_makes_the_first_administrator_once() -> None:
    out = StringIO()
    call_command("create_administrator", "first@example.jp", "--name", "区政　一郎", stdout=out)
    user = User.objects.get(email="first@example.jp")
    assert (user.last_name, user.first_name) == ("区政", "一郎")
    assert roles_of(user).has(Role.ADMINISTRATOR)
    call_command("create_administrator", "first@example.jp", stdout=out)
    assert HubRole.objects.filter(user=user).count() == 1
    with pytest.raises(CommandError):
        call_command("create_administrator", "no-address", stdout=out)


def test_demo_codes_are_printed_in_demo_mode_only(settings: pytest.FixtureRequest, client: Client) -> None:
    with pytest.raises(CommandError):
        call_command("demo_codes")
    settings.DEMO = True  # type: ignore[attr-defined]
    staff = make_staff(Role.AUDITOR)
    make_user("hanako@example.jp")
    client.post("/accounts/login/", {"login": "hanako@example.jp"})
    out = StringIO()
    call_command("demo_codes", stdout=out)
    assert staff.email in out.getvalue()
    assert "hanako@example.jp" in out.getvalue()
    assert TOTP_SECRET not in out.getvalue()


def test_secrets_of_apps_are_stored_encrypted() -> None:
    staff = make_staff(Role.AUDITOR)
    assert TOTP_SECRET not in str(Authenticator.objects.get(user=staff).data)
