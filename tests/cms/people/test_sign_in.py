"""Signing in: by a code from the mail, by password, with a second factor; nobody learns who has an account."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms.jobs.worker import run_due
from cms.people.models import Role, User
from tests.cms.people.sign_in_page import LOGIN, code_in, is_signed_in, newest_mail, totp_now
from tests.factories_people import make_staff, make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def test_a_resident_signs_in_by_the_code_from_the_mail(client: Client, mailoutbox: list) -> None:
    user = make_user("hanako@example.jp")
    page = client.get(LOGIN)
    assert 'type="password"' not in page.content.decode()
    answer = client.post(LOGIN, {"login": "hanako@example.jp", "next": "/mypage/groups/"}, follow=True)
    assert "hanako@example.jp" in answer.content.decode()
    run_due()
    assert [m.to for m in mailoutbox] == [["hanako@example.jp"]]
    code = re.search(r"^\d{6}$", mailoutbox[0].body, re.MULTILINE).group()  # type: ignore[union-attr]
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    answer = client.post(reverse("account_confirm_login_code"), {"code": wide, "next": "/mypage/groups/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/mypage/groups/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_code_is_told_and_three_of_them_end_the_attempt(client: Client) -> None:
    make_user("hanako@example.jp")
    client.post(LOGIN, {"login": "hanako@example.jp"})
    right = code_in(newest_mail("hanako@example.jp"))
    wrong = "000000" if right != "000000" else "111111"
    url = reverse("account_confirm_login_code")
    assert client.post(url, {"code": wrong}).status_code == 200
    assert client.post(url, {"code": wrong}).status_code == 200
    assert client.post(url, {"code": wrong}).status_code == 302
    client.post(url, {"code": right})
    assert not is_signed_in(client)


def test_a_code_is_void_after_ten_minutes(client: Client) -> None:
    make_user("hanako@example.jp")
    with time_machine.travel("2026-11-01T10:00:00+09:00", tick=False) as clock:
        client.post(LOGIN, {"login": "hanako@example.jp"})
        code = code_in(newest_mail("hanako@example.jp"))
        clock.shift(601)
        client.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_signed_in(client)


def test_signing_up_makes_the_account_only_with_the_code(client: Client) -> None:
    client.post(reverse("account_signup"), {"email": "new@example.jp"})
    assert not is_signed_in(client)
    client.post(reverse("account_email_verification_sent"), {"code": code_in(newest_mail("new@example.jp"))})
    assert is_signed_in(client)
    assert not User.objects.get(email="new@example.jp").has_usable_password()


def test_known_and_unknown_addresses_get_the_same_answer(client: Client) -> None:
    make_user("known@example.jp")
    pages = []
    for address in ("known@example.jp", "other@example.jp"):
        visitor = Client()
        steps = [
            visitor.post(LOGIN, {"login": address}, follow=True),
            Client().post(reverse("account_signup"), {"email": address}, follow=True),
            Client().post(reverse("account_reset_password"), {"email": address}, follow=True),
            Client().post(LOGIN, {"login": address, "password": "wrong-password-1"}),
        ]
        texts = [re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", s.content.decode()) for s in steps]
        pages.append([(s.status_code, s.redirect_chain if hasattr(s, "redirect_chain") else None) for s in steps])
        pages.append([text.replace(address, "ADDRESS") for text in texts])
    assert pages[0] == pages[2]
    assert pages[1] == pages[3]


def test_a_password_works_where_one_was_set(client: Client) -> None:
    user = make_user("taro@example.jp", password="long enough words")
    assert 'type="password"' in client.get(LOGIN + "?with=password").content.decode()
    client.post(LOGIN, {"login": "taro@example.jp", "password": "long enough words"})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_staff_with_an_app_are_signed_in_only_after_its_code(client: Client) -> None:
    user = make_staff(Role.ADMINISTRATOR, password="long enough words")
    client.post(LOGIN, {"login": user.email, "password": "long enough words"})
    assert not is_signed_in(client)
    code = totp_now()
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_a_code_of_the_app_works_once(client: Client) -> None:
    user = make_staff(Role.ADMINISTRATOR, password="long enough words")
    with time_machine.travel("2026-11-01T10:00:00+09:00", tick=False) as clock:
        code = totp_now()
        for visitor, expected in ((client, True), (Client(), False)):
            visitor.post(LOGIN, {"login": user.email, "password": "long enough words"})
            visitor.post(reverse("mfa_authenticate"), {"code": code})
            assert is_signed_in(visitor) is expected
            clock.shift(35)


def test_staff_without_a_second_factor_reach_nothing_of_the_desk(client: Client) -> None:
    user = make_staff(Role.ADMINISTRATOR, second_factor=False)
    sign_in(client, user)
    for path in ("/cms/", "/cms/users/", "/cms/pages/", "/cms/account/", "/cms/nowhere/"):
        answer = client.get(path)
        assert answer.status_code in (302, 404), path
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("people:second_factor")), path
    page = client.get(reverse("people:second_factor") + "?next=/cms/").content.decode()
    assert reverse("mfa_activate_totp") in page


def test_a_session_that_lacks_the_factor_is_asked_for_it(client: Client) -> None:
    user = make_staff(Role.ADMINISTRATOR)
    sign_in(client, user, second_factor=False)
    answer = client.get("/cms/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": totp_now(), "next": "/cms/"})
    assert client.get("/cms/").status_code == 200


def test_wagtails_own_doors_lead_to_the_one_sign_in(client: Client) -> None:
    assert client.get("/cms/login/")["Location"] == LOGIN + "?next=%2Fcms%2F"
    assert client.get("/cms/")["Location"].startswith(LOGIN)
    assert client.get("/cms/password_reset/")["Location"] == reverse("account_reset_password")
    assert client.post("/cms/login/", {"username": "x", "password": "y"}).status_code == 302


def test_a_resident_finds_no_desk(client: Client) -> None:
    sign_in(client, make_user())
    assert client.get("/cms/").status_code == 404


def test_a_session_ends_after_idleness_and_after_its_age(client: Client, settings: pytest.FixtureRequest) -> None:
    staff, resident = make_staff(Role.ADMINISTRATOR), make_user()
    with time_machine.travel("2026-11-01T10:00:00+09:00", tick=False) as clock:
        sign_in(client, staff)
        other = sign_in(Client(), resident)
        clock.shift(3500)
        assert client.get("/cms/").status_code == 200
        clock.shift(3700)
        assert client.get("/cms/").status_code == 302
        assert not is_signed_in(client)
        assert other.get(reverse("people:groups")).status_code == 200
        for _hour in range(8 * 24):
            clock.shift(3600)
            answer = other.get(reverse("people:groups"))
        assert answer.status_code == 302


def test_signing_in_changes_the_session_id(client: Client) -> None:
    make_user("hanako@example.jp")
    client.post(LOGIN, {"login": "hanako@example.jp"})
    before = client.session.session_key
    client.post(reverse("account_confirm_login_code"), {"code": code_in(newest_mail("hanako@example.jp"))})
    assert client.session.session_key != before


def test_signing_out_everywhere_ends_the_other_sessions(client: Client) -> None:
    user = make_user()
    sign_in(client, user)
    other = sign_in(Client(), user)
    client.post(reverse("people:sign_out_everywhere"))
    assert client.get(reverse("people:groups")).status_code == 200
    assert other.get(reverse("people:groups")).status_code == 302


def test_links_in_mails_name_the_configured_host(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.BASE_URL = "https://kizuna.example.jp"  # type: ignore[attr-defined]
    client.post(LOGIN, {"login": "nobody@example.jp"}, headers={"host": "localhost"})
    assert "https://kizuna.example.jp/accounts/signup/" in newest_mail("nobody@example.jp").text
