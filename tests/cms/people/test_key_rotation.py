"""Changing SECRET_KEY as the manual orders locks nobody out."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cms.people.factor_secrets import cipher
from cms.people.models import Role, User
from tests.cms.people.sign_in_page import LOGIN, totp_now
from tests.factories_people import TOTP_SECRET, make_staff
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "long enough words"
NEW = "a-new-key-" + "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"


@pytest.fixture
def officer() -> User:
    return make_staff(Role.AUDITOR, password=PASSWORD)


def enters(user: User, code: str) -> bool:
    """Password, then ``code``; the answer is always a page."""
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code in (200, 302)
    return "_auth_user_id" in client.session


def renew() -> str:
    said = StringIO()
    call_command("renew_second_factors", stdout=said)
    return said.getvalue()


def test_the_manuals_order_keeps_everybody_in(officer: User, settings: Settings) -> None:
    codes = RecoveryCodes.activate(officer).generate_codes()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW
    assert enters(officer, totp_now())
    assert "2 second factors" in renew()
    settings.SECRET_KEY_FALLBACKS = []
    stored = Authenticator.objects.get(user=officer, type=Authenticator.Type.TOTP).data["secret"]
    assert cipher().decrypt(stored.encode()).decode() == TOTP_SECRET
    assert enters(officer, codes[0])


def test_without_the_earlier_key_the_code_is_not_right_and_the_log_says_why(
    officer: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECRET_KEY = NEW
    client = Client()
    client.post(LOGIN, {"login": officer.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"code": totp_now()})
    assert answer.status_code == 200
    assert "コードが正しくありません" in answer.content.decode()
    assert f"account {officer.pk} was stored with a key that is not known here" in caplog.text


def test_what_no_key_reads_is_named_and_left_as_it_is(officer: User, settings: Settings) -> None:
    before = Authenticator.objects.get(user=officer).data
    settings.SECRET_KEY, old = NEW, settings.SECRET_KEY
    with pytest.raises(CommandError, match="SECRET_KEY_FALLBACKS"):
        renew()
    assert Authenticator.objects.get(user=officer).data == before
    settings.SECRET_KEY_FALLBACKS = [old]
    renew()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, []
    with pytest.raises(InvalidToken):
        cipher().decrypt(Authenticator.objects.get(user=officer).data["secret"].encode())


@pytest.mark.parametrize("page", ["mfa_view_recovery_codes", "mfa_download_recovery_codes"])
def test_recovery_codes_that_no_key_reads_are_replaced_and_not_noted_as_shown(
    officer: User, settings: Settings, page: str, caplog: pytest.LogCaptureFixture
) -> None:
    RecoveryCodes.activate(officer)
    stored = Authenticator.objects.get(user=officer, type=Authenticator.Type.RECOVERY_CODES).data
    settings.SECRET_KEY = NEW
    client = sign_in(Client(), officer)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.get(reverse(page))
    assert answer.status_code == 200
    assert "新しい予備コードを作って控え" in answer.content.decode()
    assert f"account {officer.pk} was stored with a key that is not known here" in caplog.text
    assert Authenticator.objects.get(user=officer, type=Authenticator.Type.RECOVERY_CODES).data == stored
    make = reverse("mfa_generate_recovery_codes")
    assert f'href="{make}"' in answer.content.decode()
    assert client.get(make).status_code == 200
    shown = client.post(make, follow=True).content.decode()
    code = re.findall(r"<li>(\d{8})</li>", shown)[0]
    assert enters(officer, code)
