"""A person's own details and the safety of their account."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from cms.mailings.models import OutgoingMail
from cms.people.models import NameTerm, Person, Role, User
from cms.people.services.persons import person_of
from tests.cms.people.sign_in_page import code_in, newest_mail
from tests.factories_people import make_staff, make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
PROFILE = reverse("people:profile")


@pytest.fixture
def resident(client: Client) -> User:
    user = make_user("hanako@example.jp")
    sign_in(client, user)
    return user


def details(**fields: str) -> dict[str, str]:
    return {"name": "𠮷田 花子", "name_kana": "よしだ はなこ", "phone": "", "postal_code": "", "address": "", **fields}


def test_opening_the_page_changes_nothing(client: Client, resident: User) -> None:
    assert client.get(PROFILE).status_code == 200
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["𠮷田 花子", "葛\U000e0100西 花", "髙\ufa19 邉"])
def test_a_name_is_stored_as_typed_and_found(client: Client, resident: User, name: str) -> None:
    assert client.post(PROFILE, details(name=name)).status_code == 302
    person = Person.objects.get(user=resident)
    assert person.name == name
    assert NameTerm.objects.filter(person=person, term="はなこ").exists()
    assert name in client.get(PROFILE).content.decode()


def test_a_resident_acts_under_their_name_and_staff_under_the_offices(client: Client, resident: User) -> None:
    client.post(PROFILE, details())
    assert str(User.objects.get(pk=resident.pk)) == "𠮷田 花子"
    staff = make_staff(Role.AUDITOR, name="監査 一郎")
    person_of(staff, name="別名 一郎")
    assert str(User.objects.get(pk=staff.pk)) == "監査 一郎"


def test_a_character_that_cannot_be_stored_is_told_beside_the_field(client: Client, resident: User) -> None:
    answer = client.post(PROFILE, details(address="練馬\x00区"))
    page = answer.content.decode()
    assert 'id="id_address_error"' in page
    assert "𠮷田 花子" in page
    assert not Person.objects.exists()


def test_a_very_long_line_is_refused_beside_the_field(client: Client, resident: User) -> None:
    answer = client.post(PROFILE, details(name="a" * 1_000_000))
    assert answer.status_code == 200
    assert 'id="id_name_error"' in answer.content.decode()


def test_saving_goes_on_to_a_local_address_only(client: Client, resident: User) -> None:
    for target, expected in [("/mypage/groups/", "/mypage/groups/"), ("//evil.example", PROFILE), ("/\\evil", PROFILE)]:
        assert client.post(PROFILE, {**details(), "next": target})["Location"] == expected


def test_one_person_belongs_to_one_account(resident: User) -> None:
    assert person_of(resident) == person_of(resident, name="別名 花子")
    assert Person.objects.get().name == "別名 花子"


def test_the_address_changes_with_the_code_sent_to_the_new_one(client: Client, resident: User) -> None:
    assert client.get(reverse("account_email")).status_code == 200
    client.post(reverse("account_email"), {"email": "new@example.jp", "action_add": "1"})
    resident.refresh_from_db()
    assert resident.email == "hanako@example.jp"
    code = code_in(newest_mail("new@example.jp"))
    client.post(reverse("account_email_verification_sent"), {"code": code})
    resident.refresh_from_db()
    assert resident.email == "new@example.jp"
    assert OutgoingMail.objects.filter(to="hanako@example.jp").exists()


def test_a_password_is_set_and_reset_by_a_code(client: Client, resident: User) -> None:
    words = "three easy words"
    assert client.get(reverse("account_set_password")).status_code == 200
    client.post(reverse("account_set_password"), {"password1": words, "password2": words})
    resident.refresh_from_db()
    assert resident.check_password(words)
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": resident.email})
    answer = visitor.post(
        reverse("account_confirm_password_reset_code"), {"code": code_in(newest_mail(resident.email))}, follow=True
    )
    assert 'name="password1"' in answer.content.decode()
    again = "other words in a row"
    visitor.post(reverse("account_complete_password_reset"), {"password1": again, "password2": again})
    resident.refresh_from_db()
    assert resident.check_password(again)
    assert client.get(PROFILE).status_code == 302


def test_a_reset_password_does_not_skip_the_second_factor(client: Client) -> None:
    staff = make_staff(Role.AUDITOR, password="long enough words")
    client.post(reverse("account_reset_password"), {"email": staff.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(newest_mail(staff.email))})
    again = "other words in a row"
    client.post(reverse("account_complete_password_reset"), {"password1": again, "password2": again})
    client.post(reverse("account_login"), {"login": staff.email, "password": again})
    assert client.get("/cms/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_staff_keep_their_last_second_factor(client: Client) -> None:
    staff = make_staff(Role.AUDITOR, password="long enough words")
    sign_in(client, staff)
    client.post(reverse("account_reauthenticate"), {"password": "long enough words"})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


PAGES = [
    "people:profile", "people:security", "people:groups", "people:register", "account_email", "account_set_password",
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn",
]  # fmt: skip
LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN = {"API", "QR", "NPO", "PTA", "JavaScript", "PIN", "example", "jp", "hanako", "AGPL", "Kizuna"}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_japanese_and_free_of_inline_code(client: Client, resident: User, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    page = re.search(r"(?s)<main.*</main>", answer.content.decode()).group()  # type: ignore[union-attr]
    assert not re.search(r'\sstyle="|\son\w+="|<script(?![^>]*(src=|type="application/json"))', page)
    text = re.sub(r"(?s)<script.*?</script>|<dd class=\"kz-code\">.*?</dd>|<[^>]+>", " ", page)
    assert set(LATIN.findall(text)) <= KNOWN


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_the_entrance_is_japanese(client: Client, name: str) -> None:
    page = re.search(r"(?s)<main.*</main>", client.get(reverse(name)).content.decode()).group()  # type: ignore[union-attr]
    text = re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", page)
    assert set(LATIN.findall(text)) <= KNOWN
