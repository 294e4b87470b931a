"""What is true once a transaction is really committed, or really rolled back."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cms.people.models import Role
from tests.factories_people import make_staff
from tests.sign_in import sign_in


@pytest.mark.usefixtures("own_database")
def test_setting_up_the_app_shows_the_recovery_codes_once_and_opens_the_desk(client: Client) -> None:
    user = make_staff(Role.ADMINISTRATOR, second_factor=False)
    sign_in(client, user)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page).group()  # type: ignore[union-attr]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert len(re.findall(r"<li>\d{8}</li>", answer.content.decode())) == 10
    assert not re.findall(r"<li>\d{8}</li>", client.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert client.get("/cms/").status_code == 200


@pytest.mark.usefixtures("own_database")
def test_after_the_recovery_codes_staff_go_on_to_where_they_wanted(client: Client) -> None:
    user = make_staff(Role.ADMINISTRATOR, second_factor=False)
    sign_in(client, user, second_factor=False)
    client.get(reverse("people:second_factor") + "?next=/cms/roles/")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)
    assert secret is not None
    code = format_hotp_value(hotp_value(secret[0], int(time.time()) // 30))
    shown = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert reverse("people:second_factor") in shown.content.decode()
    assert client.get(reverse("people:second_factor"))["Location"] == "/cms/roles/"
    assert client.get(reverse("people:second_factor"))["Location"] == settings.LOGIN_REDIRECT_URL, "once"
